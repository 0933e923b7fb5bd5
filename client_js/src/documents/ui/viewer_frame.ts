import { type FromFrame, fromFrame, type ToFrame } from '../frame_messages.js'

/** Questions without an answer before the frame is given up. They are counted, and no time is taken:
 * a computer that was asleep has not been waiting. */
const PATIENCE = 5

/** The window around the viewer's frame: the only way in and out is a port of its own. */
export class ViewerFrame {
  #port: MessagePort | null = null
  #asking: ReturnType<typeof setInterval> | undefined
  #unanswered = 0

  constructor(private readonly heard: (message: FromFrame) => void) {}

  /** The frame's document is there, for the first time or anew. `within`: milliseconds that it may
   * say nothing at all. */
  connect(frame: HTMLIFrameElement, within: number): void {
    this.close()
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = fromFrame(data)
      if (message === null || this.#port !== port1) return
      this.#unanswered = 0
      if (message.type !== 'there') this.heard(message)
    }
    // It has no origin that could be named; the port is all that it gets by this.
    frame.contentWindow?.postMessage(null, '*', [port2])
    this.#unanswered = 0
    this.#asking = setInterval(() => this.#ask(), within / PATIENCE)
  }

  say(message: ToFrame): void {
    this.#port?.postMessage(message)
  }

  close(): void {
    clearInterval(this.#asking)
    this.#port?.close()
    this.#port = null
  }

  #ask(): void {
    if (this.#unanswered < PATIENCE) {
      this.#unanswered++
      this.say({ type: 'there' })
      return
    }
    this.close()
    this.heard({ type: 'failed', why: 'slow' })
  }
}
