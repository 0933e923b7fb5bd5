import { DeviceError, type DeviceProblem } from '../devices/problem.js'
import type { Picked, ScreenCapture, ScreenDelegate } from '../devices/screen_capture.js'
import type { ScreenState } from '../rtc/call_messages.js'
import type { MediaLinks } from '../rtc/media_links.js'
import type { Surface } from '../signaling/messages.js'

export interface OwnScreenOptions {
  readonly links: Pick<MediaLinks, 'send' | 'cut'>
  readonly capture: (delegate: ScreenDelegate) => ScreenCapture
  /** What the site's policy allows, asked at each pick and by `recheck`. */
  readonly rules: () => { surfaces: readonly Surface[]; sound: boolean }
  readonly changed: () => void
  /** Nothing is shown any more, nor will be: why, or null where she has ended it herself. */
  readonly over: (problem: DeviceProblem | null) => void
}

/** After these she is asked again; after any other the sharing is over. */
const ASKED_AGAIN: readonly DeviceProblem[] = ['no_activation', 'forbidden_surface']

/** What she shows of her screen: picked by her, and shown to her as long as it is sent. */
export class OwnScreen {
  readonly #options: OwnScreenOptions
  readonly #capture: ScreenCapture
  #allowed = false
  #state: ScreenState = 'off'
  #track: MediaStreamTrack | null = null
  #wantedAnew = false
  #picking = false

  constructor(options: OwnScreenOptions) {
    this.#options = options
    this.#capture = options.capture({
      surfaceChanged: () => options.changed(),
      lost: (problem) => this.#lost(problem),
    })
  }

  get state(): ScreenState {
    return this.#state
  }

  get surface(): Surface | null {
    return this.#capture.surface
  }

  get isCapturing(): boolean {
    return this.#capture.isCapturing
  }

  get track(): MediaStreamTrack | null {
    return this.#track
  }

  /** Whether nothing goes on before she presses the button. */
  get waitsForHer(): boolean {
    return this.#allowed && !this.#picking && this.#track === null
  }

  /** Whether an agent asks for something else to be shown. */
  get wantedAnew(): boolean {
    return this.#wantedAnew
  }

  /** Whether it may be captured now, by the rules as they are now. True asks her to pick; false ends
   * it at once. */
  allow(allowed: boolean): void {
    if (allowed && this.#allowed) this.recheck()
    if (allowed === this.#allowed) return
    this.#allowed = allowed
    if (allowed) void this.pick()
    else this.#stop()
  }

  /** The rules may be others now. */
  recheck(): void {
    if (this.#track !== null) this.#capture.restrict(this.#options.rules().surfaces)
  }

  /** An agent asks for something else. */
  askAnew(): void {
    if (!this.#allowed) return
    this.#wantedAnew = true
    this.#options.changed()
  }

  /** The browser's picker. What is shown goes on until she has picked; call it in her click. */
  async pick(): Promise<void> {
    if (!this.#allowed || this.#picking) return
    this.#picking = true
    this.#enter(this.#track === null ? 'choosing' : this.#state)
    try {
      this.#picked(await this.#capture.pick(this.#options.rules()))
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error
      this.#notPicked(error.problem)
    } finally {
      this.#picking = false
      this.#options.changed()
    }
  }

  #picked({ track, sound }: Picked): void {
    if (!this.#allowed) {
      this.#stop()
      return
    }
    this.#wantedAnew = false
    this.#track = track
    // They may have changed while the picker was open.
    this.recheck()
    if (this.#track === null) return
    track.onmute = () => this.#moves(track, false)
    track.onunmute = () => this.#moves(track, true)
    this.#options.links.send('screen', track)
    this.#options.links.send('sound', sound)
    this.#enter(track.muted ? 'frozen' : 'live')
  }

  #moves(track: MediaStreamTrack, moves: boolean): void {
    if (track === this.#track) this.#enter(moves ? 'live' : 'frozen')
  }

  #notPicked(problem: DeviceProblem): void {
    // She closed the picker: what was shown is shown on.
    if (!this.#capture.isCapturing) this.#lost(problem)
  }

  #lost(problem: DeviceProblem): void {
    if (!this.#allowed) return
    const wasShown = this.#track !== null
    this.#cut()
    if (ASKED_AGAIN.includes(problem)) {
      this.#enter(problem === 'forbidden_surface' ? 'forbidden' : 'choosing')
      return
    }
    this.#allowed = false
    this.#enter('off')
    // By the browser's own bar, or what was shown is gone.
    this.#options.over(wasShown && problem === 'dismissed' ? null : problem)
  }

  #stop(): void {
    this.#cut()
    this.#wantedAnew = false
    this.#enter('off')
  }

  #cut(): void {
    this.#options.links.cut('screen')
    this.#options.links.cut('sound')
    this.#track = null
    this.#capture.stop()
  }

  #enter(state: ScreenState): void {
    this.#state = state
    this.#options.changed()
  }
}
