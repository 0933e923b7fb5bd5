import {
  EMBED_PROTOCOL,
  type EmbedHello,
  type FromHost,
  type FromPane,
  fromPane,
} from './messages.js'

export interface FrameLineOptions {
  /** The broker's: whatever else is in the frame gets nothing. */
  readonly origin: string
  heard(message: FromPane): void
  /** Nothing answers: the server is away, or does not let this page frame it. */
  silent(): void
}

/** A pane answers as soon as its script runs. */
const PATIENCE_MS = 10_000

/** From the element to the pane in its frame, anew with every document that the frame loads. */
export class FrameLine {
  readonly #options: FrameLineOptions
  #port: MessagePort | null = null
  #isOpen = false
  #patience: ReturnType<typeof setTimeout> | undefined

  constructor(options: FrameLineOptions) {
    this.#options = options
  }

  /** Whether the pane has answered. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** The frame has loaded something. */
  open(frame: Pick<Window, 'postMessage'>): void {
    this.close()
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.onmessage = ({ data }: MessageEvent<unknown>): void => this.#heard(data)
    const hello: EmbedHello = { type: 'embed.hello', protocol: EMBED_PROTOCOL }
    frame.postMessage(hello, this.#options.origin, [port2])
    this.#patience = setTimeout(() => this.#options.silent(), PATIENCE_MS)
  }

  say(message: FromHost): void {
    this.#port?.postMessage(message)
  }

  close(): void {
    clearTimeout(this.#patience)
    this.#port?.close()
    this.#port = null
    this.#isOpen = false
  }

  #heard(data: unknown): void {
    const message = fromPane(data)
    if (message === null) return
    if (message.type === 'pane.ready') {
      clearTimeout(this.#patience)
      this.#isOpen = true
    }
    if (this.#isOpen) this.#options.heard(message)
  }
}
