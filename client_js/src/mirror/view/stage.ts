import type { Mode } from '../operations.js'
import type { AssetBook } from './asset_book.js'
import { baseSheet } from './base_sheet.js'
import { MirrorFault } from './fault.js'
import { rewrite } from './frames.js'
import { MirrorPage } from './page.js'
import { Room } from './room.js'
import { type Position, Scrolling } from './scrolling.js'
import { MirroredSpots } from './spots.js'
import type { MirrorWords } from './words.js'
import type { Size, Zoom } from './zoom.js'

interface StageDelegate {
  /** A new snapshot has come into sight, as far as the customer sees it. */
  shown(): void
  /** All of it is there. */
  whole(): void
  viewport(size: Size): void
  /** The page is shown in this scale, at most 1. */
  scaled(scale: number): void
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
  words: MirrorWords
  zoom: Zoom
  assets: AssetBook
  delegate: StageDelegate
}

/** An iframe with one mirrored document in it; no page before it has loaded. */
interface Scene {
  readonly iframe: HTMLIFrameElement
  readonly mode: Mode
  document: Document | null
  page: MirrorPage | null
  spots: MirroredSpots | null
  scrolling: Scrolling | null
}

/**
 * Where the mirror is seen: an iframe in a room that it is scaled to, under a transparent pane that takes
 * all clicks. A new snapshot is built in a second iframe that replaces the first when it is whole.
 */
export class Stage {
  readonly #options: StageOptions
  readonly #room: Room
  readonly #base: string
  #shown: Scene | null = null
  #next: Scene | null = null
  #looking = false
  /** Where the agent was before the snapshot that is coming. */
  #place: Position | null = null

  constructor(options: StageOptions) {
    const { container, words, zoom, delegate } = options
    this.#options = options
    this.#base = baseSheet(words.reasons)
    this.#room = new Room(container, words, zoom, (scale) => delegate.scaled(scale))
  }

  start(): void {
    this.#room.start()
  }

  stop(): void {
    this.#room.stop()
    this.#shown = null
    this.#next = null
  }

  zoom(zoom: Zoom): void {
    if (this.#shown !== null) this.#shown.iframe.title = this.#options.words.title
    this.#room.zoom(zoom)
  }

  /** True: the agent scrolls the page. False: it is back where the customer is, and stays there. */
  lookAround(looking: boolean): void {
    this.#looking = looking
    const scrolling = this.#shown?.scrolling
    if (looking && scrolling) this.#room.lookAround.enter(scrolling)
    else this.#room.lookAround.leave()
    if (!looking) scrolling?.follow()
  }

  /** Takes away what is in sight; what comes meanwhile is built out of sight. */
  cover(): void {
    this.#room.page.style.visibility = 'hidden'
    this.#room.lookAround.leave()
    this.#shown?.iframe.remove()
    this.#next?.iframe.remove()
    this.#shown = null
    this.#next = null
  }

  /** Of the page in sight, which another takes the place of with each snapshot; null before. */
  get spots(): MirroredSpots | null {
    return this.#shown?.spots ?? null
  }

  /** Where the page is seen: scaled, with the pane above it that takes all that is done there. */
  get room(): Room {
    return this.#room
  }

  uncover(): void {
    this.#room.page.style.visibility = ''
  }

  /** Call before the first operation of a snapshot. */
  prepare(mode: Mode): void {
    this.#next?.iframe.remove()
    this.#next = this.#makeScene(mode)
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
    this.#room.lookAround.changed()
  }

  /** Assets have come. */
  refresh(): void {
    this.#shown?.page?.refresh()
    this.#next?.page?.refresh()
    this.#room.lookAround.changed()
  }

  #makeScene(mode: Mode): Scene {
    const iframe = document.createElement('iframe')
    const scene: Scene = { iframe, mode, document: null, page: null, spots: null, scrolling: null }
    iframe.setAttribute('sandbox', 'allow-same-origin')
    // Tab goes past it: a field in it that refused the focus would still leave the frame with it.
    iframe.tabIndex = -1
    iframe.title = this.#options.words.title
    iframe.src = this.#options.mirrorUrl
    iframe.addEventListener('load', () => this.#loaded(scene))
    // A second one is neither seen nor announced.
    if (this.#shown) {
      iframe.className = 'coming'
      iframe.setAttribute('aria-hidden', 'true')
      iframe.title = ''
    }
    this.#room.page.append(iframe)
    return scene
  }

  #loaded(scene: Scene): void {
    const { contentDocument: document, contentWindow: window } = scene.iframe
    // Of a document that was written anew the frame says that it has loaded, too.
    if (document !== null && document === scene.document) return
    const lost = scene.page !== null || document === null || window === null
    if (lost || document.URL === 'about:blank') {
      this.#options.delegate.frameLost()
      return
    }
    scene.document = document
    if (scene.mode === 'quirks') rewrite(document, 'quirks')
    scene.scrolling = new Scrolling(document, () => this.#room.lookAround.changed())
    scene.page = new MirrorPage(
      document,
      window,
      this.#options.assets,
      {
        viewport: (size) => this.#resize(size),
        ready: () => this.#show(scene),
        whole: () => this.#whole(scene),
        broken: (id) => this.#options.delegate.broken(id),
      },
      { scrolling: scene.scrolling, base: this.#base },
    )
    scene.spots = new MirroredSpots(document, scene.page)
    this.#options.delegate.loaded()
  }

  #show(scene: Scene): void {
    if (scene !== this.#next) return
    const place = this.#shown?.scrolling?.own
    this.#shown?.iframe.remove()
    this.#shown = scene
    this.#next = null
    scene.iframe.className = ''
    scene.iframe.removeAttribute('aria-hidden')
    scene.iframe.title = this.#options.words.title
    if (this.#looking) this.#lookOn(scene.scrolling, place)
    this.#options.delegate.shown()
  }

  /** The agent who looks around stays where she was. */
  #lookOn(scrolling: Scrolling | null, place: Position | undefined): void {
    if (!scrolling) return
    scrolling.lookAround()
    if (place) scrolling.scrollTo(place)
    this.#room.lookAround.enter(scrolling)
    this.#place = place ?? null
  }

  /** Only now is the page as long as it is. */
  #whole(scene: Scene): void {
    if (!this.#looking) scene.scrolling?.refresh()
    else if (this.#place) this.#lookOn(scene.scrolling, this.#place)
    this.#place = null
    this.#options.delegate.whole()
  }

  #resize(size: Size): void {
    this.#room.resize(size)
    this.#options.delegate.viewport(size)
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
