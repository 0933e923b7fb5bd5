/** Lets so many things through per second, and as many at once after a rest. */
export class Rate {
  #left: number
  #since = performance.now()

  constructor(private readonly perSecond: number) {
    this.#left = perSecond
  }

  /** Whether one more may pass now. */
  take(): boolean {
    const now = performance.now()
    const gained = ((now - this.#since) / 1_000) * this.perSecond
    this.#left = Math.min(this.perSecond, this.#left + gained)
    this.#since = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
