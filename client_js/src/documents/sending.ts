import type { Got, Offer, Wanted } from './messages.js'
import { CHUNK, Pace } from './pace.js'

/** One document on its way over one connection: a new one for each. */
export class Sending {
  readonly #pace = new Pace()
  #from: number | null = null
  #next = 0
  #got = 0

  constructor(
    readonly offer: Offer,
    private readonly bytes: Uint8Array,
  ) {}

  /** Bytes that the other end has. */
  get got(): number {
    return this.#got
  }

  get isDone(): boolean {
    return this.#got === this.offer.size
  }

  /** Once for a connection: where the last one had come to. */
  wanted({ id, from }: Wanted): void {
    if (id !== this.offer.id || this.#from !== null || from > this.offer.size) return
    this.#from = from
    this.#next = from
    this.#got = from
  }

  took({ id, bytes }: Got, now: number): void {
    if (id !== this.offer.id || this.#from === null || bytes > this.#next) return
    this.#pace.got(bytes - this.#from, now)
    this.#got = Math.max(this.#got, bytes)
  }

  /** What may leave now; null: nothing, before there is another answer. */
  next(now: number): Uint8Array | null {
    const { size } = this.offer
    if (this.#from === null || this.#next >= size || !this.#pace.maySend) return null
    const chunk = this.bytes.subarray(this.#next, this.#next + CHUNK)
    this.#next += chunk.length
    this.#pace.sent(chunk.length, now)
    return chunk
  }
}
