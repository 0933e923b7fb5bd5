import { Bucket } from '../bucket.js'
import { type CallMessage, parseCallMessage } from './call_messages.js'

/** Messages a second, and at once. What comes faster is dropped. */
const RATE = 30

export interface CallChannelDelegate {
  opened(): void
  message(message: CallMessage): void
  /** The other end is gone. Not told after `close` of the connection. */
  closed(): void
}

/** The channel `call` of one connection (docs/calls.md). */
export class CallChannel {
  readonly #channel: RTCDataChannel
  readonly #bucket = new Bucket(RATE, RATE)

  /** Both ends make it with the same id, before the first offer or answer. */
  constructor(peer: RTCPeerConnection, delegate: CallChannelDelegate) {
    this.#channel = peer.createDataChannel('call', { negotiated: true, id: 0 })
    this.#channel.addEventListener('open', () => delegate.opened())
    this.#channel.addEventListener('close', () => delegate.closed())
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (!this.#bucket.take(performance.now())) return
      const message = parseCallMessage(data)
      if (message !== null) delegate.message(message)
    })
  }

  /** Nothing while it is not open: what counts is said anew on opening. */
  say(message: CallMessage): void {
    if (this.#channel.readyState === 'open') this.#channel.send(JSON.stringify(message))
  }
}
