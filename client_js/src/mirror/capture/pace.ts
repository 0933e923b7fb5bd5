/** Faster than this is as good as at once. */
const NOTICED_MS = 60
/** A changed pace is told when it is that much another. */
const WORTH_TELLING = 1.5

/** How long changes of a busy page are collected, told to the viewer when it begins to matter. */
export class Pace {
  #smooth = 0
  #told = 0

  /** `tell` gets milliseconds; 0: as fast as frames. */
  constructor(private readonly tell: (ms: number) => void) {}

  /** What was told last. */
  get told(): number {
    return this.#told
  }

  /** The page's thread was left alone for so long before changes were read. */
  rested(milliseconds: number): void {
    this.#smooth = this.#smooth * 0.8 + milliseconds * 0.2
    const ms = this.#smooth < NOTICED_MS ? 0 : Math.round(this.#smooth / 10) * 10
    const ratio = (ms + 1) / (this.#told + 1)
    if (ratio < WORTH_TELLING && ratio > 1 / WORTH_TELLING) return
    this.#told = ms
    this.tell(ms)
  }
}
