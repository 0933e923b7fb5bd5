/** What the customer herself is doing: she goes first. */
import {
  addEventListener,
  defaultView,
  frameDocument,
  isElement,
  query,
  removeEventListener,
} from '../../mirror/capture/dom.js'

/** So long after her last key the field is hers. In a secret one she may well think for a while, and
 * must not find herself in another one then. */
const TYPING_MS = 1_000
const TYPING_SECRETS_MS = 10_000

export interface CustomerDelegate {
  /** Is it we who make the events at this moment? (Editing commands make trusted ones.) */
  isOwnAct(): boolean
  /** Is it a field for a password, a card or a code? */
  isSecret(field: Element): boolean
  /** She has put something else into this field. */
  edited(field: Element): void
}

export class Customer {
  #busyUntil = Number.NEGATIVE_INFINITY
  /** Does she hold a button of her mouse, or has she her finger on the page? */
  isHolding = false
  readonly #watched = new Set<Window>()

  constructor(private readonly delegate: CustomerDelegate) {}

  /** Does she, or is she typing? */
  get isBusy(): boolean {
    return this.isHolding || performance.now() < this.#busyUntil
  }

  /** The page's, and those of its frames. */
  get windows(): Iterable<Window> {
    return this.#watched
  }

  /** Her input is watched, never stopped or altered. */
  watch(window: Window): void {
    for (const one of [window, ...framesIn(window)]) {
      if (this.#watched.has(one)) continue
      this.#watched.add(one)
      for (const type of TYPES) addEventListener.call(one, type, this.#heard, WATCHING)
    }
  }

  stop(): void {
    for (const target of this.#watched) {
      for (const type of TYPES) removeEventListener.call(target, type, this.#heard, WATCHING)
    }
    this.#watched.clear()
    this.isHolding = false
    this.#busyUntil = Number.NEGATIVE_INFINITY
  }

  #types(field: Element): void {
    const wait = this.delegate.isSecret(field) ? TYPING_SECRETS_MS : TYPING_MS
    this.#busyUntil = performance.now() + wait
  }

  readonly #heard = (event: Event): void => {
    if (!event.isTrusted || this.delegate.isOwnAct()) return
    switch (event.type) {
      case 'keydown':
      case 'beforeinput':
      case 'compositionupdate':
        if (isTypedInto(event.target)) this.#types(event.composedPath()[0] as Element)
        break
      case 'input':
        this.delegate.edited(event.composedPath()[0] as Element)
        break
      case 'pointerdown':
        this.isHolding = true
        break
      case 'pointermove':
        // Where it was let go nobody may have told.
        if ((event as PointerEvent).buttons === 0) this.isHolding = false
        break
      default:
        // Elements lose the focus at the beginning of a press.
        if (event.type !== 'blur' || event.target === event.currentTarget) this.isHolding = false
    }
  }
}

const TYPES = [
  ...['keydown', 'beforeinput', 'compositionupdate', 'input'],
  ...['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'dragend', 'blur'],
]
const WATCHING = { capture: true, passive: true }

/** The windows of this origin in frames of the page, at any depth. */
function framesIn(window: Window): Window[] {
  return [...query(window.document, 'iframe')].flatMap((frame) => {
    const document = frameDocument(frame)
    const inner = document && defaultView(document)
    return inner ? [inner, ...framesIn(inner)] : []
  })
}

/** Keys that go nowhere (shortcuts on the body) take no field. */
function isTypedInto(target: EventTarget | null): boolean {
  if (target === null || !('nodeType' in target)) return false
  const node = target as Node
  return isElement(node) && node !== node.ownerDocument?.body
}
