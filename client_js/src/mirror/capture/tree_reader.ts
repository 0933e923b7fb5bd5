import type { Item, Operation } from '../operations.js'
import type { AttributeReader } from './attributes.js'
import type { Budget } from './budget.js'
import type { Changes } from './changes.js'
import { Children } from './children.js'
import { Definitions } from './definitions.js'
import { frameDocument, shadowRoot } from './dom.js'
import { Fold } from './fold.js'
import type { Known, NodeTable } from './nodes.js'
import { ReadingList } from './reading_list.js'
import { Records } from './records.js'
import type { Redaction } from './redaction.js'
import { modeOf } from './viewport.js'

/** Of so many nodes a page is read before it is worth asking what of the rest is in sight. */
const READ_ANYWAY = 1_000
const NONE: ReadonlySet<Known> = new Set()

/** Reads which nodes the page has, and where: first all of them, in slices, what is in sight before
 * the rest, then what has changed. */
export class TreeReader {
  readonly #definitions = new Definitions()
  readonly #records: Records
  readonly #children: Children
  readonly #list = new ReadingList()
  #fold: Fold | null = null

  /** `added` is called for each node that the view hears of for the first time. */
  constructor(
    private readonly window: Window,
    private readonly table: NodeTable,
    private readonly redaction: Redaction,
    attributes: AttributeReader,
    private readonly changes: Changes,
    private readonly added: (known: Known) => void,
  ) {
    this.#records = new Records(table, redaction, attributes, this.#definitions, {
      added,
      takeAway: (known) => this.#children.takeAway(known),
      postponed: (known, later) => this.#list.add(known, later),
      canWait: (known) => this.#canWait(known),
    })
    this.#children = new Children(table, redaction, this.#records)
  }

  /** The view numbers definitions anew. */
  forgetDefinitions(): void {
    this.#definitions.clear()
  }

  /** A new look at what can wait, where the page is large enough. */
  newFold(): Fold | null {
    return this.table.size > READ_ANYWAY ? new Fold(this.window) : null
  }

  /** Is something that the customer has in sight still to be read? */
  get hasSooner(): boolean {
    return this.#list.hasSooner
  }

  /** Is all of the page read? */
  get isWhole(): boolean {
    return this.#list.isEmpty
  }

  /** The page from its document on; `read` does the rest. */
  begin(): void {
    this.#fold = new Fold(this.window)
    const root = this.table.add(this.window.document, 'document', this.redaction.outermost, null)
    root.children = []
    root.unread = true
    this.#list.add(root, false)
    this.added(root)
  }

  /** `inSight`: nothing of what can wait. */
  read(budget: Budget, inSight: boolean, operations: Operation[]): void {
    this.changes.addReturned()
    // What is in a frame by now may be a page that must not be read.
    for (const host of this.changes.hosts) if (host.kind === 'frame') this.changes.judge(host)
    const dirty = [...this.changes.parents]
    const judged = new Set(this.changes.judged)
    this.changes.parents.clear()
    this.changes.judged.clear()
    const left = new Set(this.#children.sync(dirty, judged, budget, operations))
    this.#readInner(budget, operations)
    this.#readOn(left, budget, inSight, operations)
    this.#readInner(budget, operations)
    // What moved below something new has its place now.
    for (const parent of this.#children.sync(left, NONE, budget, operations)) {
      this.changes.parents.add(parent)
    }
    this.#children.settle()
  }

  clear(): void {
    for (const part of [this.#definitions, this.#children, this.#list]) part.clear()
    this.#fold = null
  }

  #canWait(known: Known): boolean {
    return this.table.size > READ_ANYWAY && (this.#fold?.isBelow(known) ?? false)
  }

  /** What was left for later before. `unsettled`: their lists are not what they were. */
  #readOn(
    unsettled: ReadonlySet<Known>,
    budget: Budget,
    inSight: boolean,
    operations: Operation[],
  ): void {
    const waiting: Known[] = []
    while (!budget.isSpent) {
      const next = this.#list.next((known) => this.table.isAlive(known), inSight)
      if (!next) break
      // Below the fold nothing waits for anything.
      if (next.later) this.#fold = null
      const { known } = next
      if (!known.unread) continue
      const reached = unsettled.has(known) ? null : this.#children.readOn(known, budget, operations)
      if (reached === null) waiting.push(known)
      else if (reached !== 'end') this.#list.add(known, reached === 'fold')
    }
    for (const known of waiting) this.#list.add(known, false)
  }

  /** Shadow roots that came late, and what is in frames. */
  #readInner(budget: Budget, operations: Operation[]): void {
    for (const host of this.changes.hosts) {
      if (this.table.isAlive(host) && !this.#children.isInPlace(host)) continue
      this.changes.hosts.delete(host)
      const root = this.table.isAlive(host) ? innerRoot(host) : null
      if (root === null || host.inner?.node === root || this.table.isFull) continue
      if (host.inner) this.table.forget(host.inner)
      const items: Item[] = []
      this.#records.inner(host, root, budget, items)
      const mode = host.kind === 'frame' ? modeOf(root as Document) : ''
      operations.push(['h', host.id, mode, items])
    }
  }
}

function innerRoot({ kind, node }: Known): Document | ShadowRoot | null {
  if (kind === 'frame') return frameDocument(node as Element)
  return kind === 'element' ? shadowRoot(node as Element) : null
}
