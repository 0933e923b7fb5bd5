/** A server under load may answer late; it is not dead for that. */
const LEAST_PATIENCE_MS = 5_000

interface HeartbeatDelegate {
  /** Settles when the other side has answered, however. */
  ping(): Promise<unknown>
  dead(): void
}

/**
 * Asks the server for a sign of life and reports its absence: a browser notices a vanished
 * server only after minutes of TCP retransmission.
 */
export class Heartbeat {
  readonly #delegate: HeartbeatDelegate
  #timer: ReturnType<typeof setTimeout> | undefined
  #run = 0

  constructor(delegate: HeartbeatDelegate) {
    this.#delegate = delegate
  }

  /** Pings every `seconds`; as long without an answer, and 5 s at least, is death. */
  start(seconds: number): void {
    this.stop()
    const run = this.#run
    const milliseconds = seconds * 1000
    const patience = Math.max(LEAST_PATIENCE_MS, milliseconds)
    const beat = (): void => {
      this.#timer = setTimeout(() => {
        this.stop()
        this.#delegate.dead()
      }, patience)
      this.#delegate.ping().then(
        () => next(),
        () => next(),
      )
    }
    const next = (): void => {
      if (run !== this.#run) return
      clearTimeout(this.#timer)
      this.#timer = setTimeout(beat, milliseconds)
    }
    next()
  }

  /** Idempotent. */
  stop(): void {
    this.#run++
    clearTimeout(this.#timer)
  }
}
