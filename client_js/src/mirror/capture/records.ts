import { MAX_DEPTH, MAX_NESTING, MAX_TEXT_LENGTH } from '../limits.js'
import type { Item } from '../operations.js'
import type { AttributeReader } from './attributes.js'
import type { Budget } from './budget.js'
import { type Class, classify, passedOn, sentTag } from './classify.js'
import type { Definitions } from './definitions.js'
import { firstChild, isElement, nextSibling, shadowRoot } from './dom.js'
import type { Kind, Known, NodeTable } from './nodes.js'
import type { Redaction } from './redaction.js'

/** A child as it is in the page now. */
export interface Wanted {
  node: Node
  class: Class
  /** The node as the view knows it, if it still is what it was. */
  known: Known | null
  /** The node as the view knows it, if it must be sent anew. */
  outdated: Known | null
}

export interface RecordsDelegate {
  /** The view hears of this node for the first time. Called before its children are read. */
  added(known: Known): void
  /** The view knows this node elsewhere: take it away there. */
  takeAway(known: Known): void
  /** The rest of this node's children is for another time. `later`: after what is in sight. */
  postponed(known: Known, later: boolean): void
  /** Is this element, and so what follows and what is in it, better left for later? */
  canWait(known: Known): boolean
}

/** How far a list of children was read: to its end, as far as the budget reached, or as far as the
 * customer sees. */
export type Reached = 'end' | 'budget' | 'fold'

/** Asking where an element is costs more than reading it. */
export const ASK_EVERY = 32

/** Nodes with children of their own on the wire. */
const PARENTS: ReadonlySet<Kind> = new Set(['document', 'shadow', 'element'])

/** Makes the items of child lists: new nodes with all that is below them, as far as the budget
 * reaches. Gives ids in the order in which the view will count. */
export class Records {
  constructor(
    private readonly table: NodeTable,
    private readonly redaction: Redaction,
    private readonly attributes: AttributeReader,
    private readonly definitions: Definitions,
    private readonly delegate: RecordsDelegate,
  ) {}

  /** How this node of the page would be sent as a child of `parent`; null when it is not at all. */
  want(parent: Known, node: Node): Wanted | null {
    if (parent.depth >= MAX_DEPTH - 1) return null
    const found = classify(this.redaction, node, passedOn(parent.treatment))
    if (found === null) return null
    const known = this.table.get(node) ?? null
    if (known) known.doubtful = false
    const same = known?.kind === found.kind && known.treatment === found.treatment
    const [current, outdated] = same ? [known, null] : [null, known]
    return { node, class: found, known: current, outdated }
  }

  /** Adds the node to `items` and returns it as the view then knows it; null when there is no
   * room for more. */
  place(parent: Known, wanted: Wanted, budget: Budget, items: Item[], nesting = 1): Known | null {
    const { node, known, class: found } = wanted
    if (known !== null) {
      known.parent = parent
      known.depth = parent.depth + 1
      items.push(known.id)
      return known
    }
    if (this.table.isFull) return null
    const fresh = this.table.add(node, found.kind, found.treatment, parent)
    if (found.kind === 'text') {
      const text = (node as Text).data.slice(0, MAX_TEXT_LENGTH)
      fresh.text = this.redaction.text(text, found.treatment)
      budget.spend(fresh.text.length)
      items.push(fresh.text)
      this.delegate.added(fresh)
    } else {
      items.push(this.#element(fresh, node as Element, budget, nesting))
    }
    return fresh
  }

  /** Adds a root inside `host` to what the view knows; `items` get its children. */
  inner(
    host: Known,
    root: ShadowRoot | Document,
    budget: Budget,
    items: Item[],
    nesting = 1,
  ): void {
    const kind = host.kind === 'frame' ? 'document' : 'shadow'
    budget.spend()
    const known = this.table.add(root, kind, passedOn(host.treatment), host)
    host.inner = known
    this.delegate.added(known)
    this.#fill(known, budget, items, nesting)
  }

  #element(fresh: Known, element: Element, budget: Budget, nesting: number): Item {
    const tag = sentTag(element, fresh.kind)
    fresh.attributes = this.attributes.read(fresh)
    const { number, length } = this.definitions.find(tag, fresh.attributes)
    budget.spend(length)
    this.delegate.added(fresh)
    const children: Item[] = []
    if (PARENTS.has(fresh.kind)) this.#fill(fresh, budget, children, nesting)
    const mayHave = fresh.kind === 'element' && !this.table.isFull
    const root = mayHave ? shadowRoot(element) : null
    const rest: [Item[]?, Item[]?] = []
    if (root !== null) {
      const inner: Item[] = []
      this.inner(fresh, root, budget, inner, nesting + 1)
      rest.push(children, inner)
    } else if (children.length > 0) {
      rest.push(children)
    }
    return number === undefined ? [tag, fresh.attributes, ...rest] : [number, ...rest]
  }

  #fill(parent: Known, budget: Budget, items: Item[], nesting: number): void {
    parent.children = []
    if (firstChild(parent.node) === null) return
    parent.unread = true
    const below = hasElementChildren(parent.node) && this.delegate.canWait(parent)
    if (below || nesting >= MAX_NESTING) {
      this.delegate.postponed(parent, below)
      return
    }
    const reached = this.readOn(parent, budget, items, nesting)
    if (reached !== 'end') this.delegate.postponed(parent, reached === 'fold')
  }

  /** Adds to `items`, and to the children of `parent`, what is behind those that are read. */
  readOn(parent: Known, budget: Budget, items: Item[], nesting = 0): Reached {
    parent.children ??= []
    const last = parent.children.at(-1)
    let node = last ? nextSibling(last.node) : firstChild(parent.node)
    for (let count = 1; node; node = nextSibling(node), count++) {
      if (budget.isSpent) return 'budget'
      const wanted = this.want(parent, node)
      if (wanted === null) continue
      const elsewhere = wanted.known ?? wanted.outdated
      if (elsewhere?.parent) this.delegate.takeAway(elsewhere)
      const placed = this.place(parent, wanted, budget, items, nesting + 1)
      if (placed) parent.children.push(placed)
      const asks = placed?.kind === 'element' && count % ASK_EVERY === 0
      if (asks && this.delegate.canWait(placed)) return 'fold'
    }
    parent.unread = false
    return 'end'
  }
}

/** Has this node children of its own on the wire? */
export function isParent({ kind }: Known): boolean {
  return PARENTS.has(kind)
}

export function hasElementChildren(node: Node): boolean {
  for (let child = firstChild(node); child; child = nextSibling(child)) {
    if (isElement(child)) return true
  }
  return false
}
