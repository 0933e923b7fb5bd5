import { DeviceCapture, type DeviceDelegate } from './device_capture.js'

export type { DeviceDelegate } from './device_capture.js'

/** With echo cancellation, noise suppression and automatic gain. */
export class Microphone extends DeviceCapture {
  #muted = false

  constructor(delegate: DeviceDelegate) {
    super(delegate, {
      kind: 'audio',
      constraints: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      prepare: (track) => {
        track.contentHint = 'speech'
        track.enabled = !this.#muted
      },
    })
  }

  /** Captures silence while true; kept over a change of device. Whether anything is sent is up to
   * `MediaLinks.send`. */
  get muted(): boolean {
    return this.#muted
  }

  set muted(muted: boolean) {
    this.#muted = muted
    if (this.track) this.track.enabled = !muted
  }
}
