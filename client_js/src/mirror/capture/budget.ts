/** Looking at the clock costs about as much as a node. */
const LOOK_EVERY = 16
/** UTF-16 units of texts in one batch, so that with the longest text there may be it still fits
 * into a message. */
const UNITS = 256 * 1024

/** How much of the page one slice may read. */
export class Budget {
  #spent = 0
  #units = 0
  #over = false

  /** `deadline` on the clock of `performance.now()`. */
  constructor(
    private readonly deadline: number,
    private readonly nodes: number,
  ) {}

  /** For one thing that was read, and the length of its text. */
  spend(units = 0): void {
    this.#spent++
    this.#units += units
    if (this.#units > UNITS) this.#over = true
    else if (this.#spent % LOOK_EVERY === 0 || this.#spent >= this.nodes) this.#look()
  }

  get isSpent(): boolean {
    return this.#over
  }

  /** Looks at the clock now. */
  #look(): void {
    this.#over ||= this.#spent >= this.nodes || performance.now() > this.deadline
  }
}
