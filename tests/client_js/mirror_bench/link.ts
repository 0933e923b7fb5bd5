import { openPageChannels } from '../../../client_js/src/mirror/channels.js'
import type { DirectChannels } from '../../../client_js/src/rtc/link_channels.js'

type Data = string | ArrayBuffer

interface Sent {
  at: number
  data: Data
}

const CLOCK_CHANNEL_ID = 100
const PINGS = 40
const PATIENCE_MS = 30_000
const NEARLY_ALL = 0.99

/** One end of a link made by hand, which keeps what is sent and knows the other end's clock. */
export class Link {
  /** What came in on `mirror` and `assets`, in order; times on this page's clock. */
  readonly arrivals: { at: number; bytes: number }[] = []
  readonly #peer = new RTCPeerConnection({ iceServers: [] })
  readonly channels: DirectChannels = openPageChannels(this.#peer)
  readonly #clock = this.#peer.createDataChannel('clock', {
    negotiated: true,
    id: CLOCK_CHANNEL_ID,
  })
  readonly #sent: Record<'mirror' | 'assets', Sent[]> = { mirror: [], assets: [] }
  #lastSentAt = 0

  constructor() {
    for (const lane of ['mirror', 'assets'] as const) {
      this.#keep(lane)
      this.channels[lane].addEventListener('message', ({ data }: MessageEvent<Data>) => {
        const bytes = typeof data === 'string' ? data.length : data.byteLength
        this.arrivals.push({ at: now(), bytes })
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

  /** Resolves when nothing has been sent for `ms`. */
  async quiet(ms: number): Promise<void> {
    await until(() => this.#lastSentAt !== 0 && now() - this.#lastSentAt >= ms)
  }

  /** Resolves when nothing has come in for `ms`. */
  async arrived(ms: number): Promise<void> {
    const start = now()
    await until(() => now() - (this.arrivals.at(-1)?.at ?? start) >= ms)
  }

  get arrivedBytes(): number {
    return this.arrivals.reduce((total, { bytes }) => total + bytes, 0)
  }

  /** When nearly all had been sent of what was sent on `mirror` since the last `take`. What trickles
   * after a snapshot, as checks of it do, is no part of it. */
  sentAt(): number {
    const sizes = this.#sent.mirror.map((sent) => bytesOf(sent).length)
    let left = sizes.reduce((total, size) => total + size, 0) * NEARLY_ALL
    const last = sizes.findIndex((size) => {
      left -= size
      return left <= 0
    })
    return this.#sent.mirror[last]?.at ?? 0
  }

  /** What was sent since the last call: on `mirror`, as it was and deflated in one piece, and on
   * `assets`. */
  async take(): Promise<{ bytes: number; deflated: number; assets: number }> {
    const mirror = this.#sent.mirror.splice(0).map(bytesOf)
    const assets = this.#sent.assets.splice(0).map(bytesOf)
    return { bytes: sum(mirror), deflated: await deflatedLength(mirror), assets: sum(assets) }
  }

  #keep(lane: 'mirror' | 'assets'): void {
    const channel = this.channels[lane]
    const send = channel.send.bind(channel) as (data: Data) => void
    channel.send = (data: unknown): void => {
      this.#lastSentAt = now()
      this.#sent[lane].push({ at: this.#lastSentAt, data: data as Data })
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

async function until(condition: () => boolean): Promise<void> {
  const start = now()
  while (!condition()) {
    if (now() - start > PATIENCE_MS) throw new Error('still busy')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function bytesOf({ data }: Sent): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data)
}

function sum(parts: Uint8Array[]): number {
  return parts.reduce((total, part) => total + part.length, 0)
}

export function now(): number {
  return performance.timeOrigin + performance.now()
}

async function deflatedLength(parts: Uint8Array[]): Promise<number> {
  const stream = new Blob(parts as BlobPart[]).stream()
  const deflated = stream.pipeThrough(new CompressionStream('deflate-raw'))
  return (await new Response(deflated).arrayBuffer()).byteLength
}
