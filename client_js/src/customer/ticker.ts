/** Calls `tick` once a second while it is wanted. */
export class Ticker {
  readonly #tick: () => void
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(tick: () => void) {
    this.#tick = tick
  }

  /** Idempotent. */
  want(wanted: boolean): void {
    if (wanted === (this.#timer !== undefined)) return
    clearInterval(this.#timer)
    this.#timer = wanted ? setInterval(this.#tick, 1000) : undefined
  }
}
