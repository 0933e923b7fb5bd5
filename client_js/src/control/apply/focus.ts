import {
  activeElement,
  body,
  documentElement,
  frameDocument,
  isConnected,
  shadowRoot,
} from '../../mirror/capture/dom.js'
import { isFocusable, upwards } from './elements.js'
import { focusEvent } from './events.js'
import { blur, dispatch, focus } from './natives.js'

const activeInShadow = Object.getOwnPropertyDescriptor(ShadowRoot.prototype, 'activeElement')?.get

/** Where the focus is, and how it gets elsewhere. There is one in the page, hers and the agent's. */
export class Focus {
  constructor(private readonly document: Document) {}

  /** The element that keys go to, in frames and shadow roots too; the body where nothing has it. */
  get active(): Element {
    let at: Element | null = activeElement(this.document)
    for (;;) {
      const inner: Element | null = at && innerActive(at)
      if (!inner) break
      at = inner
    }
    return at ?? body(this.document) ?? documentElement(this.document)
  }

  /** As a press of the mouse on the element does: to it, or to the nearest around it that can have
   * the focus, or away from where it was. */
  toPressed(element: Element): void {
    for (const at of upwards(element)) {
      if (isFocusable(at)) {
        this.to(at)
        return
      }
    }
    const before = this.active
    if (before !== body(this.document)) this.#told(before, null, () => blur(before))
  }

  to(element: Element): void {
    const before = this.active
    if (before === element || !isConnected(element)) return
    this.#told(before, element, () => focus(element))
  }

  /** Where the browser is not the active window it moves the focus, and tells nobody. */
  #told(before: Element, after: Element | null, move: () => void): void {
    const target = before ?? after
    let told = false
    const heard = (): void => {
      told = true
    }
    for (const one of [before, after]) {
      one?.addEventListener('blur', heard, { once: true })
      one?.addEventListener('focus', heard, { once: true })
    }
    move()
    for (const one of [before, after]) {
      one?.removeEventListener('blur', heard)
      one?.removeEventListener('focus', heard)
    }
    if (told || target === null) return
    if (this.active === before && after !== null) return
    for (const type of ['blur', 'focusout']) dispatch(before, focusEvent(before, type, after))
    if (after === null) return
    for (const type of ['focus', 'focusin']) dispatch(after, focusEvent(after, type, before))
  }
}

function innerActive(element: Element): Element | null {
  const frame = frameDocument(element)
  if (frame) return activeElement(frame)
  const root = shadowRoot(element)
  return root ? ((activeInShadow?.call(root) as Element | null) ?? null) : null
}
