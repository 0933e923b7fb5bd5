import {
  ACTIVE,
  FOCUS,
  FOCUS_VISIBLE,
  HOVER,
  type Operation,
  type PointedState,
} from '../operations.js'
import {
  activeElement,
  addEventListener,
  body,
  isElement,
  matches,
  parentElement,
  removeEventListener,
} from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import type { Tell } from './retelling.js'

type Events = Partial<Record<keyof DocumentEventMap, (event: Event) => void>>

/** What the customer points at, presses, and has the focus in: elements look different then. */
export class Pointing {
  readonly #elements = new Map<PointedState, Element | null>()
  readonly #sent = new Map<PointedState, number>()
  readonly #events: Events = {
    pointerover: (event) => this.#note(HOVER, event),
    pointerleave: () => this.#elements.set(HOVER, null),
    pointerdown: (event) => this.#note(ACTIVE, event),
    pointerup: () => this.#elements.set(ACTIVE, null),
    pointercancel: () => this.#elements.set(ACTIVE, null),
    focusin: (event) => this.#note(FOCUS, event),
    focusout: () => this.#elements.set(FOCUS, null),
  }

  constructor(
    private readonly table: NodeTable,
    private readonly changed: () => void,
  ) {}

  /** A document; events from shadow roots come through it. */
  observe(document: Document): void {
    const active = activeElement(document)
    if (active && active !== body(document)) this.#elements.set(FOCUS, active)
    for (const [type, listener] of Object.entries(this.#events)) {
      addEventListener.call(document, type, listener, { capture: true, passive: true })
    }
  }

  ignore(document: Document): void {
    for (const [type, listener] of Object.entries(this.#events)) {
      removeEventListener.call(document, type, listener, { capture: true })
    }
  }

  changes(operations: Operation[]): void {
    const focus = this.#elements.get(FOCUS) ?? null
    this.#elements.set(FOCUS_VISIBLE, focus && matches(focus, ':focus-visible') ? focus : null)
    for (const [state, element] of this.#elements) {
      const id = this.#known(element)?.id ?? 0
      if (id === (this.#sent.get(state) ?? 0)) continue
      this.#sent.set(state, id)
      operations.push(['u', state, id])
    }
  }

  retell(tell: Tell): void {
    for (const [state, id] of this.#sent) if (this.table.find(id)) tell(['u', state, id])
  }

  /** The view has forgotten. */
  clear(): void {
    this.#sent.clear()
  }

  #note(state: PointedState, event: Event): void {
    const [target] = event.composedPath()
    this.#elements.set(state, target && isElement(target as Node) ? (target as Element) : null)
    this.changed()
  }

  /** The nearest element around it that the view knows as what it is: which of the keys on a
   * masked pad is pressed is nobody's business. */
  #known(element: Element | null): Known | null {
    for (let at = element; at; at = parentElement(at)) {
      const known = this.table.get(at)
      if (known?.treatment === 'show' || known?.treatment === 'secret') return known
    }
    return null
  }
}
