/** A hidden tab has no animation frames. */
const HIDDEN_MS = 60
/** Between two jobs the page has this many times as long as the one before took. */
const REST = 3

/**
 * Runs a job after the next frame has been painted, or soon where nothing is painted. However
 * often it is asked for meanwhile, the job runs once; and after a long job the next one waits, so
 * that a page that changes all the time keeps most of its thread for itself.
 */
export class Scheduler {
  readonly #channel = new MessageChannel()
  #state: 'idle' | 'rest' | 'frame' | 'posted' | 'stopped' = 'idle'
  #frame = 0
  #timer = 0
  /** When the next job may run. */
  #restedAt = 0

  /** `rested` is told before each job after a frame for how long it was made to wait. */
  constructor(
    private readonly window: Window,
    private readonly job: () => void,
    private readonly rested: (milliseconds: number) => void = () => undefined,
  ) {
    this.#channel.port1.onmessage = () => {
      if (this.#state !== 'posted') return
      this.#state = 'idle'
      const started = performance.now()
      this.job()
      const ended = performance.now()
      this.#restedAt = ended + REST * (ended - started)
    }
  }

  /** After the next frame: the page's changes of one frame go out together. */
  afterFrame(): void {
    if (this.#state !== 'idle') return
    const wait = this.#restedAt - performance.now()
    // Less than a frame passes by itself.
    const rests = wait > HIDDEN_MS / 4
    this.rested(rests ? wait : 0)
    if (rests) {
      this.#state = 'rest'
      this.#timer = this.window.setTimeout(this.#awaitFrame, wait)
    } else {
      this.#awaitFrame()
    }
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

  readonly #awaitFrame = (): void => {
    this.#state = 'frame'
    this.#frame = this.window.requestAnimationFrame(this.#post)
    this.#timer = this.window.setTimeout(this.#post, HIDDEN_MS)
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
