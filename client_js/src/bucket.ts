/** A bucket of tokens: so many at once, refilled at so many a second. */
export class Bucket {
  #tokens: number
  #at = 0

  constructor(
    private readonly most: number,
    private readonly perSecond: number,
  ) {
    this.#tokens = most
  }

  /** `now` in milliseconds, from any clock that only goes forward. */
  take(now: number): boolean {
    const refill = this.#at === 0 ? 0 : ((now - this.#at) * this.perSecond) / 1_000
    this.#at = now
    this.#tokens = Math.min(this.most, this.#tokens + refill)
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
