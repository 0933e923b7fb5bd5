import { Checksum, SUMMED_ATTRIBUTES } from '../checksum.js'
import type { Operation } from '../operations.js'
import { sentTag } from './classify.js'
import type { Known, NodeTable } from './nodes.js'

/** Larger parts are checked by their children. */
const MOST_NODES = 2_000

/** Offers the view, part after part, checksums of what it must have by now. */
export class Checks {
  /** Parts still to be checked in this round. */
  #parts: Known[] = []

  constructor(private readonly table: NodeTable) {}

  /** The next check of what the view has been told. */
  next(): Operation[] {
    const root = this.table.find(1)
    if (!root) return []
    for (let tries = 0; tries < MOST_NODES; tries++) {
      const part = this.#parts.pop()
      if (!part) {
        if (tries > 0) return []
        this.#parts.push(root)
      } else if (this.table.isAlive(part) && part.kind !== 'text') {
        const sum = this.#sum(part)
        if (sum !== null) return [['q', part.id, sum]]
        this.#parts.push(...(part.children ?? []), ...(part.inner ? [part.inner] : []))
      }
    }
    return []
  }

  clear(): void {
    this.#parts = []
  }

  /** Null when the part is too large to be summed in one go. */
  #sum(part: Known): number | null {
    let count = 0
    for (const _ of this.table.subtree(part)) if (++count > MOST_NODES) return null
    const sum = new Checksum()
    add(part, sum)
    return sum.value
  }
}

/** docs/mirror.md, "Checksums". */
function add(known: Known, sum: Checksum): void {
  if (known.kind === 'text') {
    sum.add('"').add(known.text).add(';')
    return
  }
  const isRoot = known.kind === 'document' || known.kind === 'shadow'
  if (!isRoot)
    sum
      .add('<')
      .add(sentTag(known.node as Element, known.kind))
      .add(attributesOf(known))
  for (const child of known.children ?? []) add(child, sum)
  if (isRoot) return
  if (known.inner) {
    sum.add('{')
    add(known.inner, sum)
    sum.add('}')
  }
  sum.add('/')
}

function attributesOf({ kind, attributes }: Known): string {
  if (kind === 'gap' || kind === 'box') return '>'
  const written = SUMMED_ATTRIBUTES.filter((name) => Object.hasOwn(attributes, name))
  return `${written.map((name) => ` ${name}=${attributes[name]}`).join('')}>`
}
