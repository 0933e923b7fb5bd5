/** What the server lets through, kept to with a margin: frames may arrive closer together than they
 * were sent. */
export interface RelayLimits {
  /** Bytes a second. */
  rate: number
  /** Bytes at once. */
  burst: number
}

/** A frame counts as so many bytes at least (docs/protocol.md, "Sealed relay"). */
const LEAST_BYTES = 512
const MARGIN = 0.9

/** A token bucket of bytes. One for each link, for the life of the page, as the server counts. */
export class Allowance {
  #tokens = Number.POSITIVE_INFINITY
  #at = 0

  /** 0 if a frame of `bytes` may go now, and it is counted; else the milliseconds to wait. */
  take(bytes: number, { rate, burst }: RelayLimits, now: number): number {
    const earned = ((now - this.#at) * rate * MARGIN) / 1000
    this.#tokens = Math.min(burst * MARGIN, this.#tokens + earned)
    this.#at = now
    const cost = Math.max(bytes, LEAST_BYTES)
    if (cost > this.#tokens) return Math.ceil(((cost - this.#tokens) * 1000) / (rate * MARGIN))
    this.#tokens -= cost
    return 0
  }
}
