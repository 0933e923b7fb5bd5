/** A browser sends a screen that nothing moves on once a second. */
const STILL_MS = 5_000
const CHECK_MS = 1_000

/** Whether the pictures of a video have stopped coming, which no event tells. */
export class Stillness {
  #timer: ReturnType<typeof setInterval> | undefined
  #video: HTMLVideoElement | null = null
  #frames = 0
  #since = 0
  #still = false

  constructor(private readonly changed: () => void) {}

  get still(): boolean {
    return this.#still
  }

  /** Null: none is shown. Idempotent. */
  watch(video: HTMLVideoElement | null): void {
    if (video === this.#video) return
    clearInterval(this.#timer)
    this.#video = video
    this.#moved(0)
    if (video) this.#timer = setInterval(() => this.#check(video), CHECK_MS)
  }

  #check(video: HTMLVideoElement): void {
    const frames = video.getVideoPlaybackQuality().totalVideoFrames
    // Nothing is shown, nor counted, in a tab that nobody looks at.
    if (frames !== this.#frames || document.hidden) this.#moved(frames)
    else if (performance.now() - this.#since > STILL_MS) this.#enter(true)
  }

  #moved(frames: number): void {
    this.#frames = frames
    this.#since = performance.now()
    this.#enter(false)
  }

  #enter(still: boolean): void {
    if (still === this.#still) return
    this.#still = still
    this.changed()
  }
}
