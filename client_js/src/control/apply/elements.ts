/** What elements are to somebody with a mouse and a keyboard. */
import {
  attribute,
  baseURI,
  elementAround,
  frameDocument,
  frameOf,
  has,
  isTag,
  localName,
  matches,
  parentElement,
  rootOf,
} from '../../mirror/capture/dom.js'

export type TextField = HTMLInputElement | HTMLTextAreaElement
export type Field = TextField | HTMLSelectElement

const TEXT_TYPES = ['text', 'search', 'url', 'tel', 'email', 'number', 'password']
/** Fields in which nothing is typed as a text; the agent's console has pickers for them. */
const PICKED_TYPES = ['date', 'time', 'datetime-local', 'month', 'week', 'color', 'range']
/** Of these, what a person types rather than points at. */
const TYPED_TYPES = ['date', 'time', 'datetime-local', 'month', 'week']
const SUBMITTING_TYPES = ['submit', 'image']
const BUTTON_TYPES = [...SUBMITTING_TYPES, 'button', 'reset']

const FOCUSABLE =
  'a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], ' +
  'audio[controls], video[controls], [contenteditable]:not([contenteditable="false" i])'

export function isInput(element: Element, types: readonly string[]): element is HTMLInputElement {
  return isTag(element, 'input') && types.includes(element.type)
}

export function isTextField(element: Element): element is TextField {
  return isTag(element, 'textarea') || isInput(element, TEXT_TYPES)
}

export function isPicked(element: Element): element is HTMLInputElement {
  return isInput(element, PICKED_TYPES)
}

export function isTyped(element: Element): boolean {
  return isInput(element, TYPED_TYPES)
}

export function isFile(element: Element): boolean {
  return isInput(element, ['file'])
}

export function isCheck(element: Element): element is HTMLInputElement {
  return isInput(element, ['checkbox', 'radio'])
}

export function isButton(element: Element): boolean {
  return isTag(element, 'button') || isInput(element, BUTTON_TYPES)
}

/** Empties the form that it is in. */
export function isReset(element: Element): boolean {
  return (isTag(element, 'button') && element.type === 'reset') || isInput(element, ['reset'])
}

/** Is there something that somebody has filled in, or could? */
export function isField(element: Element): boolean {
  if (isTag(element, 'input')) return element.type !== 'hidden' && !isButton(element)
  return isTag(element, 'select') || isTag(element, 'textarea')
}

/** A button that would submit a form, in any. */
export function isSubmitter(element: Element): element is HTMLButtonElement | HTMLInputElement {
  return (
    (isTag(element, 'button') && element.type === 'submit') || isInput(element, SUBMITTING_TYPES)
  )
}

export function isEditable(element: Element): boolean {
  return isTextField(element) || isRich(element)
}

/** Is its text edited in place (`contenteditable`)? */
export function isRich(element: Element): element is HTMLElement {
  return 'isContentEditable' in element && element.isContentEditable === true
}

/** The element of which the text is edited when this one is edited in place. */
export function richHost(element: HTMLElement): HTMLElement {
  let host = element
  for (let at = parentElement(host); at && isRich(at); at = parentElement(at)) host = at
  return host
}

export function isDisabled(element: Element): boolean {
  const control = ancestor(element, 'button, input, select, textarea, option, optgroup')
  return control !== null && matches(control, ':disabled')
}

/** Is it behind a modal dialog, or `inert`? */
export function isInert(element: Element): boolean {
  for (const at of upwards(element)) {
    if (has(at, 'inert')) return true
    if (matches(at, 'dialog:modal')) return false
  }
  const root = element.ownerDocument
  const open = root.querySelector('dialog:modal')
  if (open) return true
  const frame = frameOf(rootOf(element))
  return frame !== null && isInert(frame)
}

export function isFocusable(element: Element): boolean {
  return matches(element, FOCUSABLE) && !isDisabled(element)
}

/** Itself and all that it is in, out of shadow roots too, as far as its page goes. */
export function* upwards(element: Element): Generator<Element> {
  for (let at: Element | null = element; at; ) {
    yield at
    const outer: Element | null = elementAround(at)
    at = outer && frameDocument(outer) ? null : outer
  }
}

/** Itself and all that it is in, frames too. */
export function* outwards(element: Element): Generator<Element> {
  for (let at: Element | null = element; at; at = elementAround(at)) yield at
}

/** The nearest, itself included, that matches. */
export function ancestor(element: Element, selector: string): Element | null {
  for (const at of upwards(element)) if (matches(at, selector)) return at
  return null
}

export function isWithin(element: Element, outer: Element): boolean {
  for (const at of outwards(element)) if (at === outer) return true
  return false
}

/** What a click on the element operates: a button, a link, a field, also through a label. */
export function operated(element: Element): Element | null {
  const found = ancestor(
    element,
    'a[href], area[href], button, input, select, textarea, label, summary',
  )
  if (found && isTag(found, 'label')) return found.control
  return found ?? linkOf(element)
}

export function linkOf(element: Element): Element | null {
  for (const at of upwards(element)) {
    const name = localName(at)
    if ((name === 'a' || name === 'area') && addressIn(at) !== null) return at
  }
  return null
}

/** Where a link leads; null when that is no address at all. */
export function leadsTo(link: Element): URL | null {
  try {
    return new URL(addressIn(link) ?? '', baseURI(link))
  } catch {
    return null
  }
}

function addressIn(link: Element): string | null {
  return attribute(link, 'href') ?? attribute(link, 'xlink:href')
}
