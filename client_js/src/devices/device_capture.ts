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

  /** Idempotent. Where the chosen device is not there, another one is captured (`fellBack`).
   * @throws DeviceError */
  async start(): Promise<MediaStreamTrack> {
    if (this.#track !== null) return this.#track
    const starting = this.#starting ?? this.#first()
    this.#starting = starting
    try {
      return await starting
    } finally {
      if (this.#starting === starting) this.#starting = null
    }
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

  async #first(): Promise<MediaStreamTrack> {
    try {
      return await this.#capture(this.#deviceId)
    } catch (error) {
      if (this.#deviceId === null || problemOf(error) !== 'missing') throw error
      return this.#capture(null, true)
    }
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
    const { kind, constraints } = this.#options
    assertAskable(featureOf(kind))
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

  /** Unplugged, or the permission was withdrawn: another device takes over, if there is one. Nobody
   * is asked a question in the middle of a call. */
  async #ended(track: MediaStreamTrack): Promise<void> {
    if (track !== this.#track) return
    this.#track = null
    const question = ++this.#question
    const isPermitted = await permits(this.#options.kind)
    if (question !== this.#question) return
    if (!isPermitted) {
      this.#delegate.lost('denied')
      return
    }
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

async function permits(kind: 'audio' | 'video'): Promise<boolean> {
  const name = featureOf(kind) as PermissionName
  try {
    return (await navigator.permissions.query({ name })).state === 'granted'
  } catch {
    // A browser that does not tell: asking is the only way to know.
    return true
  }
}

function featureOf(kind: 'audio' | 'video'): 'microphone' | 'camera' {
  return kind === 'audio' ? 'microphone' : 'camera'
}
