/** Looking at the clock costs about as much as a node. */
const LOOK_EVERY = 16

/** How much of the page one slice may read. */
export class Budget {
  #spent = 0
  #over = false

  /** `deadline` on the clock of `performance.now()`. */
  constructor(
    readonly deadline: number,
    private readonly nodes: number,
  ) {}

  spend(): void {
    this.#spent++
    if (this.#spent % LOOK_EVERY === 0 || this.#spent >= this.nodes) this.look()
  }

  /** Looks at the clock now. */
  look(): void {
    this.#over ||= this.#spent >= this.nodes || performance.now() > this.deadline
  }

  get isSpent(): boolean {
    return this.#over
  }
}
