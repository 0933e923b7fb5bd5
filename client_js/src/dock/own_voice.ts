import type { DeviceDelegate, Microphone } from '../devices/microphone.js'
import { DeviceError, type DeviceProblem } from '../devices/problem.js'
import type { MediaLinks } from '../rtc/media_links.js'

export interface OwnVoiceOptions {
  readonly links: Pick<MediaLinks, 'send' | 'cut'>
  readonly microphone: (delegate: DeviceDelegate) => Microphone
  readonly changed: () => void
}

/** Her microphone in the call: captured while it may be, sent unless she has muted it. */
export class OwnVoice {
  readonly #options: OwnVoiceOptions
  readonly #microphone: Microphone
  #wanted = false
  #problem: DeviceProblem | null = null

  constructor(options: OwnVoiceOptions) {
    this.#options = options
    this.#microphone = options.microphone({
      captured: (track) => this.#captured(track),
      lost: (problem) => this.#failed(problem),
    })
  }

  get muted(): boolean {
    return this.#microphone.muted
  }

  /** Why she cannot be heard; null while she can, or need not be. */
  get problem(): DeviceProblem | null {
    return this.#problem
  }

  get isCapturing(): boolean {
    return this.#microphone.isCapturing
  }

  /** What is captured, for a meter. */
  get track(): MediaStreamTrack | null {
    return this.#microphone.track
  }

  get deviceId(): string | null {
    return this.#microphone.deviceId
  }

  /** Whether it may be captured now. False ends it at once. */
  allow(allowed: boolean): void {
    if (allowed === this.#wanted) return
    this.#wanted = allowed
    this.#problem = null
    if (allowed) void this.#start()
    else this.#stop()
  }

  /** She wants to try it again. */
  retry(): void {
    if (this.#wanted && this.#problem !== null) void this.#start()
  }

  mute(muted: boolean): void {
    this.#microphone.muted = muted
    if (this.#wanted) this.#options.links.send('voice', muted ? null : this.#microphone.track)
    this.#options.changed()
  }

  async choose(deviceId: string | null): Promise<void> {
    try {
      await this.#microphone.choose(deviceId)
      if (this.#wanted && this.#problem !== null) await this.#start()
    } catch (error) {
      this.#report(error)
    }
  }

  async #start(): Promise<void> {
    this.#problem = null
    try {
      await this.#microphone.start()
    } catch (error) {
      this.#report(error)
    }
  }

  #stop(): void {
    this.#options.links.cut('voice')
    this.#microphone.stop()
  }

  #captured(track: MediaStreamTrack): void {
    if (!this.#wanted) {
      this.#stop()
      return
    }
    this.#problem = null
    this.#options.links.send('voice', this.muted ? null : track)
    this.#options.changed()
  }

  #report(error: unknown): void {
    if (!(error instanceof DeviceError)) throw error
    if (!this.#wanted) return
    // The one that was captured before goes on, if there is one.
    if (this.#microphone.isCapturing) this.#problem = error.problem
    else this.#failed(error.problem)
    this.#options.changed()
  }

  #failed(problem: DeviceProblem): void {
    if (!this.#wanted) return
    this.#problem = problem
    this.#options.links.send('voice', null)
    this.#options.changed()
  }
}
