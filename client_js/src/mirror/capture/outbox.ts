import { CreditWindow } from '../../rtc/credit.js'
import type { PageChannels } from '../channels.js'
import { Fragmenter, type MessageFlags, PLAIN } from '../framing.js'
import type { Packed, Payload } from './packed.js'

export const WINDOW_BYTES = 65_536
/** Less than the window, so that a picture never makes the page wait for its whole way. */
const ASSETS_WINDOW_BYTES = 32_768

type Lane = 'mirror' | 'assets'

export interface OutboxDelegate {
  /** Something has left the queues. */
  drained(): void
  /** The next picture or font, when the one before has left; null: none, until `pump`. */
  nextAsset(): Blob | null
}

/**
 * What waits to be sent to one viewer, under its credit: operations before assets. Nothing is
 * handed to the browser's own send buffer that the window does not cover.
 */
export class Outbox {
  readonly #credit = new CreditWindow<Lane>(WINDOW_BYTES, {
    mirror: WINDOW_BYTES,
    assets: ASSETS_WINDOW_BYTES,
  })
  readonly #queues: Record<Lane, ArrayBuffer[]> = { mirror: [], assets: [] }
  readonly #backlog: Record<Lane, number> = { mirror: 0, assets: 0 }
  readonly #fragmenters: Record<Lane, Fragmenter>
  /** Batches that are not deflated yet, or wait for one that is not, and their bytes. */
  readonly #raw: { packed: Packed; snapshot: boolean }[] = []
  #rawBytes = 0
  #deflating = false
  /** An asset is being fetched from where it is kept. */
  #fetching = false
  /** Rises with every snapshot, and when what waits is dropped: what was being deflated then is of
   * no use any more. */
  #snapshots = 0
  #closed = false
  #held = false

  constructor(
    private readonly channels: PageChannels,
    grant: number,
    private readonly delegate: OutboxDelegate,
  ) {
    this.#fragmenters = { mirror: new Fragmenter(grant), assets: new Fragmenter(grant) }
  }

  /** Bytes that still wait for credit. */
  backlog(lane: Lane): number {
    return this.#backlog[lane] + (lane === 'mirror' ? this.#rawBytes : 0)
  }

  /** Bytes that are under way. */
  get inFlight(): number {
    return this.#credit.inFlight
  }

  batch(packed: Packed, snapshot: boolean): void {
    if (this.#closed) return
    if (snapshot) this.drop()
    this.#raw.push({ packed, snapshot })
    this.#rawBytes += packed.size
    if (!this.#deflating) this.#work()
  }

  /** What waits of the page is of no use any more: a snapshot must follow. */
  drop(): void {
    this.#snapshots++
    this.#discard('mirror')
  }

  /** What waits of the page is dropped; nothing is sent before `release`. */
  hold(): void {
    this.#held = true
    this.drop()
  }

  release(): void {
    this.#held = false
    this.pump()
  }

  acknowledge(lane: Lane, total: number): void {
    this.#credit.acknowledge(lane, total)
    this.pump()
  }

  /** Nothing is sent after this returns. */
  close(): void {
    this.#closed = true
    this.#discard('mirror')
    this.#discard('assets')
  }

  pump(): void {
    if (this.#closed) return
    const sent = this.#pumpLane('mirror') + this.#pumpLane('assets')
    if (sent > 0) this.delegate.drained()
    if (!this.#fetching && !this.#held && this.#queues.assets.length === 0) void this.#fetchAsset()
  }

  async #fetchAsset(): Promise<void> {
    this.#fetching = true
    const content = this.delegate.nextAsset()
    const bytes = content && (await content.arrayBuffer().catch(() => null))
    this.#fetching = false
    if (bytes) this.#queue('assets', new Uint8Array(bytes), PLAIN)
    else if (content) this.pump()
  }

  /** One batch after the other, in their order. */
  #work(): void {
    for (let next = this.#raw[0]; next; next = this.#raw[0]) {
      const { payload } = next.packed
      if (payload instanceof Promise) {
        void this.#await(payload)
        return
      }
      this.#take(payload)
    }
  }

  async #await(payload: Promise<Payload>): Promise<void> {
    const begun = this.#snapshots
    this.#deflating = true
    const packed = await payload
    this.#deflating = false
    if (this.#closed) return
    if (begun === this.#snapshots) this.#take(packed)
    this.#work()
  }

  #take({ bytes, deflated }: Payload): void {
    const taken = this.#raw.shift()
    if (!taken) return
    this.#rawBytes -= taken.packed.size
    this.#queue('mirror', bytes, { snapshot: taken.snapshot, deflated })
  }

  #queue(lane: Lane, payload: Uint8Array, flags: MessageFlags): void {
    if (this.#closed) return
    for (const fragment of this.#fragmenters[lane].split(payload, flags)) {
      this.#queues[lane].push(fragment)
      this.#backlog[lane] += fragment.byteLength
    }
    this.pump()
  }

  #discard(lane: Lane): void {
    this.#queues[lane] = []
    this.#backlog[lane] = 0
    if (lane === 'assets') return
    this.#raw.length = 0
    this.#rawBytes = 0
  }

  #pumpLane(lane: Lane): number {
    const queue = this.#queues[lane]
    const channel = this.channels[lane]
    let sent = 0
    for (const fragment of queue) {
      if (this.#closed || this.#held || channel.readyState !== 'open') break
      if (!this.#credit.take(lane, fragment.byteLength)) break
      channel.send(fragment)
      sent++
      this.#backlog[lane] -= fragment.byteLength
    }
    queue.splice(0, sent)
    return sent
  }
}
