import { CLOSED, MODAL, type Operation, POPOVER } from '../operations.js'
import { has, isElement, isTag } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import type { Tell } from './retelling.js'

/** Modal dialogs and popovers: that they are open is no attribute. */
export class TopLayer {
  readonly #sent = new Map<Known, ReturnType<typeof stateOf>>()

  constructor(private readonly table: NodeTable) {}

  /** Takes note of an element that may open. */
  track(known: Known): void {
    const { node } = known
    if (!isElement(node) || this.#sent.has(known)) return
    if (isTag(node, 'dialog') || has(node, 'popover')) this.#sent.set(known, CLOSED)
  }

  changes(operations: Operation[]): void {
    for (const [known, sent] of this.#sent) {
      if (!this.table.isAlive(known)) {
        this.#sent.delete(known)
        continue
      }
      const state = stateOf(known.node as Element)
      if (state === sent) continue
      this.#sent.set(known, state)
      operations.push(['s', known.id, state])
    }
  }

  retell(fresh: ReadonlySet<Known>, tell: Tell): void {
    for (const [known, state] of this.#sent) {
      if (state !== CLOSED && fresh.has(known)) tell(['s', known.id, state])
    }
  }

  clear(): void {
    this.#sent.clear()
  }
}

function stateOf(element: Element): typeof CLOSED | typeof MODAL | typeof POPOVER {
  if (is(element, ':modal')) return MODAL
  return is(element, ':popover-open') ? POPOVER : CLOSED
}

/** False too where the browser does not know the selector. */
function is(element: Element, selector: string): boolean {
  try {
    return Element.prototype.matches.call(element, selector)
  } catch {
    return false
  }
}
