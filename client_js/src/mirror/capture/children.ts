import { MAX_DEPTH, MAX_TEXT_LENGTH } from '../limits.js'
import type { Item, Operation } from '../operations.js'
import type { AttributeReader } from './attributes.js'
import { type Class, classify, passedOn, tagOf } from './classify.js'
import { childNodes, firstChild, isConnected, nextSibling } from './dom.js'
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

/** What one slice of reading the page takes of a long list, however much time there is. */
const CHILDREN_AT_ONCE = 500

/** Nodes with children of their own on the wire. */
const PARENTS = new Set(['document', 'shadow', 'element'])

/**
 * Brings the view's child lists up to the page's. Per parent the list sent last is remembered and
 * compared with what is there now; there are no queues of adds, removes and moves to get out of
 * step. All that leaves a list is detached first, so a move in any order never makes a cycle.
 */
export class Children {
  readonly #detached = new Set<Known>()
  readonly #unread = new Set<Known>()

  /** `added` is called for each node that the view hears of for the first time. */
  constructor(
    private readonly table: NodeTable,
    private readonly redaction: Redaction,
    private readonly attributes: AttributeReader,
    private readonly added: (known: Known) => void,
  ) {}

  /** For parents whose children may have changed; `left` are those that had no place yet. Call
   * `settle` when the batch is complete. */
  sync(dirty: Iterable<Known>): { operations: Operation[]; left: Known[] } {
    const operations: Operation[] = []
    let plans: Plan[] = []
    for (const parent of dirty) {
      if (parent.children === null || !this.#isCurrent(parent)) continue
      const plan = { parent, wanted: this.#wanted(parent) }
      this.#unread.delete(parent)
      plans.push(plan)
      this.#detachFor(plan, operations)
    }
    // A parent whose ancestor was just detached is read only if the ancestor has found a new
    // place: where it went, its content may be none of the viewer's business.
    for (let before = -1; plans.length !== before; ) {
      before = plans.length
      plans = plans.filter((plan) => !this.#spliceIfAttached(plan, operations))
    }
    return { operations, left: plans.map(({ parent }) => parent) }
  }

  /** The children of a node that was added and `isInPlace`, or as many of them as one slice may
   * take; call again while `isUnread`. */
  expand(parent: Known): Operation[] {
    const operations: Operation[] = []
    if (!PARENTS.has(parent.kind)) return operations
    if (parent.children !== null && !this.#unread.has(parent)) return operations
    parent.children ??= []
    const last = parent.children.at(-1)
    const wanted: Wanted[] = []
    let node = last ? nextSibling(last.node) : firstChild(parent.node)
    for (; node && wanted.length < CHILDREN_AT_ONCE; node = nextSibling(node)) {
      this.#want(parent, node, wanted)
    }
    if (node) this.#unread.add(parent)
    else this.#unread.delete(parent)
    this.#append(parent, wanted, operations)
    return operations
  }

  /** Is it in the page, and does the view know where? While its ancestors move it may not be. */
  isInPlace(known: Known): boolean {
    return isConnected(known.node) && isAttached(known)
  }

  /** Has `expand` left some of the children for the next time? */
  isUnread(parent: Known): boolean {
    return this.#unread.has(parent)
  }

  clear(): void {
    this.#detached.clear()
    this.#unread.clear()
  }

  /** Forgets what is detached and was not placed again in this batch; the view does the same. */
  settle(): void {
    for (const known of this.#detached) if (known.parent === null) this.table.forget(known)
    this.#detached.clear()
  }

  /** In the page, and not replaced within this batch by another record of the same node. */
  #isCurrent(known: Known): boolean {
    return this.table.get(known.node) === known && isConnected(known.node)
  }

  #spliceIfAttached(plan: Plan, operations: Operation[]): boolean {
    const attached = isAttached(plan.parent)
    if (attached) this.#splice(plan, operations)
    return attached
  }

  #wanted(parent: Known): Wanted[] {
    const wanted: Wanted[] = []
    for (const node of childNodes(parent.node)) this.#want(parent, node, wanted)
    return wanted
  }

  #want(parent: Known, node: Node, wanted: Wanted[]): void {
    if (parent.depth >= MAX_DEPTH - 1) return
    const found = classify(this.redaction, node, passedOn(parent.treatment))
    if (found === null) return
    const known = this.table.get(node) ?? null
    const same = known?.kind === found.kind && known.treatment === found.treatment
    const [current, outdated] = same ? [known, null] : [null, known]
    wanted.push({ node, class: found, known: current, outdated })
  }

  #append(parent: Known, wanted: Wanted[], operations: Operation[]): void {
    for (const { known, outdated } of wanted) {
      const moved = known ?? outdated
      if (moved?.parent) this.#detach(moved.parent, [moved], operations)
    }
    const before = parent.children ?? []
    const items: Item[] = []
    const added = wanted.flatMap((one) => this.#place(parent, one, items))
    parent.children = [...before, ...added]
    if (items.length > 0) operations.push(['c', parent.id, before.length, 0, items])
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
