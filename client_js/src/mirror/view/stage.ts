import type { AssetBook } from './asset_book.js'
import { MirrorFault } from './fault.js'
import { MirrorPage } from './page.js'

interface StageDelegate {
  /** A snapshot is whole and now in sight. */
  shown(): void
  viewport(size: { width: number; height: number }): void
  /** What was sent cannot be applied. */
  faulty(fault: MirrorFault): void
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

/** An iframe with one mirrored document in it; batches wait until it has loaded. */
interface Scene {
  iframe: HTMLIFrameElement
  page: MirrorPage | null
  waiting: unknown[]
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

  /** `snapshot`: the batch begins a new document. */
  apply(batch: unknown, snapshot: boolean): void {
    if (snapshot) this.#prepare()
    const scene = this.#next ?? this.#shown
    if (!scene) throw new MirrorFault('bad-message')
    if (scene.page) this.#applyTo(scene, batch)
    else scene.waiting.push(batch)
  }

  /** Assets have come. */
  refresh(): void {
    this.#shown?.page?.refresh()
    this.#next?.page?.refresh()
  }

  #prepare(): void {
    this.#next?.iframe.remove()
    const iframe = document.createElement('iframe')
    const scene: Scene = { iframe, page: null, waiting: [] }
    this.#next = scene
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
  }

  #loaded(scene: Scene): void {
    const { contentDocument: document, contentWindow: window } = scene.iframe
    const lost = scene.page !== null || document === null || window === null
    if (lost || document.URL === 'about:blank') {
      this.#options.delegate.frameLost()
      return
    }
    keepFocusOut(document)
    scene.page = new MirrorPage(document, window, this.#options.assets, {
      viewport: (size) => this.#resize(size),
      ready: () => this.#show(scene),
    })
    for (const batch of scene.waiting.splice(0)) {
      if (scene === this.#next || scene === this.#shown) this.#applyTo(scene, batch)
    }
  }

  #applyTo(scene: Scene, batch: unknown): void {
    try {
      scene.page?.apply(batch)
    } catch (error) {
      // The browser itself refuses what no page can contain (a second root element, ...).
      const fault = error instanceof MirrorFault ? error : new MirrorFault('bad-message')
      scene.waiting.length = 0
      this.#options.delegate.faulty(fault)
    }
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

/** The mirror is looked at, never typed into: nobody shall take it for a form of our own. */
function keepFocusOut(document: Document): void {
  const refuse = (event: Event): void => {
    event.preventDefault()
    const { target } = event
    if (target !== null && 'blur' in target) (target as HTMLElement).blur()
  }
  for (const name of ['focusin', 'keydown', 'mousedown', 'dragstart', 'drop']) {
    document.addEventListener(name, refuse, { capture: true })
  }
}
