import type { Operation } from '../operations.js'
import type { Assets } from './assets.js'
import { isTag, rectangle } from './dom.js'
import type { Known, NodeTable } from './nodes.js'

/** The sizes of images, and the content of canvases at a low rate. */
export class Pictures {
  readonly #sizes = new Map<Known, string>()
  readonly #canvases = new Map<Known, string | null>()
  #stopped = false

  /** `redrawn` is called when a canvas has a new `sourceOf`. */
  constructor(
    private readonly table: NodeTable,
    private readonly assets: Assets,
    private readonly redrawn: (canvas: Known) => void,
  ) {}

  /** The size of an image, if it is known and not told yet. */
  sizeOf(known: Known): Operation[] {
    const { node } = known
    if (!isTag(node, 'img') || !node.complete || node.naturalWidth === 0) return []
    const { naturalWidth: width, naturalHeight: height } = node
    const size = `${width} ${height}`
    if (this.#sizes.get(known) === size) return []
    this.#sizes.set(known, size)
    return [['i', known.id, width, height]]
  }

  /** Reference to what is drawn on a canvas, as far as it has been read. */
  sourceOf(canvas: Known): string | null {
    return this.#canvases.get(canvas) ?? null
  }

  trackCanvas(known: Known): void {
    this.#canvases.set(known, null)
    this.#draw(known)
  }

  /** Looks at all canvases that can be seen. */
  sweep(): void {
    for (const known of this.#sizes.keys())
      if (!this.table.isAlive(known)) this.#sizes.delete(known)
    for (const known of this.#canvases.keys()) {
      if (this.table.isAlive(known)) this.#draw(known)
      else this.#canvases.delete(known)
    }
  }

  clear(): void {
    this.#sizes.clear()
    this.#canvases.clear()
  }

  stop(): void {
    this.#stopped = true
    this.clear()
  }

  #draw(known: Known): void {
    const canvas = known.node as HTMLCanvasElement
    if (known.treatment !== 'show' || canvas.width === 0 || canvas.height === 0) return
    const { top, bottom } = rectangle(canvas)
    if (this.#canvases.get(known) !== null && (bottom < 0 || top > window.innerHeight)) return
    try {
      canvas.toBlob((blob) => void this.#drawn(known, blob))
    } catch {
      // Drawn with another origin's pixels: the browser keeps it to itself, and so do we.
    }
  }

  async #drawn(known: Known, blob: Blob | null): Promise<void> {
    if (blob === null || this.#stopped || !this.table.isAlive(known)) return
    const source = await this.assets.content(blob)
    if (source === null || this.#stopped || !this.table.isAlive(known)) return
    if (this.#canvases.get(known) === source) return
    this.#canvases.set(known, source)
    this.redrawn(known)
  }
}
