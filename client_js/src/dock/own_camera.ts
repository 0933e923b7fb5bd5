import type { Camera } from '../devices/camera.js'
import type { DeviceDelegate } from '../devices/microphone.js'
import { DeviceError, type DeviceProblem } from '../devices/problem.js'
import type { MediaLinks } from '../rtc/media_links.js'

export interface OwnCameraOptions {
  readonly links: Pick<MediaLinks, 'send' | 'cut'>
  readonly camera: (delegate: DeviceDelegate) => Camera
  readonly changed: () => void
  /** She wanted to be seen, and there is nothing to show. */
  readonly failed: (problem: DeviceProblem) => void
}

/** Her camera in the call: captured between her own switching it on and off, and never otherwise. */
export class OwnCamera {
  readonly #options: OwnCameraOptions
  readonly #camera: Camera
  #allowed = false
  #on = false

  constructor(options: OwnCameraOptions) {
    this.#options = options
    this.#camera = options.camera({
      captured: (track) => this.#captured(track),
      lost: (problem) => this.#failed(problem),
    })
  }

  /** Whether she has switched it on. */
  get isOn(): boolean {
    return this.#on
  }

  get isCapturing(): boolean {
    return this.#camera.isCapturing
  }

  get track(): MediaStreamTrack | null {
    return this.#camera.track
  }

  get deviceId(): string | null {
    return this.#camera.deviceId
  }

  /** Whether it may be switched on. False switches it off at once; true leaves it off. */
  allow(allowed: boolean): void {
    this.#allowed = allowed
    if (!allowed) this.switchOff()
  }

  async switchOn(): Promise<void> {
    if (!this.#allowed || this.#on) return
    this.#on = true
    this.#options.changed()
    try {
      await this.#camera.start()
    } catch (error) {
      this.#report(error)
    }
  }

  /** Idempotent. */
  switchOff(): void {
    if (!this.#on) return
    this.#on = false
    this.#options.links.cut('camera')
    this.#camera.stop()
    this.#options.changed()
  }

  async choose(deviceId: string | null): Promise<void> {
    try {
      await this.#camera.choose(deviceId)
    } catch (error) {
      this.#report(error)
    }
  }

  #captured(track: MediaStreamTrack): void {
    if (!this.#on) {
      this.#camera.stop()
      return
    }
    this.#options.links.send('camera', track)
    this.#options.changed()
  }

  #report(error: unknown): void {
    if (!(error instanceof DeviceError)) throw error
    this.#failed(error.problem)
  }

  #failed(problem: DeviceProblem): void {
    if (!this.#on) return
    // Another one that she chose failed, and the old one goes on.
    if (!this.#camera.isCapturing) this.switchOff()
    this.#options.failed(problem)
  }
}
