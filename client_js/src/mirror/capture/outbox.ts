import { CreditWindow } from '../../rtc/credit.js'
import type { PageChannels } from '../channels.js'
import { Fragmenter } from '../framing.js'
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
  #closed = false

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
    return this.#backlog[lane]
  }

  batch(operations: readonly Operation[], snapshot: boolean): void {
    if (snapshot) this.#discard('mirror')
    this.#queue('mirror', this.#encoder.encode(JSON.stringify(operations)), snapshot)
  }

  asset(message: Uint8Array): void {
    this.#queue('assets', message, false)
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

  #queue(lane: Lane, payload: Uint8Array, snapshot: boolean): void {
    if (this.#closed) return
    for (const fragment of this.#fragmenters[lane].split(payload, snapshot)) {
      this.#queues[lane].push(fragment)
      this.#backlog[lane] += fragment.byteLength
    }
    this.#pump()
  }

  #discard(lane: Lane): void {
    this.#queues[lane] = []
    this.#backlog[lane] = 0
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
      if (this.#closed || channel.readyState !== 'open') break
      if (!this.#credit.take(lane, fragment.byteLength)) break
      channel.send(fragment)
      sent++
      this.#backlog[lane] -= fragment.byteLength
    }
    queue.splice(0, sent)
    return sent
  }
}
