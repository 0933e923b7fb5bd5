import type { DeviceProblem } from './problem.js'

export interface DeviceDelegate {
  /** From now on this is captured: after `start`, `choose`, or where the device was lost and
   * another one took over (`fellBack`). Hand it to `MediaLinks.send`. */
  captured(track: MediaStreamTrack, fellBack: boolean): void
  /** Capture has ended by itself: nothing is captured any more. `denied`: the permission was
   * withdrawn; `missing`: unplugged, and there is no other. */
  lost(problem: DeviceProblem): void
}

/** One microphone or camera at a time, chosen by the user, or the browser's default. */
export declare class DeviceCapture {
  constructor(delegate: DeviceDelegate)
  /** The device that was chosen last; null: the browser's default. Kept while not capturing. */
  readonly deviceId: string | null
  readonly track: MediaStreamTrack | null
  readonly isCapturing: boolean
  /** Idempotent. @throws DeviceError */
  start(): Promise<MediaStreamTrack>
  /** Another device, now or (while not capturing) for the next `start`. The old one is captured on
   * if this fails. @throws DeviceError */
  choose(deviceId: string | null): Promise<void>
  /** Stops every track at once, also one that is still being asked for. */
  stop(): void
}

/** With echo cancellation, noise suppression and automatic gain. */
export declare class Microphone extends DeviceCapture {
  /** Captures silence while true; kept over a change of device. */
  muted: boolean
}
