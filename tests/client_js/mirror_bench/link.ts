import { openPageChannels, type PageChannels } from '../../../client_js/src/mirror/channels.js'

type Data = string | ArrayBuffer

export interface Traffic {
  messages: number
  bytes: number
  /** Milliseconds on this page's clock. */
  lastAt: number
}

const CLOCK_CHANNEL_ID = 100
const PINGS = 40

/** One end of a link made by hand, which keeps what is sent and knows the other end's clock. */
export class Link {
  readonly received: Traffic = { messages: 0, bytes: 0, lastAt: 0 }
  readonly #peer = new RTCPeerConnection({ iceServers: [] })
  readonly channels: PageChannels = openPageChannels(this.#peer)
  readonly #clock = this.#peer.createDataChannel('clock', {
    negotiated: true,
    id: CLOCK_CHANNEL_ID,
  })
  #sent: Data[] = []
  #lastSentAt = 0

  constructor() {
    for (const channel of [this.channels.mirror, this.channels.assets]) {
      this.#keep(channel)
      channel.addEventListener('message', ({ data }: MessageEvent<Data>) => {
        this.received.messages++
        this.received.bytes += typeof data === 'string' ? data.length : data.byteLength
        this.received.lastAt = now()
      })
    }
    this.#clock.addEventListener('message', ({ data }) => {
      if (data === '?') this.#clock.send(String(now()))
    })
  }

  async offer(): Promise<string> {
    await this.#peer.setLocalDescription(await this.#peer.createOffer())
    return this.#described()
  }

  async answer(sdp: string): Promise<string> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp })
    await this.#peer.setLocalDescription(await this.#peer.createAnswer())
    return this.#described()
  }

  async accept(sdp: string): Promise<void> {
    await this.#peer.setRemoteDescription({ type: 'answer', sdp })
  }

  async opened(): Promise<void> {
    for (const channel of [...Object.values(this.channels), this.#clock] as RTCDataChannel[]) {
      if (channel.readyState === 'open') continue
      await new Promise((resolve) => channel.addEventListener('open', resolve, { once: true }))
    }
  }

  close(): void {
    this.#peer.close()
  }

  /** What to add to this page's clock to get the other's: from the quickest of some pings. */
  async offset(): Promise<number> {
    let best = { trip: Number.POSITIVE_INFINITY, offset: 0 }
    for (let ping = 0; ping < PINGS; ping++) {
      const from = now()
      const answer = new Promise<number>((resolve) => {
        this.#clock.onmessage = ({ data }) => resolve(Number(data))
      })
      this.#clock.send('?')
      const there = await answer
      const trip = now() - from
      if (trip < best.trip) best = { trip, offset: there - (from + trip / 2) }
    }
    return best.offset
  }

  get lastSentAt(): number {
    return this.#lastSentAt
  }

  /** Resolves when nothing has been sent for `ms`, with the time of the last. */
  async quiet(ms: number): Promise<number> {
    while (this.#lastSentAt === 0 || now() - this.#lastSentAt < ms) {
      await new Promise((resolve) => setTimeout(resolve, ms / 10))
    }
    return this.#lastSentAt
  }

  /** What was sent since the last call, on `mirror` and `assets`. */
  async take(): Promise<{ messages: number; bytes: number; deflated: number }> {
    const encoder = new TextEncoder()
    const parts = this.#sent.map((data) =>
      typeof data === 'string' ? encoder.encode(data) : new Uint8Array(data),
    )
    this.#sent = []
    const bytes = parts.reduce((sum, part) => sum + part.length, 0)
    return { messages: parts.length, bytes, deflated: await deflatedLength(parts) }
  }

  #keep(channel: RTCDataChannel): void {
    const send = channel.send.bind(channel) as (data: Data) => void
    channel.send = (data: unknown): void => {
      this.#sent.push(data as Data)
      this.#lastSentAt = now()
      send(data as Data)
    }
  }

  async #described(): Promise<string> {
    while (this.#peer.iceGatheringState !== 'complete') {
      await new Promise((resolve) =>
        this.#peer.addEventListener('icegatheringstatechange', resolve, { once: true }),
      )
    }
    return this.#peer.localDescription?.sdp ?? ''
  }
}

export function now(): number {
  return performance.timeOrigin + performance.now()
}

async function deflatedLength(parts: Uint8Array[]): Promise<number> {
  const stream = new Blob(parts as BlobPart[]).stream()
  const deflated = stream.pipeThrough(new CompressionStream('deflate-raw'))
  return (await new Response(deflated).arrayBuffer()).byteLength
}
