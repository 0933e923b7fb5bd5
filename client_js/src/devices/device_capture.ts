import { assertAskable, DeviceError, type DeviceProblem, problemOf } from './problem.js'

export interface DeviceDelegate {
  /** From now on this is captured: after `start`, `choose`, or where the device was lost and
   * another one took over (`fellBack`). Hand it to `MediaLinks.send`. */
  captured(track: MediaStreamTrack, fellBack: boolean): void
  /** Capture has ended by itself: nothing is captured any more. `denied`: the permission was
   * withdrawn; `missing`: unplugged, and there is no other. */
  lost(problem: DeviceProblem): void
}

export interface DeviceOptions {
  readonly kind: 'audio' | 'video'
  readonly constraints: MediaTrackConstraints
  /** Readies a track before anybody gets it. */
  readonly prepare: (track: MediaStreamTrack) => void
}

/**
 * One microphone or camera at a time: the one that was chosen, or the browser's default.
 *
 * Every question to the browser has a number; what comes back after a `stop` or a later question is
 * stopped at once, so there is never a capture that nobody knows of.
 */
export class DeviceCapture {
  readonly #delegate: DeviceDelegate
  readonly #options: DeviceOptions
  #deviceId: string | null = null
  #track: MediaStreamTrack | null = null
  #question = 0
  #starting: Promise<MediaStreamTrack> | null = null

  constructor(delegate: DeviceDelegate, options: DeviceOptions) {
    this.#delegate = delegate
    this.#options = options
  }

  /** The device that was chosen last; null: the browser's default. Kept while not capturing. */
  get deviceId(): string | null {
    return this.#deviceId
  }

  get track(): MediaStreamTrack | null {
    return this.#track
  }

  get isCapturing(): boolean {
    return this.#track?.readyState === 'live'
  }

  /** Idempotent. @throws DeviceError */
  async start(): Promise<MediaStreamTrack> {
    if (this.#track !== null) return this.#track
    this.#starting ??= this.#capture(this.#deviceId).finally(() => {
      this.#starting = null
    })
    return this.#starting
  }

  /** Another device, now or (while not capturing) for the next `start`. The old one is captured on
   * if this fails. @throws DeviceError */
  async choose(deviceId: string | null): Promise<void> {
    if (this.#track !== null) await this.#capture(deviceId)
    this.#deviceId = deviceId
  }

  /** Stops every track at once, also one that is still being asked for. */
  stop(): void {
    this.#question++
    this.#starting = null
    this.#release()
  }

  async #capture(deviceId: string | null, fellBack = false): Promise<MediaStreamTrack> {
    const question = ++this.#question
    const track = await this.#ask(deviceId)
    if (question !== this.#question) {
      track.stop()
      throw new DeviceError('dismissed')
    }
    this.#release()
    this.#track = track
    this.#options.prepare(track)
    // Not told of a track that we have stopped ourselves.
    track.addEventListener('ended', () => void this.#ended(track))
    this.#delegate.captured(track, fellBack)
    return track
  }

  async #ask(deviceId: string | null): Promise<MediaStreamTrack> {
    assertAskable('getUserMedia')
    const { kind, constraints } = this.#options
    const which = deviceId === null ? {} : { deviceId: { exact: deviceId } }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        [kind]: { ...constraints, ...which },
      })
      const [track] = stream.getTracks()
      if (track === undefined) throw new DeviceError('missing')
      return track
    } catch (error) {
      throw new DeviceError(problemOf(error))
    }
  }

  /** Unplugged, or the permission was withdrawn: another device takes over, if there is one. */
  async #ended(track: MediaStreamTrack): Promise<void> {
    if (track !== this.#track) return
    this.#track = null
    const question = this.#question
    try {
      await this.#capture(null, true)
    } catch (error) {
      // Unless somebody has started or stopped it meanwhile.
      if (this.#question === question + 1) this.#delegate.lost(problemOf(error))
    }
  }

  #release(): void {
    const track = this.#track
    this.#track = null
    track?.stop()
  }
}
