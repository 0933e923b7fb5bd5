import { isChatHere } from '../../chat_window/messages.js'

export interface OwnWindowOptions {
  window: Window
  /** Of the window's page. */
  url(): string
  /** The broker's, to which tickets go, and from which alone anything is heard. */
  origin: string
  ticket(): Promise<string>
  /** It has come to life. */
  opened(): void
  failed(): void
}

const FEATURES = 'popup,width=400,height=640'
/** On a phone every window is as large as the screen. */
const NARROW_PX = 600
const TICKET_EVERY_MS = 5_000

/** The chat in a window of its own, which lives on while she moves through the website: opens it, and
 * lets it in, also where an earlier page of this tab has opened it. */
export class OwnWindow {
  readonly #options: OwnWindowOptions
  #opened: Window | null = null
  #ticketAt = Number.NEGATIVE_INFINITY

  constructor(options: OwnWindowOptions) {
    this.#options = options
    options.window.addEventListener('message', (event) => void this.#heard(event))
  }

  get isPossible(): boolean {
    return this.#options.window.screen.width >= NARROW_PX
  }

  /** Her trusted click. */
  open(): void {
    const { window, url, failed } = this.#options
    if (this.#opened !== null && !this.#opened.closed) {
      this.#opened.focus()
      return
    }
    // Without a name: by a name another tab's chat would be found, and loaded anew.
    this.#opened = window.open(url(), '_blank', FEATURES)
    if (this.#opened === null || this.#opened.closed) failed()
  }

  async #heard({ isTrusted, origin, source, data }: MessageEvent<unknown>): Promise<void> {
    if (!isTrusted || origin !== this.#options.origin || !isChatHere(data)) return
    const other = source as Window | null
    // A window of its own, opened by this tab; of frames none is let in.
    if (other === null || other.top !== other || other.opener !== this.#options.window) return
    if (performance.now() - this.#ticketAt < TICKET_EVERY_MS) return
    this.#ticketAt = performance.now()
    const ticket = await this.#options.ticket().catch(() => null)
    if (ticket === null) return
    this.#opened = other
    other.postMessage({ type: 'chat.ticket', ticket }, origin)
    this.#options.opened()
  }
}
