import { Bucket } from '../bucket.js'

/** Messages a second and at once, beside the bytes of the document itself. */
const RATE = 200
/** Bytes of one message; what is larger cannot be ours. */
const MOST = 65_536

export type DocumentData = string | Uint8Array<ArrayBuffer>

export interface DocumentChannelDelegate {
  documentOpened(): void
  documentData(data: DocumentData): void
}

/** The channel `document` of one connection (docs/documents.md). */
export class DocumentChannel {
  readonly #channel: RTCDataChannel
  readonly #bucket = new Bucket(RATE, RATE)

  /** Both ends make it with the same id, before the first offer or answer. */
  constructor(peer: RTCPeerConnection, delegate: DocumentChannelDelegate) {
    this.#channel = peer.createDataChannel('document', { negotiated: true, id: 1 })
    this.#channel.binaryType = 'arraybuffer'
    this.#channel.addEventListener('open', () => delegate.documentOpened())
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) {
        if (data.byteLength <= MOST) delegate.documentData(new Uint8Array(data))
      } else if (typeof data === 'string' && this.#bucket.take(performance.now())) {
        delegate.documentData(data)
      }
    })
  }

  get isOpen(): boolean {
    return this.#channel.readyState === 'open'
  }

  /** Nothing while it is not open: what counts is said anew on opening. */
  send(data: DocumentData): void {
    if (!this.isOpen) return
    // Two overloads, which a union fits neither of.
    if (typeof data === 'string') this.#channel.send(data)
    else this.#channel.send(data)
  }
}
