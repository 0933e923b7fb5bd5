import {
  PAGE_CHANNELS,
  type PageChannel,
  type PageChannelName,
  type PageChannels,
} from '../mirror/channels.js'
import type { Content, SealedPath } from './sealed_path.js'

export type DirectChannels = Record<PageChannelName, RTCDataChannel>

/** What comes on the direct path is held back for so long at most. */
const HOLD_MS = 1_500
/** The sender's windows keep it far below. */
const HOLD_BYTES = 1_048_576

interface Kind {
  id: number
  ordered: boolean
  priority?: string
}

const NAMES = Object.keys(PAGE_CHANNELS) as PageChannelName[]
const kindOf = (name: PageChannelName): Kind => PAGE_CHANNELS[name]

type Listener = (event: MessageEvent<unknown>) => void

/** One channel, whatever carries it. */
class LinkChannel implements PageChannel {
  binaryType: BinaryType = 'arraybuffer'
  readyState: RTCDataChannelState = 'open'
  readonly #listeners = new Set<Listener>()

  constructor(
    private readonly name: PageChannelName,
    private readonly carrier: LinkChannels,
  ) {}

  get bufferedAmount(): number {
    return this.carrier.buffered(this.name)
  }

  send(data: Content): void {
    if (this.readyState === 'open') this.carrier.send(this.name, data)
  }

  addEventListener(_: 'message', listener: Listener): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_: 'message', listener: Listener): void {
    this.#listeners.delete(listener)
  }

  deliver(data: Content): void {
    const event = new MessageEvent('message', { data })
    for (const listener of [...this.#listeners]) {
      if (this.readyState === 'open') listener(event)
    }
  }
}

/**
 * The channels of a link, over the sealed relay, over a direct connection, or from the one to the
 * other: the sender puts an end to the relay and goes on directly; the receiver holds back what comes
 * directly until that end has arrived. So each channel keeps its order, and who uses it need not
 * know.
 */
export class LinkChannels {
  readonly channels: PageChannels
  readonly #all: Record<PageChannelName, LinkChannel>
  #direct: DirectChannels | null = null
  /** Does the other end still send over the relay? */
  #relayed: boolean
  #held: { name: PageChannelName; data: Content }[] = []
  #heldBytes = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `relay`: a path on which a run has been opened; null where there is none. `stuck`: the other
   * end does not put an end to the relay. */
  constructor(
    private readonly relay: SealedPath | null,
    private readonly stuck: () => void,
  ) {
    this.#relayed = relay !== null
    const pairs = NAMES.map((name) => [name, new LinkChannel(name, this)])
    this.#all = Object.fromEntries(pairs) as Record<PageChannelName, LinkChannel>
    this.channels = this.#all
  }

  /** Whether the relay is of no concern any more, in either direction. */
  get isDirect(): boolean {
    return this.#direct !== null && !this.#relayed
  }

  /** From now on everything is sent over these, which are all open. */
  goDirect(direct: DirectChannels): void {
    const left = this.relay?.end() ?? []
    this.#direct = direct
    for (const { channel, data } of left) {
      const name = nameOf(channel)
      if (name) this.send(name, data)
    }
  }

  send(name: PageChannelName, data: Content): void {
    if (this.#direct !== null) {
      // TypeScript knows the overloads one by one only.
      this.#direct[name].send(data as string)
      return
    }
    const { id, priority } = kindOf(name)
    this.relay?.send({ channel: id, data, low: priority === 'low' })
  }

  buffered(name: PageChannelName): number {
    if (this.#direct) return this.#direct[name].bufferedAmount
    return this.relay?.waitingBytes(kindOf(name).id) ?? 0
  }

  relayMessage(channel: number, data: Content): void {
    const name = nameOf(channel)
    if (this.#relayed && name) this.#deliver(name, data)
  }

  relayEnded(): void {
    clearTimeout(this.#timer)
    this.#relayed = false
    for (const { name, data } of this.#held.splice(0)) this.#deliver(name, data)
  }

  directMessage(name: PageChannelName, data: Content): void {
    if (!this.#relayed || !kindOf(name).ordered) {
      this.#deliver(name, data)
      return
    }
    if (this.#held.length === 0) this.#timer = setTimeout(this.stuck, HOLD_MS)
    this.#held.push({ name, data })
    this.#heldBytes += typeof data === 'string' ? data.length : data.byteLength
    if (this.#heldBytes > HOLD_BYTES) this.stuck()
  }

  /** Nothing is sent or delivered after this returns. What carried them is the caller's to close. */
  close(): void {
    clearTimeout(this.#timer)
    this.#held = []
    this.relay?.drop()
    for (const name of NAMES) this.#all[name].readyState = 'closed'
  }

  #deliver(name: PageChannelName, data: Content): void {
    this.#all[name].deliver(data)
  }
}

function nameOf(channel: number): PageChannelName | undefined {
  return NAMES.find((name) => kindOf(name).id === channel)
}
