import { type ChatHere, isChatTicket } from './messages.js'

export interface ChatDoorOptions {
  /** This window. */
  readonly own: Pick<Window, 'addEventListener'>
  /** The window of the website, which opened this one. */
  readonly peer: Pick<Window, 'postMessage' | 'closed'>
  /** Those of the website. */
  readonly origins: readonly string[]
  /** Where the page says that it is; null where it has not said so. */
  readonly from: string | null
}

/** A page that is just loading hears nothing. */
const KNOCK_MS = 1_000
/** Each try at an origin where the page is not leaves an error in its console. */
const ELSEWHERE_EVERY = 5

const HERE: ChatHere = { type: 'chat.here' }

/** Asks the page of the website for tickets: hears only that window, and only pages of the website
 * in it. What else comes is dropped, as is what does not parse. */
export class ChatDoor {
  readonly #options: ChatDoorOptions
  #at: string | null
  #wanted: ((ticket: string) => void) | null = null
  #timer: ReturnType<typeof setInterval> | undefined
  #knocks = 0

  constructor(options: ChatDoorOptions) {
    this.#options = options
    const { own, from, origins } = options
    this.#at = from !== null && origins.includes(from) ? from : null
    own.addEventListener('message', (event) => this.#heard(event as MessageEvent<unknown>))
  }

  /** For one WebSocket; waits for a page that has one. */
  ticket(): Promise<string> {
    return new Promise((resolve) => {
      this.#wanted = resolve
      this.#knocks = 0
      clearInterval(this.#timer)
      this.#timer = setInterval(() => this.#knock(), KNOCK_MS)
      this.#knock()
    })
  }

  #knock(): void {
    const { peer, origins } = this.#options
    if (peer.closed) return
    const elsewhere = this.#at === null || ++this.#knocks % ELSEWHERE_EVERY === 0
    // The browser delivers it if the page is of that origin, and drops it otherwise.
    for (const origin of elsewhere ? origins : [this.#at as string]) peer.postMessage(HERE, origin)
  }

  #heard({ source, origin, data }: MessageEvent<unknown>): void {
    if (source !== this.#options.peer || !this.#options.origins.includes(origin)) return
    if (!isChatTicket(data)) return
    this.#at = origin
    clearInterval(this.#timer)
    this.#wanted?.(data.ticket)
    this.#wanted = null
  }
}
