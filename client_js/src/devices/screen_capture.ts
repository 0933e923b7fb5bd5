import type { Surface } from '../signaling/messages.js'
import { assertAskable, DeviceError, type DeviceProblem, problemOf } from './problem.js'

export interface ScreenDelegate {
  /** She shares another surface by the browser's own means; the tracks are the same. */
  surfaceChanged(surface: Surface): void
  /** Capture has ended by itself, and nothing is captured any more. `dismissed`: by the browser's
   * own bar, or the surface was closed; `forbidden_surface`: she switched to one that is not
   * allowed. */
  lost(problem: DeviceProblem): void
}

export interface PickOptions {
  /** Those that the policy allows. */
  readonly surfaces: readonly Surface[]
  /** With the sound of the surface, where she lets it. */
  readonly sound: boolean
}

export interface Picked {
  readonly track: MediaStreamTrack
  /** The sound of the surface; null where it was not asked for or not given. */
  readonly sound: MediaStreamTrack | null
  readonly surface: Surface
}

/** Newer than TypeScript's own description of it. */
interface PickerOptions extends DisplayMediaStreamOptions {
  monitorTypeSurfaces?: 'include' | 'exclude'
  selfBrowserSurface?: 'include' | 'exclude'
  surfaceSwitching?: 'include' | 'exclude'
  systemAudio?: 'include' | 'exclude'
}

/** No browser has an event for it that comes in all cases. */
const CHECK_MS = 200

/** The customer's screen, or what of it she picks in her browser. */
export class ScreenCapture {
  readonly #delegate: ScreenDelegate
  #stream: MediaStream | null = null
  #surface: Surface | null = null
  #allowed: readonly Surface[] = []
  #question = 0
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(delegate: ScreenDelegate) {
    this.#delegate = delegate
  }

  get surface(): Surface | null {
    return this.#surface
  }

  get isCapturing(): boolean {
    return this.#stream?.getTracks().some(({ readyState }) => readyState === 'live') ?? false
  }

  /** The browser's picker; call it in the handler of a click. What was captured before goes on until
   * she has picked. Rejects, among others, with `forbidden_surface`: nothing was handed out, ask her
   * again. @throws DeviceError */
  async pick(options: PickOptions): Promise<Picked> {
    const question = ++this.#question
    const stream = await this.#ask(options)
    const [track] = stream.getVideoTracks()
    if (question !== this.#question || track === undefined) {
      stop(stream)
      throw new DeviceError('dismissed')
    }
    const surface = surfaceOf(track)
    if (!options.surfaces.includes(surface)) {
      stop(stream)
      throw new DeviceError('forbidden_surface')
    }
    this.#release()
    this.#allowed = options.surfaces
    this.#hold(stream, track, surface)
    return { track, sound: stream.getAudioTracks()[0] ?? null, surface }
  }

  /** From now on only these may be shown; what is shown against it is `lost`. */
  restrict(surfaces: readonly Surface[]): void {
    this.#allowed = surfaces
    if (this.#surface !== null && !surfaces.includes(this.#surface)) this.#lose('forbidden_surface')
  }

  /** Stops every track at once, also those of a picker that is still open. */
  stop(): void {
    this.#question++
    this.#release()
  }

  async #ask({ surfaces, sound }: PickOptions): Promise<MediaStream> {
    assertAskable('display-capture')
    const options: PickerOptions = {
      video: { frameRate: { ideal: 15, max: 30 } },
      audio: sound,
      monitorTypeSurfaces: surfaces.includes('monitor') ? 'include' : 'exclude',
      selfBrowserSurface: 'exclude',
      surfaceSwitching: 'include',
      systemAudio: sound ? 'include' : 'exclude',
    }
    try {
      return await navigator.mediaDevices.getDisplayMedia(options)
    } catch (error) {
      throw new DeviceError(problemOf(error, true))
    }
  }

  #hold(stream: MediaStream, track: MediaStreamTrack, surface: Surface): void {
    this.#stream = stream
    this.#surface = surface
    // Sharp rather than smooth: it is read.
    track.contentHint = 'detail'
    const check = (): void => this.#check(stream, track)
    for (const event of ['ended', 'configurationchange', 'mute', 'unmute']) {
      track.addEventListener(event, check)
    }
    this.#timer = setInterval(check, CHECK_MS)
  }

  #check(stream: MediaStream, track: MediaStreamTrack): void {
    if (stream !== this.#stream) return
    if (track.readyState === 'ended') {
      this.#lose('dismissed')
      return
    }
    const surface = surfaceOf(track)
    if (surface === this.#surface) return
    this.#surface = surface
    if (this.#allowed.includes(surface)) this.#delegate.surfaceChanged(surface)
    else this.#lose('forbidden_surface')
  }

  #lose(problem: DeviceProblem): void {
    this.#release()
    this.#delegate.lost(problem)
  }

  #release(): void {
    clearInterval(this.#timer)
    if (this.#stream) stop(this.#stream)
    this.#stream = null
    this.#surface = null
  }
}

/** A browser that does not say what it is might be showing everything. */
function surfaceOf(track: MediaStreamTrack): Surface {
  const { displaySurface } = track.getSettings()
  return displaySurface === 'browser' || displaySurface === 'window' ? displaySurface : 'monitor'
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
