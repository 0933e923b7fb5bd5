import { assetReference } from '../operations.js'
import type { Assets } from './assets.js'
import { isTag, newCanvas, rectangle } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import { noteUnreadable } from './unreadable.js'

/** The shortest time between two pictures of a drawing, and the longest while it does not change. */
const SOONEST_MS = 400
const LATEST_MS = 4_000
/** A drawing may take this part of the time of the page's thread. */
const SHARE = 0.02
const MOST_PIXELS = 1_280 * 960
const MOST_PIXELS_PER_POINT = 1.5
/** Charts must be exact; of films no frame stays. */
const CANVAS_TYPE = 'image/png'
const VIDEO_TYPE = 'image/webp'
const VIDEO_QUALITY = 0.7

interface Drawing {
  /** Its asset number, once there is a picture. */
  asset: number | null
  sum: number
  interval: number
  due: number
  /** A picture is being made. */
  busy: boolean
}

/** Canvases and videos, as pictures at a low rate that follows how much they change and cost. */
export class Drawings {
  /** Read and not judged once more. */
  readonly #read: {
    known: Known
    drawing: Drawing
    content: Uint8Array<ArrayBuffer>
    type: string
  }[] = []
  readonly #drawings = new Map<Known, Drawing>()
  #scratch: HTMLCanvasElement | null = null
  #frame = 0

  /** `judged` is called when a drawing has turned out to be unreadable, `readable` when `release`
   * is due. */
  constructor(
    private readonly window: Window,
    private readonly table: NodeTable,
    private readonly assets: Assets,
    private readonly judged: (drawing: Known) => void,
    private readonly readable: () => void,
  ) {}

  track(known: Known): void {
    this.#drawings.set(known, { asset: null, sum: 0, interval: SOONEST_MS, due: 0, busy: false })
    this.#soon()
  }

  /** Reference to its picture, if there is one. */
  sourceOf(known: Known): string | null {
    const asset = this.#drawings.get(known)?.asset
    return asset == null ? null : assetReference(asset)
  }

  sweep(): void {
    for (const known of this.#drawings.keys()) {
      if (!this.table.isAlive(known)) this.#forget(known)
    }
    if (this.#drawings.size > 0) this.#soon()
  }

  clear(): void {
    this.#read.length = 0
    for (const known of this.#drawings.keys()) this.#forget(known)
  }

  stop(): void {
    this.window.cancelAnimationFrame(this.#frame)
    this.clear()
  }

  #forget(known: Known): void {
    const asset = this.#drawings.get(known)?.asset
    if (asset != null) this.assets.forgetDrawn(asset)
    this.#drawings.delete(known)
  }

  /** In a frame, behind the page's own work in it: WebGL has its picture only until it is shown. */
  #soon(): void {
    this.window.cancelAnimationFrame(this.#frame)
    this.#frame = this.window.requestAnimationFrame(() => {
      for (const [known, drawing] of this.#drawings) {
        const due = !drawing.busy && performance.now() >= drawing.due
        if (due && this.assets.isDrained && this.#isInSight(known)) this.#draw(known, drawing)
      }
    })
  }

  #isInSight({ node }: Known): boolean {
    const { top, bottom, width, height } = rectangle(node as Element)
    return width > 0 && height > 0 && bottom >= 0 && top <= this.window.innerHeight
  }

  #draw(known: Known, drawing: Drawing): void {
    const started = performance.now()
    try {
      const scratch = this.#copy(known.node as HTMLCanvasElement | HTMLVideoElement)
      if (scratch === null) return
      drawing.busy = true
      const type = isTag(known.node, 'video') ? VIDEO_TYPE : CANVAS_TYPE
      scratch.toBlob((blob) => void this.#drawn(known, drawing, blob), type, VIDEO_QUALITY)
    } catch {
      noteUnreadable(known.node as Element)
      this.judged(known)
    }
    const cost = performance.now() - started
    drawing.due = started + Math.max(drawing.interval, cost / SHARE)
  }

  /** Null where there is nothing to be seen yet. */
  #copy(source: HTMLCanvasElement | HTMLVideoElement): HTMLCanvasElement | null {
    const isVideo = isTag(source, 'video')
    const [width, height] = isVideo
      ? [source.videoWidth, source.videoHeight]
      : [source.width, source.height]
    if (width === 0 || height === 0 || (isVideo && source.readyState < 2)) return null
    const shown = rectangle(source)
    const points = Math.min(this.window.devicePixelRatio, MOST_PIXELS_PER_POINT)
    const scale = Math.min(
      1,
      (Math.max(shown.width, 1) * points) / width,
      Math.sqrt(MOST_PIXELS / (width * height)),
    )
    this.#scratch ??= newCanvas(this.window.document)
    this.#scratch.width = Math.max(1, Math.round(width * scale))
    this.#scratch.height = Math.max(1, Math.round(height * scale))
    const context = this.#scratch.getContext('2d')
    context?.drawImage(source, 0, 0, this.#scratch.width, this.#scratch.height)
    return this.#scratch
  }

  async #drawn(known: Known, drawing: Drawing, blob: Blob | null): Promise<void> {
    const content = blob && new Uint8Array(await blob.arrayBuffer())
    if (blob === null || content === null) drawing.busy = false
    else {
      this.#read.push({ known, drawing, content, type: blob.type })
      this.readable()
    }
  }

  /** Call when all changes that were seen are judged: a drawing may have been marked in the task
   * in which it was drawn. */
  release(): void {
    for (const { known, drawing, content, type } of this.#read.splice(0)) {
      drawing.busy = false
      const stays = this.#drawings.get(known) === drawing && this.table.isAlive(known)
      if (stays) this.#take(known, drawing, content, type)
    }
  }

  #take(known: Known, drawing: Drawing, content: Uint8Array<ArrayBuffer>, type: string): void {
    const sum = sumOf(content)
    const changed = sum !== drawing.sum
    drawing.interval = changed ? SOONEST_MS : Math.min(LATEST_MS, drawing.interval * 2)
    if (!changed) return
    drawing.sum = sum
    const isFirst = drawing.asset === null
    drawing.asset = this.assets.drawn(drawing.asset, type, content)
    if (isFirst) this.judged(known)
  }
}

function sumOf(bytes: Uint8Array): number {
  let sum = 0x811c9dc5
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193)
  return sum >>> 0
}
