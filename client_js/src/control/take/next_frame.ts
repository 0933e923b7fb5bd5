/** Work that is done once with the next frame, however often it is asked for. */
export class NextFrame {
  #frame = 0

  constructor(private readonly work: () => void) {}

  ask(): void {
    this.#frame ||= window.requestAnimationFrame(() => {
      this.#frame = 0
      this.work()
    })
  }

  /** At once, if it has been asked for. */
  flush(): void {
    if (this.#frame === 0) return
    this.cancel()
    this.work()
  }

  cancel(): void {
    window.cancelAnimationFrame(this.#frame)
    this.#frame = 0
  }
}
