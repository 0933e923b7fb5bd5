/** How forms are submitted, read by what is written on them: their controls shadow their properties. */
import { addressOf, attribute, baseURI, documentOf, isTag } from '../../mirror/capture/dom.js'
import { isDisabled, isInput, isSubmitter } from './elements.js'
import { controlsOf } from './natives.js'

/** Fields of which more than one keep Enter from submitting a form without a button. */
const BLOCKING_TYPES = [
  ...['text', 'search', 'url', 'tel', 'email', 'password', 'date', 'month', 'week', 'time'],
  ...['datetime-local', 'number'],
]

/** `get`, `post` or `dialog`; whatever else is written means `get`. */
export function methodOf(form: HTMLFormElement, submitter: Element | null): string {
  const ofButton = submitter && attribute(submitter, 'formmethod')
  return (ofButton ?? attribute(form, 'method') ?? 'get').toLowerCase()
}

/** Where the form is sent; null when that is no address. */
export function actionOf(form: HTMLFormElement, submitter: Element | null): URL | null {
  try {
    const action = own(submitter, 'formaction') ?? own(form, 'action')
    return new URL(action ?? addressOf(documentOf(form)), baseURI(form))
  } catch {
    return null
  }
}

/** What Enter in a field of this form does: it presses a button, submits by itself, or nothing. */
export function byEnter(form: HTMLFormElement): Element | 'submit' | null {
  const controls = [...controlsOf(form)]
  const button = controls.find(isSubmitter)
  if (button) return isDisabled(button) ? null : button
  // Images are submit buttons, but not among a form's controls.
  const blocking = controls.filter((one) => isTag(one, 'input') && isInput(one, BLOCKING_TYPES))
  return blocking.length > 1 ? null : 'submit'
}

function own(element: Element | null, name: string): string | null {
  return (element && attribute(element, name)) || null
}
