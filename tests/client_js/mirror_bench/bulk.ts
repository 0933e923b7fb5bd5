/** How a page that only fills a channel and listens to its owner would stop. */
import type { Recorder } from './engines.js'
import type { Link } from './link.js'

const BUFFERED_MOST = 1024 * 1024
const MESSAGE_BYTES = 16 * 1024

/** Keeps a MiB waiting in the browser's own buffer. */
class BulkRecorder implements Recorder {
  readonly #message = crypto.getRandomValues(new Uint8Array(MESSAGE_BYTES))
  #channel: RTCDataChannel | null = null

  start(link: Link): void {
    const channel = link.channels.mirror
    this.#channel = channel
    channel.bufferedAmountLowThreshold = BUFFERED_MOST / 2
    channel.onbufferedamountlow = () => this.#fill(channel)
    this.#fill(channel)
  }

  stop(): void {
    if (this.#channel) this.#channel.onbufferedamountlow = null
  }

  #fill(channel: RTCDataChannel): void {
    while (channel.bufferedAmount + MESSAGE_BYTES <= BUFFERED_MOST) channel.send(this.#message)
  }
}

window.recorder = new BulkRecorder()
