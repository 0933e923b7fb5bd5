/** Bytes of one message. */
export const CHUNK = 16_384
const LEAST = 2 * CHUNK
const MOST = 16 * CHUNK
/** What a queue on the way may add to the fastest answer seen, so that control stays quick. */
const PATIENCE_MS = 100

/**
 * How much may be under way: as much as keeps a path busy, and no more than what it carries in a
 * tenth of a second. Without it a slow path would have a second of document before each pointer.
 */
export class Pace {
  #window = LEAST
  #fastest = Number.POSITIVE_INFINITY
  #sent = 0
  #got = 0
  readonly #sentAt: { total: number; at: number }[] = []

  get window(): number {
    return this.#window
  }

  /** Whether another message may leave now. */
  get maySend(): boolean {
    return this.#sent - this.#got + CHUNK <= this.#window
  }

  sent(bytes: number, now: number): void {
    this.#sent += bytes
    this.#sentAt.push({ total: this.#sent, at: now })
  }

  /** `total`: of all that was sent. What claims more, or less than before, changes nothing. */
  got(total: number, now: number): void {
    if (total <= this.#got || total > this.#sent) return
    this.#got = total
    let took = -1
    while ((this.#sentAt[0]?.total ?? Number.POSITIVE_INFINITY) <= total) {
      took = now - (this.#sentAt.shift()?.at ?? now)
    }
    if (took >= 0) this.#adapt(took)
  }

  #adapt(took: number): void {
    this.#fastest = Math.min(this.#fastest, took)
    const isLate = took > this.#fastest + PATIENCE_MS
    const wanted = isLate ? this.#window * 0.75 : this.#window + CHUNK / 2
    this.#window = Math.min(MOST, Math.max(LEAST, wanted))
  }
}
