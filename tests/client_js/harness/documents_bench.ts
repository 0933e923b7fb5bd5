/** Both ends of a document on its way, and a pointer beside it: each on a connection of its own, as
 * a media link and a page link are. */
import type { Got, Offer, Wanted } from '../../../client_js/src/documents/messages.js'
import { CHUNK } from '../../../client_js/src/documents/pace.js'
import { Receiving } from '../../../client_js/src/documents/receiving.js'
import { Sending } from '../../../client_js/src/documents/sending.js'

type Name = 'page' | 'media'

const ACKNOWLEDGE = 16_384
const POINTER_MS = 40
/** What a program without a pace of its own keeps in the channel. */
const HIGH_WATER = 1_048_576

class End {
  readonly #peers = { page: new RTCPeerConnection(), media: new RTCPeerConnection() }
  readonly #pointer = this.#peers.page.createDataChannel('pointer', {
    negotiated: true,
    id: 2,
    ordered: false,
    maxRetransmits: 0,
  })
  readonly #document = this.#peers.media.createDataChannel('document', { negotiated: true, id: 1 })
  #receiving: Receiving | null = null
  #sending: Sending | null = null
  #acknowledged = 0
  #file = new Uint8Array(0)
  #plain = 0
  /** Round trips in milliseconds, and how often a pointer was sent. */
  trips: number[] = []
  pointers = 0
  ended = 0

  constructor() {
    this.#document.binaryType = 'arraybuffer'
    this.#document.bufferedAmountLowThreshold = HIGH_WATER / 2
    this.#document.onmessage = ({ data }) => this.#took(data)
    this.#document.onbufferedamountlow = () => this.#pour()
  }

  async offer(name: Name): Promise<string> {
    const peer = this.#peers[name]
    await peer.setLocalDescription(await peer.createOffer())
    return this.#gathered(peer)
  }

  async answer(name: Name, sdp: string): Promise<string> {
    const peer = this.#peers[name]
    await peer.setRemoteDescription({ type: 'offer', sdp })
    await peer.setLocalDescription(await peer.createAnswer())
    return this.#gathered(peer)
  }

  async accept(name: Name, sdp: string): Promise<void> {
    await this.#peers[name].setRemoteDescription({ type: 'answer', sdp })
  }

  get isOpen(): boolean {
    return this.#pointer.readyState === 'open' && this.#document.readyState === 'open'
  }

  async #gathered(peer: RTCPeerConnection): Promise<string> {
    while (peer.iceGatheringState !== 'complete') {
      await new Promise((resolve) => peer.addEventListener('icegatheringstatechange', resolve))
    }
    return peer.localDescription?.sdp ?? ''
  }

  // --- the pointer ---------------------------------------------------------------------------

  /** As an agent's moves; the other end sends each one back. */
  point(): void {
    this.#pointer.onmessage = ({ data }) => this.trips.push(performance.now() - Number(data))
    setInterval(() => {
      this.pointers++
      this.#pointer.send(String(performance.now()))
    }, POINTER_MS)
  }

  echo(): void {
    this.#pointer.onmessage = ({ data }) => this.#pointer.send(data as string)
  }

  forget(): void {
    this.trips = []
    this.pointers = 0
  }

  // --- the document --------------------------------------------------------------------------

  receive(size: number): void {
    this.#receiving = new Receiving(offered(size))
    this.#acknowledged = 0
    this.ended = 0
  }

  /** `paced`: as we do; otherwise as fast as the channel takes it. */
  send(size: number, paced: boolean): void {
    this.#file = new Uint8Array(size)
    this.#plain = paced ? size : 0
    this.#sending = paced ? new Sending(offered(size), this.#file) : null
    this.ended = 0
    this.#sending?.wanted({ type: 'wanted', id: 'a', from: 0 } satisfies Wanted)
    if (paced) this.#pump()
    else this.#pour()
  }

  #took(data: unknown): void {
    if (typeof data === 'string') this.#got(JSON.parse(data) as Got)
    else if (this.#receiving?.take(new Uint8Array(data as ArrayBuffer))) {
      const { got, offer } = this.#receiving
      if (got < offer.size && got - this.#acknowledged < ACKNOWLEDGE) return
      this.#acknowledged = got
      this.#document.send(JSON.stringify({ type: 'got', id: 'a', bytes: got } satisfies Got))
    }
  }

  #got(message: Got): void {
    if (message.bytes === this.#file.length) this.ended = performance.now()
    this.#sending?.took(message, performance.now())
    this.#pump()
  }

  #pump(): void {
    for (;;) {
      const chunk = this.#sending?.next(performance.now())
      if (!chunk) return
      this.#document.send(chunk as Uint8Array<ArrayBuffer>)
    }
  }

  #pour(): void {
    while (this.#plain < this.#file.length && this.#document.bufferedAmount < HIGH_WATER) {
      this.#document.send(this.#file.subarray(this.#plain, this.#plain + CHUNK))
      this.#plain += CHUNK
    }
  }
}

function offered(size: number): Offer {
  return { type: 'offer', id: 'a', name: 'a.pdf', kind: 'pdf', size, hash: '0'.repeat(64) }
}

Object.assign(window, { bench: new End() })
