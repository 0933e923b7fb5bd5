import { DOCK_PROTOCOL, type FromDock, type FromPage, fromPage } from './messages.js'

export interface DoorDelegate {
  /** The page of the website says this. */
  pageSaid(message: FromPage): void
}

export interface DoorOptions {
  /** This window. */
  readonly own: Pick<Window, 'addEventListener' | 'removeEventListener'>
  /** The window of the website: the opener or the parent. */
  readonly peer: Pick<Window, 'postMessage' | 'closed'>
  /** Those of the website. */
  readonly origins: readonly string[]
  readonly delegate: DoorDelegate
}

/** A page that was loaded since must find this window, and no event tells of it. */
const KNOCK_MS = 1_000

/**
 * Between this window and the page of the website beside it: hears only that window, and only pages
 * of the website in it. What else comes is dropped, as is what does not parse.
 */
export class Door {
  readonly #options: DoorOptions
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(options: DoorOptions) {
    this.#options = options
  }

  /** Whether the window of the website is gone for good. */
  get isDeserted(): boolean {
    return this.#options.peer.closed
  }

  open(): void {
    this.#options.own.addEventListener('message', this.#heard)
    this.#timer = setInterval(this.#knock, KNOCK_MS)
    this.#knock()
  }

  close(): void {
    this.#options.own.removeEventListener('message', this.#heard)
    clearInterval(this.#timer)
  }

  /** To whichever page of the website is there. */
  say(message: FromDock): void {
    const { peer, origins } = this.#options
    if (peer.closed) return
    // The browser delivers it if the page is of that origin, and drops it otherwise.
    for (const origin of origins) peer.postMessage(message, origin)
  }

  readonly #knock = (): void => this.say({ type: 'dock.here', protocol: DOCK_PROTOCOL })

  readonly #heard = (event: MessageEvent<unknown>): void => {
    if (event.source !== this.#options.peer) return
    if (!this.#options.origins.includes(event.origin)) return
    const message = fromPage(event.data)
    if (message !== null) this.#options.delegate.pageSaid(message)
  }
}
