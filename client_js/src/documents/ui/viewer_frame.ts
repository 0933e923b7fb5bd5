import { type FromFrame, fromFrame, type ToFrame } from '../frame_messages.js'

/** The window around the viewer's frame: the only way in and out is a port of its own. */
export class ViewerFrame {
  #port: MessagePort | null = null

  constructor(private readonly heard: (message: FromFrame) => void) {}

  /** The frame's document is there, for the first time or anew. */
  connect(frame: HTMLIFrameElement): void {
    this.close()
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = fromFrame(data)
      if (message !== null && this.#port === port1) this.heard(message)
    }
    // It has no origin that could be named; the port is all that it gets by this.
    frame.contentWindow?.postMessage(null, '*', [port2])
  }

  say(message: ToFrame): void {
    this.#port?.postMessage(message)
  }

  close(): void {
    this.#port?.close()
    this.#port = null
  }
}
