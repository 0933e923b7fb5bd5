import { Bucket } from '../../bucket.js'
import {
  EMBED_PROTOCOL,
  type FromHost,
  type FromPane,
  fromHost,
  isHello,
} from '../../embed/messages.js'

export interface HostLineOptions {
  /** This window, in the frame. */
  readonly own: Pick<Window, 'addEventListener' | 'removeEventListener' | 'parent'>
  /** Those that the operator lets show the pane. */
  readonly origins: readonly string[]
  /** Milliseconds, from any clock that only goes forward. */
  now(): number
  opened(): void
  heard(message: FromHost): void
  /** More than any product needs: what comes is dropped for a while. */
  flooded(): void
}

/** A person chooses, asks and ends; scripts may do so a little faster. */
const AT_ONCE = 30
const A_SECOND = 5

/**
 * From the pane to the page around it. The first greeting of an allowed origin's page right around
 * this one brings the port, once; whatever else is posted here is dropped, as is what does not
 * parse.
 */
export class HostLine {
  readonly #options: HostLineOptions
  readonly #bucket = new Bucket(AT_ONCE, A_SECOND)
  #port: MessagePort | null = null
  #isFlooded = false

  constructor(options: HostLineOptions) {
    this.#options = options
  }

  open(): void {
    this.#options.own.addEventListener('message', this.#greeted)
  }

  say(message: FromPane): void {
    this.#port?.postMessage(message)
  }

  readonly #greeted = ({ origin, source, data, ports }: MessageEvent<unknown>): void => {
    const { own, origins } = this.#options
    if (source !== own.parent || !origins.includes(origin) || !isHello(data)) return
    const [port] = ports
    if (!port || this.#port) return
    own.removeEventListener('message', this.#greeted)
    this.#port = port
    port.onmessage = (event: MessageEvent<unknown>): void => this.#heard(event.data)
    this.say({ type: 'pane.ready', protocol: EMBED_PROTOCOL })
    this.#options.opened()
  }

  #heard(data: unknown): void {
    if (!this.#bucket.take(this.#options.now())) {
      if (!this.#isFlooded) this.#options.flooded()
      this.#isFlooded = true
      return
    }
    this.#isFlooded = false
    const message = fromHost(data)
    if (message) this.#options.heard(message)
  }
}
