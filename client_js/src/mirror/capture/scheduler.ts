/** A hidden tab has no animation frames. */
const HIDDEN_MS = 60

/**
 * Runs a job after the next frame has been painted, or soon where nothing is painted. However
 * often it is asked for meanwhile, the job runs once.
 */
export class Scheduler {
  readonly #channel = new MessageChannel()
  #state: 'idle' | 'frame' | 'posted' | 'stopped' = 'idle'
  #frame = 0
  #timer = 0

  constructor(
    private readonly window: Window,
    private readonly job: () => void,
  ) {
    this.#channel.port1.onmessage = () => {
      if (this.#state !== 'posted') return
      this.#state = 'idle'
      this.job()
    }
  }

  /** After the next frame: the page's changes of one frame go out together. */
  afterFrame(): void {
    if (this.#state !== 'idle') return
    this.#state = 'frame'
    this.#frame = this.window.requestAnimationFrame(this.#post)
    this.#timer = this.window.setTimeout(this.#post, HIDDEN_MS)
  }

  /** In a new task, without waiting for a frame. */
  soon(): void {
    if (this.#state === 'idle') this.#post()
  }

  stop(): void {
    this.#cancel()
    this.#state = 'stopped'
    this.#channel.port1.close()
  }

  readonly #post = (): void => {
    this.#cancel()
    this.#state = 'posted'
    this.#channel.port2.postMessage(null)
  }

  #cancel(): void {
    this.window.cancelAnimationFrame(this.#frame)
    this.window.clearTimeout(this.#timer)
  }
}
