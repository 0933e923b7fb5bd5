/** What is in the fields of a form, and how it is put there so that the page hears of it. */
import { attribute, isTag, query, rootOf } from '../../mirror/capture/dom.js'
import { isCheck, isInput, isRich, isTextField } from './elements.js'
import { inputEvent, plainEvent } from './events.js'
import { fieldNameOf } from './names.js'
import { controlsOf, dispatch, formOf, setChecked, setSelected, setValue } from './natives.js'

/** `text`: what is typed or picked. `check`: on or off. `choice`: options of a list. `rich`: a text
 * that is edited in place. */
export type FieldKind = 'text' | 'check' | 'choice' | 'rich'

export function kindOf(element: Element): FieldKind | null {
  if (isCheck(element)) return element.type === 'radio' ? 'choice' : 'check'
  if (isTag(element, 'select')) return 'choice'
  if (isTextField(element) || isTag(element, 'input')) return 'text'
  return isRich(element) ? 'rich' : null
}

/** The state of a field, to be compared and put back. */
export function stateOf(field: Element): string {
  switch (kindOf(field)) {
    case 'check':
      return String((field as HTMLInputElement).checked)
    case 'choice':
      return chosen(field).join()
    case 'rich':
      return field.innerHTML
    default:
      return (field as HTMLInputElement).value
  }
}

/** The same for people. */
export function textOf(field: Element): string {
  switch (kindOf(field)) {
    case 'choice':
      return choicesOf(field)
        .filter((_, place) => chosen(field).includes(place))
        .map((choice) => ('label' in choice ? String(choice.label) : fieldNameOf(choice)))
        .join(', ')
    case 'rich':
      return (field.textContent ?? '').trim()
    default:
      return stateOf(field)
  }
}

/** Puts a state back that `stateOf` gave. */
export function putBack(field: Element, state: string): void {
  switch (kindOf(field)) {
    case 'check':
      if (stateOf(field) !== state) check(field as HTMLInputElement, state === 'true')
      break
    case 'choice':
      rechoose(field, state === '' ? [] : state.split(',').map(Number))
      break
    case 'rich':
      rewrite(field as HTMLElement, state)
      break
    default:
      fill(field as HTMLInputElement, state)
  }
}

/** Sets a value as a whole, as pickers do. */
export function fill(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  setValue(field, value)
  dispatch(field, inputEvent(field, 'input', 'insertReplacementText', value))
  dispatch(field, plainEvent(field, 'change'))
}

/** Would the field take this value? A date field takes nothing but dates. */
export function takes(field: HTMLInputElement, value: string): boolean {
  if (value === '') return field.type !== 'color' && field.type !== 'range'
  const probe = field.ownerDocument.createElement('input')
  probe.type = field.type
  for (const name of ['min', 'max', 'step']) {
    const given = attribute(field, name)
    if (given !== null) probe.setAttribute(name, given)
  }
  probe.value = value
  if (field.type === 'range') return Number.isFinite(Number(value))
  return probe.value.toLowerCase() === value.toLowerCase()
}

/** Chooses exactly these options, by their place in the list. */
export function choose(select: HTMLSelectElement, places: readonly number[]): void {
  const options = [...select.options]
  for (const [place, option] of options.entries()) {
    const wanted = places.includes(place)
    // In a list of one a choice takes the others back by itself.
    if (wanted || select.multiple) setSelected(option, wanted)
  }
  dispatch(select, plainEvent(select, 'input', { composed: true }))
  dispatch(select, plainEvent(select, 'change'))
}

/** The options of a list, or the radio buttons of which one can be on. */
function choicesOf(field: Element): (HTMLOptionElement | HTMLInputElement)[] {
  return isTag(field, 'select') ? [...field.options] : groupOf(field as HTMLInputElement)
}

/** The radio buttons of one group; the first stands for the group. */
export function groupOf(radio: HTMLInputElement): HTMLInputElement[] {
  if (radio.name === '') return [radio]
  const form = formOf(radio)
  const among = form ? controlsOf(form) : query(rootOf(radio), 'input')
  return [...among].filter((one): one is HTMLInputElement => {
    return isInput(one, ['radio']) && one.name === radio.name && formOf(one) === form
  })
}

function chosen(field: Element): number[] {
  return choicesOf(field).flatMap((choice, place) => {
    const is = 'selected' in choice ? choice.selected : choice.checked
    return is ? [place] : []
  })
}

function rechoose(field: Element, places: readonly number[]): void {
  if (isTag(field, 'select')) {
    choose(field, places)
    return
  }
  for (const [place, radio] of groupOf(field as HTMLInputElement).entries()) {
    const on = places.includes(place)
    if (radio.checked !== on && (on || places.length === 0)) check(radio, on)
  }
}

/** By a click, which frameworks listen to; with the setter where a handler keeps that from it. */
function check(box: HTMLInputElement, on: boolean): void {
  const { MouseEvent } = box.ownerDocument.defaultView as Window & typeof globalThis
  dispatch(box, new MouseEvent('click', { bubbles: true, cancelable: true, composed: true }))
  if (box.checked === on) return
  setChecked(box, on)
  dispatch(box, plainEvent(box, 'input', { composed: true }))
  dispatch(box, plainEvent(box, 'change'))
}

function rewrite(host: HTMLElement, html: string): void {
  const document = host.ownerDocument
  host.focus()
  document.getSelection()?.selectAllChildren(host)
  const done = html === '' ? document.execCommand('delete') : insertHtml(document, html)
  if (done) return
  host.textContent = html.replace(/<[^>]*>/g, '')
  dispatch(host, inputEvent(host, 'input', 'insertReplacementText', null))
}

/** False where the page's policy (Trusted Types) lets no markup in. */
function insertHtml(document: Document, html: string): boolean {
  try {
    return document.execCommand('insertHTML', false, html)
  } catch {
    return false
  }
}
