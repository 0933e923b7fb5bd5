import type { Allowance, RelayLimits } from './allowance.js'
import type { Seal } from './seal.js'

export type Content = string | ArrayBuffer

/** The WebSocket, as far as the relay needs it. */
export interface RelaySocket {
  /** False if there is no connection. */
  sendFrame(frame: ArrayBuffer): boolean
  /** Null if there is no connection. */
  readonly relayLimits: RelayLimits | null
}

export interface SealedPathDelegate {
  /** The other end sends from now on, under this number. Returns whether to listen to it. */
  relayOpened(run: number): boolean
  relayMessage(channel: number, data: Content): void
  /** Nothing more comes of this run. */
  relayEnded(): void
  /** What was sent, either way, may not have arrived. */
  relayBroken(): void
}

export interface Message {
  channel: number
  data: Content
  /** Goes when nothing else waits. */
  low: boolean
}

/** The first byte of what is sealed. */
const OPEN = 0
const END = 1
const BINARY = 2
const TEXT = 3
/** The header, kind and channel, and the 16 bytes that sealing adds. */
const OVERHEAD_BYTES = 39

interface Waiting extends Message {
  kind: number
}

/**
 * The way of one link through the server. It carries runs, one after the other: a run begins with
 * `open`, and within it everything arrives, once and in order, or the run is broken.
 */
export class SealedPath {
  /** Frames that were forged, changed or replayed on their way. */
  refused = 0
  /** Settles when the keys are there, or never will be. */
  readonly ready: Promise<void>
  #seal: Seal | null = null
  #run = 0
  #open = false
  #listening = false
  #waiting: Waiting[] = []
  #pumping = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #judged: Promise<void>

  constructor(
    seal: Promise<Seal>,
    private readonly allowance: Allowance,
    private readonly socket: RelaySocket,
    private readonly delegate: SealedPathDelegate,
  ) {
    this.ready = seal.then(
      (made) => {
        this.#seal = made
        void this.#pump()
      },
      () => delegate.relayBroken(),
    )
    this.#judged = this.ready
  }

  get isConnected(): boolean {
    return this.socket.relayLimits !== null
  }

  /** Null as long as the keys are not there. */
  get fingerprint(): string | null {
    return this.#seal?.fingerprint ?? null
  }

  /** Bytes of this channel that wait to be sealed. */
  waitingBytes(channel: number): number {
    const waiting = this.#waiting.filter((one) => one.channel === channel)
    return waiting.reduce((sum, { data }) => sum + sizeOf(data), 0)
  }

  /** Begins to send, under a number that no run has had. */
  open(run: number): void {
    this.drop()
    this.#run = run
    this.#open = true
    const number = new DataView(new ArrayBuffer(4))
    number.setUint32(0, run)
    this.#queue({ kind: OPEN, channel: 0, data: number.buffer, low: false })
  }

  send(message: Message): void {
    const kind = typeof message.data === 'string' ? TEXT : BINARY
    if (this.#open) this.#queue({ ...message, kind })
  }

  /** Tells the other end that no more comes. Returns what has not left, in its order. */
  end(): Message[] {
    const left = this.#waiting.filter(({ kind }) => kind !== OPEN)
    this.#waiting = this.#waiting.filter(({ kind }) => kind === OPEN)
    this.#open = false
    this.#queue({ kind: END, channel: 0, data: new ArrayBuffer(0), low: false })
    return left
  }

  /** At once: nothing leaves any more, and nothing is delivered, before the next run. */
  drop(): void {
    clearTimeout(this.#timer)
    this.#run = 0
    this.#open = false
    this.#listening = false
    this.#waiting = []
  }

  /** A frame for this link has come. */
  receive(frame: ArrayBuffer): void {
    const opening = this.ready.then(() => this.#seal?.open(frame) ?? null)
    this.#judged = this.#judged.then(async () => this.#judge(await opening))
  }

  #queue(waiting: Waiting): void {
    this.#waiting.push(waiting)
    void this.#pump()
  }

  async #pump(): Promise<void> {
    if (this.#pumping || this.#seal === null) return
    this.#pumping = true
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) {
      const run = this.#run
      const seal = this.#seal
      const frames = await Promise.all(batch.map((one) => seal.seal(encode(one)))).catch(() => [])
      const sent = frames.every((frame) => run !== this.#run || this.socket.sendFrame(frame))
      if (run === this.#run && (!sent || frames.length === 0)) this.#broken()
    }
    this.#pumping = false
  }

  /** What may go now. */
  #take(): Waiting[] {
    const batch: Waiting[] = []
    const limits = this.socket.relayLimits
    clearTimeout(this.#timer)
    while (this.#waiting.length > 0 && limits) {
      const next = this.#waiting.find(({ low }) => !low) ?? (this.#waiting[0] as Waiting)
      const bytes = OVERHEAD_BYTES + sizeOf(next.data)
      const wait = this.allowance.take(bytes, limits, performance.now())
      if (wait > 0) {
        this.#timer = setTimeout(() => void this.#pump(), wait)
        break
      }
      this.#waiting.splice(this.#waiting.indexOf(next), 1)
      batch.push(next)
    }
    return batch
  }

  #judge(opened: { sequence: number; content: Uint8Array<ArrayBuffer> } | null): void {
    const seal = this.#seal
    if (seal === null || opened === null || opened.sequence <= seal.received) {
      this.refused++
      return
    }
    const { sequence, content } = opened
    const whole = sequence === seal.received + 1
    seal.received = sequence
    const [kind, channel = 0] = content
    if (kind === OPEN) {
      if (content.length !== 6) return
      this.#listening = this.delegate.relayOpened(new DataView(content.buffer).getUint32(2))
    } else if (this.#listening && !whole) {
      this.#broken()
    } else if (this.#listening) {
      const data = content.slice(2)
      if (kind === BINARY) this.delegate.relayMessage(channel, data.buffer)
      else if (kind === TEXT) this.delegate.relayMessage(channel, new TextDecoder().decode(data))
      else if (kind === END) this.delegate.relayEnded()
    }
  }

  #broken(): void {
    this.drop()
    this.delegate.relayBroken()
  }
}

/** Of a text it is what it has at least, and mostly. */
function sizeOf(data: Content): number {
  return typeof data === 'string' ? data.length : data.byteLength
}

function encode({ kind, channel, data }: Waiting): Uint8Array<ArrayBuffer> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data)
  const content = new Uint8Array(2 + bytes.length)
  content.set([kind, channel])
  content.set(bytes, 2)
  return content
}
