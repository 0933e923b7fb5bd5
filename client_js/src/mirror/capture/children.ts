import type { Item, Operation } from '../operations.js'
import { commonEnds } from '../splice.js'
import type { Budget } from './budget.js'
import { firstChild, isConnected, isElement, isText, nextSibling } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import type { Reached, Records, Wanted } from './records.js'
import type { Redaction } from './redaction.js'

interface Plan {
  parent: Known
  /** Children at both ends that are what they were. */
  head: number
  tail: number
  /** What is between them now. */
  wanted: Wanted[]
  /** There is more between them, for another time. */
  more: boolean
}

/** New children of one parent in one batch, where nothing else has to be done with the list. */
const WANTED_AT_ONCE = 1_000

/**
 * Brings the view's child lists up to the page's. Per parent the list sent last is remembered and
 * compared with what is there now; there are no queues of adds, removes and moves to get out of
 * step. All that leaves a list is detached first, so a move in any order never makes a cycle.
 */
export class Children {
  readonly #detached = new Set<Known>()
  #operations: Operation[] = []

  constructor(
    private readonly table: NodeTable,
    private readonly redaction: Redaction,
    private readonly records: Records,
  ) {}

  /**
   * For parents whose children may have changed: operations into `operations`, and what could not
   * be done yet back. `every`: those of which each child is to be judged anew. Call `settle` when
   * the batch is complete.
   */
  sync(
    dirty: Iterable<Known>,
    every: ReadonlySet<Known>,
    budget: Budget,
    operations: Operation[],
  ): Known[] {
    this.#operations = operations
    const left: Known[] = []
    let plans: Plan[] = []
    for (const parent of dirty) {
      if (parent.children === null || !this.#isCurrent(parent)) continue
      const plan = this.#plan(parent, every.has(parent))
      plans.push(plan)
      this.#detachFor(plan)
    }
    // A parent whose ancestor was just detached is read only if the ancestor has found a new
    // place: where it went, its content may be none of the viewer's business.
    for (let before = -1; plans.length !== before; ) {
      before = plans.length
      plans = plans.filter((plan) => {
        if (!isAttached(plan.parent)) return true
        if (!this.#splice(plan, budget)) left.push(plan.parent)
        return false
      })
    }
    return [...left, ...plans.map(({ parent }) => parent)]
  }

  /** Reads on where a parent's children were not all read. Null if it has no place now. */
  readOn(parent: Known, budget: Budget, operations: Operation[]): Reached | null {
    if (!this.#isCurrent(parent) || !isAttached(parent)) return null
    this.#operations = operations
    const head = parent.children?.length ?? 0
    const items: Item[] = []
    const reached = this.records.readOn(parent, budget, items)
    if (items.length > 0) operations.push(['c', parent.id, head, 0, items])
    return reached
  }

  /** Takes a node away from where the view has it. */
  takeAway(known: Known): void {
    if (known.parent) this.#detach(known.parent, [known])
  }

  /** Is it in the page, and does the view know where? While its ancestors move it may not be. */
  isInPlace(known: Known): boolean {
    return isConnected(known.node) && isAttached(known)
  }

  clear(): void {
    this.#detached.clear()
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

  /** Walks both lists from both ends: what nobody doubts is not judged again. */
  #plan(parent: Known, every: boolean): Plan {
    const old = parent.children ?? []
    const nodes = this.#childNodes(parent)
    const same = (i: number, j: number): boolean => {
      const known = old[i]
      return known !== undefined && known.node === nodes[j] && !known.doubtful
    }
    const none = { head: 0, tail: 0 }
    const { head, tail } = every ? none : commonEnds(old.length, nodes.length, same)
    const added = head + tail === old.length
    const end = added ? Math.min(nodes.length - tail, head + WANTED_AT_ONCE) : nodes.length - tail
    const wanted: Wanted[] = []
    for (let i = head; i < end; i++) {
      const found = this.records.want(parent, nodes[i] as Node)
      if (found) wanted.push(found)
    }
    this.#exchangeTexts(old.slice(head, old.length - tail), wanted)
    return { parent, head, tail, wanted, more: end < nodes.length - tail }
  }

  /** A masked text that another one took the place of is what it was: that, and when, somebody
   * typed is nobody's business. */
  #exchangeTexts(old: readonly Known[], wanted: Wanted[]): void {
    if (old.length !== wanted.length) return
    for (const [i, one] of wanted.entries()) {
      const before = old[i]
      const fresh = one.known === null && one.outdated === null
      if (!before || !fresh || one.class.kind !== 'text' || before.kind !== 'text') continue
      if (one.class.treatment === 'show' || one.class.treatment !== before.treatment) continue
      if (isConnected(before.node)) continue
      const { data } = one.node as Text
      if (this.redaction.text(data, before.treatment) !== before.text) continue
      this.table.exchange(before, one.node)
      one.known = before
    }
  }

  /** Those that may have a place in the mirror, as far as they are read. */
  #childNodes({ node: parent, unread, children }: Known): Node[] {
    const nodes: Node[] = []
    for (let node = firstChild(parent); node; node = nextSibling(node)) {
      if (isText(node) || (isElement(node) && !this.redaction.isExcluded(node))) nodes.push(node)
    }
    if (!unread) return nodes
    const read = new Set(children?.map((child) => child.node))
    return nodes.slice(0, nodes.findLastIndex((node) => read.has(node)) + 1)
  }

  #detachFor({ parent, head, tail, wanted }: Plan): void {
    const staying = new Set<Known>()
    for (const { known, outdated } of wanted) {
      const moved = known ?? outdated
      if (known?.parent === parent) staying.add(known)
      else if (moved?.parent && moved.parent !== parent) this.takeAway(moved)
    }
    const old = parent.children ?? []
    const middle = old.slice(head, old.length - tail)
    const leaving = middle.filter((child) => !staying.has(child))
    if (leaving.length > 0) this.#detach(parent, leaving)
  }

  #detach(parent: Known, leaving: Known[]): void {
    const gone = new Set(leaving)
    parent.children = (parent.children ?? []).filter((child) => !gone.has(child))
    for (const child of leaving) {
      child.parent = null
      this.#detached.add(child)
    }
    this.#operations.push(['d', parent.id, leaving.map(({ id }) => id)])
  }

  /** False if the budget did not reach for all. */
  #splice(plan: Plan, budget: Budget): boolean {
    const { parent, wanted } = plan
    const old = parent.children ?? []
    const middle = old.slice(plan.head, old.length - plan.tail)
    const more = commonEnds(middle.length, wanted.length, (i, j) => middle[i] === wanted[j]?.known)
    const [head, tail] = [plan.head + more.head, plan.tail + more.tail]
    const items: Item[] = []
    const children: Known[] = []
    let done = !plan.more
    for (const one of wanted.slice(more.head, wanted.length - more.tail)) {
      // What the view has must not get lost, new nodes can wait.
      if (one.known === null && budget.isSpent) {
        done = false
        continue
      }
      const placed = this.records.place(parent, one, budget, items)
      if (placed) children.push(placed)
    }
    parent.children = [...old.slice(0, head), ...children, ...old.slice(old.length - tail)]
    if (items.length > 0) this.#operations.push(['c', parent.id, head, tail, items])
    return done
  }
}

/** Is it, as the view knows it, part of the page? */
function isAttached(known: Known): boolean {
  let top = known
  while (top.parent) top = top.parent
  return top.kind === 'document'
}
