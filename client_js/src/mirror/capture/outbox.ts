import { CreditWindow } from '../../rtc/credit.js'
import type { PageChannels } from '../channels.js'
import { DEFLATE_FROM_BYTES, deflate } from '../deflate.js'
import { Fragmenter, type MessageFlags, PLAIN } from '../framing.js'
import type { Operation } from '../operations.js'

export const WINDOW_BYTES = 65_536
/** Less than the window, so that a picture never makes the page wait for its whole way. */
const ASSETS_WINDOW_BYTES = 32_768

type Lane = 'mirror' | 'assets'

/**
 * What waits to be sent, under the credit of the viewer: operations before assets. Nothing is
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
  readonly #encoder = new TextEncoder()
  /** Batches that are not deflated yet, or wait for one that is not, and their bytes. */
  readonly #raw: { bytes: Uint8Array<ArrayBuffer>; snapshot: boolean }[] = []
  #rawBytes = 0
  #deflating = false
  /** Rises with every snapshot, and when what waits is dropped: what was being deflated then is of
   * no use any more. */
  #snapshots = 0
  #closed = false
  #held = false

  /** `drained` is called whenever something has left the queues. */
  constructor(
    private readonly channels: PageChannels,
    grant: number,
    private readonly drained: () => void,
  ) {
    this.#fragmenters = { mirror: new Fragmenter(grant), assets: new Fragmenter(grant) }
  }

  /** Bytes that still wait for credit. */
  backlog(lane: Lane): number {
    return this.#backlog[lane] + (lane === 'mirror' ? this.#rawBytes : 0)
  }

  batch(operations: readonly Operation[], snapshot: boolean): void {
    if (this.#closed) return
    if (snapshot) {
      this.#snapshots++
      this.#discard('mirror')
    }
    const bytes = this.#encoder.encode(JSON.stringify(operations))
    this.#raw.push({ bytes, snapshot })
    this.#rawBytes += bytes.length
    if (!this.#deflating) this.#work()
  }

  asset(message: Uint8Array): void {
    this.#queue('assets', message, PLAIN)
  }

  /** What waits of the page is dropped; nothing is sent before `release`. */
  hold(): void {
    this.#held = true
    this.#snapshots++
    this.#discard('mirror')
  }

  release(): void {
    this.#held = false
    this.#pump()
  }

  acknowledge(lane: Lane, total: number): void {
    this.#credit.acknowledge(lane, total)
    this.#pump()
  }

  /** Nothing is sent after this returns. */
  close(): void {
    this.#closed = true
    this.#discard('mirror')
    this.#discard('assets')
  }

  /** One batch after the other, in their order. */
  #work(): void {
    for (let next = this.#raw[0]; next; next = this.#raw[0]) {
      if (next.bytes.length >= DEFLATE_FROM_BYTES) {
        void this.#deflate(next)
        return
      }
      this.#take()
      this.#queue('mirror', next.bytes, { snapshot: next.snapshot, deflated: false })
    }
  }

  async #deflate(batch: { bytes: Uint8Array<ArrayBuffer>; snapshot: boolean }): Promise<void> {
    const { bytes, snapshot } = batch
    const begun = this.#snapshots
    this.#deflating = true
    const short = await deflate(bytes)
    this.#deflating = false
    if (this.#closed) return
    if (begun === this.#snapshots) {
      this.#take()
      this.#queue('mirror', short ?? bytes, { snapshot, deflated: short !== null })
    }
    this.#work()
  }

  #take(): void {
    this.#rawBytes -= this.#raw.shift()?.bytes.length ?? 0
  }

  #queue(lane: Lane, payload: Uint8Array, flags: MessageFlags): void {
    if (this.#closed) return
    for (const fragment of this.#fragmenters[lane].split(payload, flags)) {
      this.#queues[lane].push(fragment)
      this.#backlog[lane] += fragment.byteLength
    }
    this.#pump()
  }

  #discard(lane: Lane): void {
    this.#queues[lane] = []
    this.#backlog[lane] = 0
    if (lane === 'assets') return
    this.#raw.length = 0
    this.#rawBytes = 0
  }

  #pump(): void {
    const sent = this.#pumpLane('mirror') + this.#pumpLane('assets')
    if (sent > 0) this.drained()
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
