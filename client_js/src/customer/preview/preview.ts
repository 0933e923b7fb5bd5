import type { Viewer } from '../../mirror/capture/viewer.js'
import { HANDOVER, type Handover, type PreviewWord, type Sent } from '../../preview/messages.js'
import type { PreviewWindow, PreviewWindowOptions } from '../looking/preview_window.js'
import type { Tap } from './tap.js'

/** What leaves this page on one link. */
export interface PreviewSource {
  readonly tap: Tap
  readonly mirror: Pick<Viewer, 'renew'>
  readonly grant: number
}

export interface PreviewOptions extends Omit<PreviewWindowOptions, 'loaded' | 'closed'> {
  /** From these a viewer's browser may load pictures and fonts. */
  assetOrigins: readonly string[]
  /** Makes the window. */
  window(options: PreviewWindowOptions): PreviewWindow
  closed(): void
}

/** "What the agent sees": what leaves this page for one of the viewers, shown in it. Whoever looks on
 * is told nothing and asked nothing, but gets the page once more from the beginning. */
export class Preview {
  readonly #sources = new Map<string, PreviewSource>()
  #open: { options: PreviewOptions; window: PreviewWindow; port: MessagePort | null } | null = null
  #tapped: { link: string; tap: Tap } | null = null

  /** A link has begun to show the page. */
  add(link: string, source: PreviewSource): void {
    this.#sources.set(link, source)
    if (this.#tapped === null) this.#open?.window.reload()
  }

  /** A link has ended. */
  remove(link: string): void {
    this.#sources.delete(link)
    if (this.#tapped?.link !== link) return
    this.#untap()
    if (this.#sources.size > 0) this.#open?.window.reload()
  }

  open(options: PreviewOptions): void {
    this.close()
    const window = options.window({
      ...options,
      loaded: (frame) => this.#handOver(frame),
      closed: () => this.close(),
    })
    this.#open = { options, window, port: null }
    window.show()
  }

  /** Idempotent. */
  close(): void {
    const open = this.#open
    if (open === null) return
    this.#open = null
    this.#untap()
    open.port?.close()
    open.window.remove()
    open.options.closed()
  }

  #untap(): void {
    this.#tapped?.tap.listen(null)
    this.#tapped = null
  }

  /** The page in the frame has loaded, perhaps again. */
  #handOver(frame: Window): void {
    this.#untap()
    const open = this.#open
    const [link, source] = [...this.#sources].at(-1) ?? []
    if (open === null || link === undefined || source === undefined) return
    open.port?.close()
    const { port1, port2 } = new MessageChannel()
    open.port = port1
    this.#tapped = { link, tap: source.tap }
    port1.onmessage = ({ data }: MessageEvent<PreviewWord>) => {
      if (open.port !== port1) return
      if (data === 'close') this.close()
      if (data !== 'ready' || this.#tapped?.tap !== source.tap) return
      open.window.ready()
      this.#follow(source, port1)
    }
    const { grant } = source
    const { assetOrigins, url } = open.options
    const handover: Handover = { type: HANDOVER, grant, assetOrigins }
    frame.postMessage(handover, new URL(url).origin, [port2])
  }

  #follow({ tap, mirror }: PreviewSource, port: MessagePort): void {
    tap.listen((label, data) => port.postMessage({ label, data } satisfies Sent))
    mirror.renew()
  }
}
