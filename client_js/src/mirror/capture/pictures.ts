import type { Operation } from '../operations.js'
import { isTag } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import type { Tell } from './retelling.js'

/** The sizes of images, so that something of the right size can stand in for them. */
export class Pictures {
  readonly #sizes = new Map<Known, string>()

  constructor(private readonly table: NodeTable) {}

  /** Tells the size of an image, if it is known and not told yet. */
  addSize(known: Known, operations: Operation[]): void {
    const { node } = known
    if (!isTag(node, 'img') || !node.complete || node.naturalWidth === 0) return
    const { naturalWidth: width, naturalHeight: height } = node
    const size = `${width} ${height}`
    if (this.#sizes.get(known) === size) return
    this.#sizes.set(known, size)
    operations.push(['i', known.id, width, height])
  }

  sweep(): void {
    for (const known of this.#sizes.keys()) {
      if (!this.table.isAlive(known)) this.#sizes.delete(known)
    }
  }

  retell(fresh: ReadonlySet<Known>, tell: Tell): void {
    for (const [known, size] of this.#sizes) {
      const [width = 0, height = 0] = size.split(' ').map(Number)
      if (fresh.has(known)) tell(['i', known.id, width, height])
    }
  }

  clear(): void {
    this.#sizes.clear()
  }
}
