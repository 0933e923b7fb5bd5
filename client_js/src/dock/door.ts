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
  /** Where the page says that it is; null where it has not said so. */
  readonly from: string | null
  /** This window's, for the page to answer for. */
  readonly key: () => string | null
  readonly delegate: DoorDelegate
}

/** A page that was loaded since must find this window, and no event tells of it. */
const KNOCK_MS = 1_000
/** A page that has been silent for so long may be gone, and another one be there. */
const SILENCE_MS = 3_000
/** Each try at an origin where the page is not leaves an error in its console. */
const ELSEWHERE_MS = 5_000

/**
 * Between this window and the page of the website beside it: hears only that window, and only pages
 * of the website in it. What else comes is dropped, as is what does not parse.
 */
export class Door {
  readonly #options: DoorOptions
  #timer: ReturnType<typeof setInterval> | undefined
  /** Of the website's origins the one that its page is at; null while that is unknown. */
  #at: string | null
  #heardAt = 0
  #triedAt = Number.NEGATIVE_INFINITY

  constructor(options: DoorOptions) {
    this.#options = options
    const { from, origins } = options
    this.#at = from !== null && origins.includes(from) ? from : null
  }

  /** Whether the window of the website is gone for good. */
  get isDeserted(): boolean {
    return this.#options.peer.closed
  }

  open(): void {
    this.#options.own.addEventListener('message', this.#heard)
    this.#heardAt = performance.now()
    this.#timer = setInterval(this.#knock, KNOCK_MS)
    this.#knock()
  }

  close(): void {
    this.#options.own.removeEventListener('message', this.#heard)
    clearInterval(this.#timer)
  }

  /** To the page of the website that is there. */
  say(message: FromDock): void {
    this.#post(message, this.#at === null ? this.#options.origins : [this.#at])
  }

  #post(message: FromDock, origins: readonly string[]): void {
    const { peer } = this.#options
    if (peer.closed) return
    // The browser delivers it if the page is of that origin, and drops it otherwise.
    for (const origin of origins) peer.postMessage(message, origin)
  }

  readonly #knock = (): void => {
    const key = this.#options.key()
    const here: FromDock = { type: 'dock.here', protocol: DOCK_PROTOCOL, key }
    this.say(here)
    const now = performance.now()
    const isSilent = now - this.#heardAt >= SILENCE_MS && now - this.#triedAt >= ELSEWHERE_MS
    if (this.#at === null || !isSilent) return
    this.#triedAt = now
    this.#post(
      here,
      this.#options.origins.filter((origin) => origin !== this.#at),
    )
  }

  readonly #heard = (event: MessageEvent<unknown>): void => {
    if (event.source !== this.#options.peer) return
    if (!this.#options.origins.includes(event.origin)) return
    const message = fromPage(event.data)
    if (message === null) return
    this.#at = event.origin
    this.#heardAt = performance.now()
    this.#options.delegate.pageSaid(message)
  }
}
