import type { AssetBook } from './asset_book.js'
import { MirrorFault } from './fault.js'
import { MirrorPage } from './page.js'

interface StageDelegate {
  /** A new snapshot has come into sight, as far as the customer sees it. */
  shown(): void
  /** All of it is there. */
  whole(): void
  viewport(size: { width: number; height: number }): void
  /** This node is not what it must be. */
  broken(id: number): void
  /** The page for the mirror has loaded: operations can be applied. */
  loaded(): void
  /** The blank page for the mirror did not load, or was loaded away. */
  frameLost(): void
}

export interface StageOptions {
  container: HTMLElement
  mirrorUrl: string
  title: string
  assets: AssetBook
  delegate: StageDelegate
}

/** An iframe with one mirrored document in it; no page before it has loaded. */
interface Scene {
  iframe: HTMLIFrameElement
  page: MirrorPage | null
}

/**
 * Where the mirror is seen: the iframe, scaled to the container's width, under a transparent pane
 * that takes all clicks. A new snapshot is built in a second iframe that replaces the first when it
 * is whole.
 */
export class Stage {
  readonly #options: StageOptions
  readonly #frame = document.createElement('div')
  readonly #resizes = new ResizeObserver(() => this.#fit())
  #shown: Scene | null = null
  #next: Scene | null = null
  #size = { width: 1280, height: 720 }

  constructor(options: StageOptions) {
    this.#options = options
    Object.assign(this.#frame.style, {
      position: 'relative',
      overflow: 'hidden',
      margin: '0 auto',
    })
    const pane = document.createElement('div')
    pane.setAttribute('aria-hidden', 'true')
    Object.assign(pane.style, { position: 'absolute', inset: '0', zIndex: '2' })
    this.#frame.append(pane)
  }

  start(): void {
    this.#options.container.append(this.#frame)
    this.#resizes.observe(this.#options.container)
    this.#fit()
  }

  stop(): void {
    this.#resizes.disconnect()
    this.#frame.remove()
    this.#frame.replaceChildren()
    this.#shown = null
    this.#next = null
  }

  /** Call before the first operation of a snapshot. */
  prepare(): void {
    this.#next?.iframe.remove()
    this.#next = this.#makeScene()
  }

  /** Can operations be applied? If not, `loaded` will be told. */
  get isReady(): boolean {
    const scene = this.#next ?? this.#shown
    return scene !== null && scene.page !== null
  }

  /** One operation. Throws `MirrorFault`. */
  apply(operation: unknown): void {
    const page = (this.#next ?? this.#shown)?.page
    if (!page) throw new MirrorFault('bad-message')
    guarded(() => page.apply(operation))
  }

  /** The end of a batch. Throws `MirrorFault`. */
  settle(): void {
    guarded(() => (this.#next ?? this.#shown)?.page?.settle())
  }

  /** Assets have come. */
  refresh(): void {
    this.#shown?.page?.refresh()
    this.#next?.page?.refresh()
  }

  #makeScene(): Scene {
    const iframe = document.createElement('iframe')
    const scene: Scene = { iframe, page: null }
    iframe.setAttribute('sandbox', 'allow-same-origin')
    iframe.title = this.#options.title
    iframe.src = this.#options.mirrorUrl
    iframe.addEventListener('load', () => this.#loaded(scene))
    Object.assign(iframe.style, {
      position: 'absolute',
      inset: '0 auto auto 0',
      border: '0',
      transformOrigin: '0 0',
      background: '#fff',
      zIndex: '1',
    })
    // A second frame is laid out, so that it can scroll, but neither seen nor announced.
    if (this.#shown) {
      iframe.style.visibility = 'hidden'
      iframe.setAttribute('aria-hidden', 'true')
      iframe.title = ''
    }
    this.#frame.append(iframe)
    this.#fit()
    return scene
  }

  #loaded(scene: Scene): void {
    const { contentDocument: document, contentWindow: window } = scene.iframe
    const lost = scene.page !== null || document === null || window === null
    if (lost || document.URL === 'about:blank') {
      this.#options.delegate.frameLost()
      return
    }
    scene.page = new MirrorPage(document, window, this.#options.assets, {
      viewport: (size) => this.#resize(size),
      ready: () => this.#show(scene),
      whole: () => this.#options.delegate.whole(),
      broken: (id) => this.#options.delegate.broken(id),
    })
    this.#options.delegate.loaded()
  }

  #show(scene: Scene): void {
    if (scene !== this.#next) return
    this.#shown?.iframe.remove()
    this.#shown = scene
    this.#next = null
    scene.iframe.style.visibility = ''
    scene.iframe.removeAttribute('aria-hidden')
    scene.iframe.title = this.#options.title
    this.#options.delegate.shown()
  }

  #resize(size: { width: number; height: number }): void {
    this.#size = size
    this.#fit()
    this.#options.delegate.viewport(size)
  }

  #fit(): void {
    const { width, height } = this.#size
    const available = this.#options.container.clientWidth
    const scale = available > 0 ? Math.min(1, available / width) : 1
    this.#frame.style.width = `${width * scale}px`
    this.#frame.style.height = `${height * scale}px`
    for (const scene of [this.#shown, this.#next]) {
      if (!scene) continue
      scene.iframe.style.width = `${width}px`
      scene.iframe.style.height = `${height}px`
      scene.iframe.style.transform = `scale(${scale})`
    }
  }
}

/** The browser itself refuses what no page can contain (a second root element, ...). */
function guarded(work: () => void): void {
  try {
    work()
  } catch (error) {
    throw error instanceof MirrorFault ? error : new MirrorFault('bad-message')
  }
}
