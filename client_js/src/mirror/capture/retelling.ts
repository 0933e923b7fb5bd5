import { MAX_NESTING } from '../limits.js'
import type { Item, Operation } from '../operations.js'
import { Budget } from './budget.js'
import { sentTag } from './classify.js'
import { Definitions } from './definitions.js'
import type { Fold } from './fold.js'
import type { Known, NodeTable } from './nodes.js'
import { ASK_EVERY } from './records.js'
import { modeOf } from './viewport.js'

/** `units`: about how long it is. */
export type Tell = (operation: Operation, units?: number) => void

/** Some operations, and about how many bytes they will be. */
export interface Told {
  readonly operations: Operation[]
  size: number
}

interface Rest {
  parent: Known
  /** Its children before this one are told. */
  from: number
}

const BATCH_NODES = 2_500
/** Of an operation or an item, beside the texts in it. */
const OVERHEAD = 16

/**
 * Tells what viewers know already to those that have just come, in the same numbers: from memory,
 * nothing is read from the page but, with a `fold`, where something is. `refer` gets what may refer to assets.
 */
export class Retelling {
  readonly batches: Told[] = []
  /** Nodes that have been told, and not yet what else is known of them. */
  readonly fresh = new Set<Known>()
  readonly #definitions = new Definitions()
  #budget!: Budget
  #batch!: Told
  #rests: Rest[] = []
  /** What the customer does not have in sight; null as soon as that is no question any more. */
  #later: Rest[] | null = []
  /** Of the new nodes in the operation that is being made. */
  #numbers: number[] = []
  /** The number that the view would give to the next node. */
  #next = 2

  constructor(
    private readonly table: NodeTable,
    private readonly fold: Fold | null,
    private readonly refer: (text: string) => void,
  ) {
    this.#turnOver()
  }

  readonly tell: Tell = (operation, units = 0) => {
    if (this.#budget.isSpent) this.#turnOver()
    this.#spend(units)
    this.#batch.operations.push(operation)
  }

  /** What the customer has in sight, and what is before it. */
  tellInSight(root: Known): void {
    this.fresh.add(root)
    this.#rests.push({ parent: root, from: 0 })
    this.#tellAll()
  }

  tellRest(): void {
    this.#rests = this.#later ?? []
    this.#later = null
    this.#tellAll()
    // From here on the view counts as the others do.
    if (this.#next !== this.table.nextId) this.tell(['e', [this.table.nextId]])
  }

  #tellAll(): void {
    // More comes meanwhile.
    for (const { parent, from } of this.#rests) this.#tellChildren(parent, from)
    this.#rests = []
  }

  #turnOver(): void {
    this.#budget = new Budget(Number.POSITIVE_INFINITY, BATCH_NODES)
    this.#batch = { operations: [], size: 0 }
    this.batches.push(this.#batch)
  }

  #spend(units: number): void {
    this.#budget.spend(units)
    this.#batch.size += units + OVERHEAD
  }

  #tellChildren(parent: Known, from: number): void {
    if (this.#budget.isSpent) this.#turnOver()
    const { operations } = this.#batch
    const isRoot = parent.kind === 'document' || parent.kind === 'shadow'
    const host = isRoot && from === 0 ? parent.parent : null
    if (host) this.#note(parent)
    const items: Item[] = []
    this.#fill(parent, from, items, 0)
    const numbers = this.#takeNumbers()
    if (numbers.length > 0) operations.push(['e', numbers])
    const mode = parent.kind === 'document' ? modeOf(parent.node as Document) : ''
    if (host) operations.push(['h', host.id, mode, items])
    else if (items.length > 0) operations.push(['c', parent.id, from, 0, items])
  }

  #fill(parent: Known, from: number, items: Item[], nesting: number): void {
    const children = parent.children ?? []
    for (let i = from; i < children.length; i++) {
      const child = children[i] as Known
      if (this.#budget.isSpent || nesting >= MAX_NESTING) {
        this.#rests.push({ parent, from: i })
        return
      }
      items.push(this.#item(child, nesting + 1))
      if ((i + 1) % ASK_EVERY === 0 && this.#canWait(child)) {
        this.#later?.push({ parent, from: i + 1 })
        return
      }
    }
  }

  #item(known: Known, nesting: number): Item {
    this.#note(known)
    if (known.kind === 'text') {
      this.#spend(known.text.length)
      return known.text
    }
    const tag = sentTag(known.node as Element, known.kind)
    const { number, length } = this.#definitions.find(tag, known.attributes)
    this.#spend(length)
    if (number === undefined) Object.values(known.attributes).forEach(this.refer)
    const children: Item[] = []
    const isLarge = known.inner || known.children?.some(({ kind }) => kind !== 'text')
    const rests = isLarge && this.#canWait(known) ? this.#later : null
    if (rests) rests.push({ parent: known, from: 0 })
    else this.#fill(known, 0, children, nesting)
    if (known.inner) (rests ?? this.#rests).push({ parent: known.inner, from: 0 })
    const rest: [Item[]?] = children.length > 0 ? [children] : []
    return number === undefined ? [tag, known.attributes, ...rest] : [number, ...rest]
  }

  #canWait(known: Known): boolean {
    return this.#later !== null && (this.fold?.isBelow(known) ?? false)
  }

  #note(known: Known): void {
    this.fresh.add(known)
    this.#numbers.push(known.id)
  }

  /** The numbers of the new nodes in runs, the last of which goes on; none where the view counts so
   * by itself. */
  #takeNumbers(): number[] {
    const runs: number[] = []
    let [from, next] = [this.#next, this.#next]
    for (const id of this.#numbers) {
      if (id !== next) {
        if (next > from) runs.push(from, next - from)
        from = id
      }
      next = id + 1
    }
    if (this.#numbers.length > 0 && (runs.length > 0 || from !== this.#next)) runs.push(from)
    this.#numbers = []
    this.#next = next
    return runs
  }
}
