import { MAX_DEPTH, MAX_TEXT_LENGTH } from '../limits.js'
import type { Item, Operation } from '../operations.js'
import type { AttributeReader } from './attributes.js'
import { type Class, classify, passedOn, tagOf } from './classify.js'
import { childNodes, isConnected } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import type { Redaction } from './redaction.js'

interface Wanted {
  node: Node
  class: Class
  /** The node as the view knows it, if it still is what it was. */
  known: Known | null
  /** The node as the view knows it, if it must be sent anew. */
  outdated: Known | null
}

interface Plan {
  parent: Known
  wanted: Wanted[]
}

/** Nodes with children of their own on the wire. */
const PARENTS = new Set(['document', 'shadow', 'element'])

/**
 * Brings the view's child lists up to the page's. Per parent the list sent last is remembered and
 * compared with what is there now; there are no queues of adds, removes and moves to get out of
 * step. All that leaves a list is detached first, so a move in any order never makes a cycle.
 */
export class Children {
  readonly #detached = new Set<Known>()

  /** `added` is called for each node that the view hears of for the first time. */
  constructor(
    private readonly table: NodeTable,
    private readonly redaction: Redaction,
    private readonly attributes: AttributeReader,
    private readonly added: (known: Known) => void,
  ) {}

  /** For parents whose children may have changed. Call `settle` when the batch is complete. */
  sync(dirty: Iterable<Known>): Operation[] {
    const operations: Operation[] = []
    let plans: Plan[] = []
    for (const parent of dirty) {
      if (parent.children === null || !this.#isThere(parent)) continue
      const plan = { parent, wanted: this.#wanted(parent) }
      plans.push(plan)
      this.#detachFor(plan, operations)
    }
    // A parent whose ancestor was just detached is read only if the ancestor has found a new
    // place: where it went, its content may be none of the viewer's business.
    for (let before = -1; plans.length !== before; ) {
      before = plans.length
      plans = plans.filter((plan) => !this.#spliceIfAttached(plan, operations))
    }
    return operations
  }

  /** The children of a node that was added. */
  expand(parent: Known): Operation[] {
    const operations: Operation[] = []
    if (parent.children !== null || !this.#isThere(parent) || !isAttached(parent)) return operations
    parent.children = []
    const plan = { parent, wanted: this.#wanted(parent) }
    this.#detachFor(plan, operations)
    this.#splice(plan, operations)
    return operations
  }

  /** Forgets what is detached and was not placed again in this batch; the view does the same. */
  settle(): void {
    for (const known of this.#detached) if (known.parent === null) this.table.forget(known)
    this.#detached.clear()
  }

  #isThere(parent: Known): boolean {
    const alive = this.table.isAlive(parent) && PARENTS.has(parent.kind)
    return alive && isConnected(parent.node)
  }

  #spliceIfAttached(plan: Plan, operations: Operation[]): boolean {
    const attached = isAttached(plan.parent)
    if (attached) this.#splice(plan, operations)
    return attached
  }

  #wanted(parent: Known): Wanted[] {
    if (parent.depth >= MAX_DEPTH - 1) return []
    const inherited = passedOn(parent.treatment)
    const wanted: Wanted[] = []
    for (const node of childNodes(parent.node)) {
      const found = classify(this.redaction, node, inherited)
      if (found === null) continue
      const known = this.table.get(node) ?? null
      const same = known?.kind === found.kind && known.treatment === found.treatment
      const [current, outdated] = same ? [known, null] : [null, known]
      wanted.push({ node, class: found, known: current, outdated })
    }
    return wanted
  }

  #detachFor({ parent, wanted }: Plan, operations: Operation[]): void {
    const staying = new Set<Known>()
    for (const { known, outdated } of wanted) {
      const moved = known ?? outdated
      if (known?.parent === parent) staying.add(known)
      else if (moved?.parent && moved.parent !== parent) {
        this.#detach(moved.parent, [moved], operations)
      }
    }
    const leaving = (parent.children ?? []).filter((child) => !staying.has(child))
    if (leaving.length > 0) this.#detach(parent, leaving, operations)
  }

  #detach(parent: Known, leaving: Known[], operations: Operation[]): void {
    const gone = new Set(leaving)
    parent.children = (parent.children ?? []).filter((child) => !gone.has(child))
    for (const child of leaving) {
      child.parent = null
      this.#detached.add(child)
    }
    operations.push(['d', parent.id, leaving.map(({ id }) => id)])
  }

  #splice({ parent, wanted }: Plan, operations: Operation[]): void {
    const old = parent.children ?? []
    let head = 0
    while (head < old.length && wanted[head]?.known === old[head]) head++
    let tail = 0
    while (tail < old.length - head && wanted.at(-1 - tail)?.known === old.at(-1 - tail)) tail++
    const middle = wanted.slice(head, wanted.length - tail)
    const items: Item[] = []
    const children = middle.flatMap((one) => this.#place(parent, one, items))
    parent.children = [...old.slice(0, head), ...children, ...old.slice(old.length - tail)]
    if (items.length > 0) operations.push(['c', parent.id, head, tail, items])
  }

  #place(parent: Known, { node, class: found, known }: Wanted, items: Item[]): Known[] {
    if (known !== null) {
      known.parent = parent
      if (known.depth !== parent.depth + 1) known.depth = parent.depth + 1
      items.push(known.id)
      return [known]
    }
    if (this.table.isFull) return []
    const fresh = this.table.add(node, found.kind, found.treatment, parent)
    if (found.kind === 'text') {
      const text = (node as Text).data.slice(0, MAX_TEXT_LENGTH)
      fresh.text = this.redaction.text(text, found.treatment)
      items.push([fresh.id, fresh.text])
    } else {
      const [namespace, tag] = tagOf(node as Element, found.kind)
      fresh.attributes = this.attributes.read(fresh)
      items.push([fresh.id, namespace, tag, fresh.attributes])
    }
    this.added(fresh)
    return [fresh]
  }
}

/** Is it, as the view knows it, part of the document? */
function isAttached(known: Known): boolean {
  let top = known
  while (top.parent) top = top.parent
  return top.kind === 'document'
}
