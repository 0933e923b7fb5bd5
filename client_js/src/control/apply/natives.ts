/** Acting on the page by the browser's own functions: what a page names can shadow an element's. */
import { isSvg, windowOf } from '../../mirror/capture/dom.js'

/** A window with its constructors: pages check `event instanceof MouseEvent` with their own. */
export type Realm = Window & typeof globalThis

const { dispatchEvent } = EventTarget.prototype
const { scrollBy, scrollIntoView } = Element.prototype
const { requestSubmit } = HTMLFormElement.prototype

export function realmOf(element: Element): Realm {
  return (windowOf(element) ?? window) as Realm
}

/** False when a handler has prevented what would follow. */
export function dispatch(target: EventTarget, event: Event): boolean {
  return dispatchEvent.call(target, event)
}

export function focus(element: Element): void {
  prototypeOf(element).focus.call(element as HTMLElement & SVGElement)
}

export function blur(element: Element): void {
  prototypeOf(element).blur.call(element as HTMLElement & SVGElement)
}

export function scrollInstantly(element: Element, left: number, top: number): void {
  ;(scrollBy as (options: ScrollToOptions) => void).call(element, {
    left,
    top,
    behavior: 'instant',
  })
}

export function reveal(element: Element): void {
  scrollIntoView.call(element, { block: 'nearest', inline: 'nearest', behavior: 'instant' })
}

export function submit(form: HTMLFormElement): void {
  requestSubmit.call(form)
}

/** Has the two ways in which scripts submit a form in this window ask first: neither tells anybody
 * outside of a shadow root. Returns how to give them back. */
export function replaceSubmits(
  realm: Realm,
  asks: (form: HTMLFormElement, submitter: HTMLElement | null) => boolean,
): () => void {
  const { prototype } = realm.HTMLFormElement
  const { submit: submits, requestSubmit: requests } = prototype
  prototype.submit = function (this: HTMLFormElement): void {
    if (asks(this, null)) submits.call(this)
  }
  prototype.requestSubmit = function (this: HTMLFormElement, submitter?: HTMLElement | null): void {
    if (asks(this, submitter ?? null)) requests.call(this, submitter)
  }
  return () => {
    prototype.submit = submits
    prototype.requestSubmit = requests
  }
}

/** The form that a control belongs to, by the browser's own knowledge. */
export function formOf(control: Element): HTMLFormElement | null {
  return 'form' in control && isForm(control.form) ? control.form : null
}

/** All controls of a form, in order. */
export const controlsOf = getterOf(HTMLFormElement.prototype, 'elements')

const setInput = setterOf(HTMLInputElement.prototype, 'value')
const setTextArea = setterOf(HTMLTextAreaElement.prototype, 'value')
export const setChecked = setterOf(HTMLInputElement.prototype, 'checked')
export const setSelected = setterOf(HTMLOptionElement.prototype, 'selected')

/** By the prototype's setter: frameworks put their own on the element, to tell who has set it. */
export function setValue(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  if (field.localName === 'input') setInput(field as HTMLInputElement, value)
  else setTextArea(field as HTMLTextAreaElement, value)
}

function prototypeOf(element: Element): HTMLElement | SVGElement {
  return isSvg(element) ? SVGElement.prototype : HTMLElement.prototype
}

function isForm(value: unknown): value is HTMLFormElement {
  return value !== null && Object.prototype.toString.call(value) === '[object HTMLFormElement]'
}

function getterOf<T extends object, K extends keyof T>(prototype: T, name: K): (of: T) => T[K] {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get
  return (of) => get?.call(of) as T[K]
}

function setterOf<T extends object, K extends keyof T>(
  prototype: T,
  name: K,
): (of: T, value: T[K]) => void {
  const set = Object.getOwnPropertyDescriptor(prototype, name)?.set
  return (of, value) => set?.call(of, value)
}
