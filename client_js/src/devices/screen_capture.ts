import type { Surface } from '../signaling/messages.js'
import type { DeviceProblem } from './problem.js'

export interface ScreenDelegate {
  /** She shares another surface by the browser's own means; the tracks are the same. */
  surfaceChanged(surface: Surface): void
  /** Capture has ended by itself, and nothing is captured any more. `dismissed`: by the browser's
   * own bar, or the surface was closed; `forbidden_surface`: she switched to one that is not
   * allowed. */
  lost(problem: DeviceProblem): void
}

export interface Picked {
  readonly track: MediaStreamTrack
  /** The sound of the surface; null where it was not asked for or not given. */
  readonly sound: MediaStreamTrack | null
  readonly surface: Surface
}

/** What the customer picks in her browser. */
export declare class ScreenCapture {
  constructor(delegate: ScreenDelegate)
  readonly surface: Surface | null
  readonly isCapturing: boolean
  /** The browser's picker; call it in the handler of a click. What was captured before goes on until
   * she has picked. `surfaces`: those that the policy allows. Rejects, among others, with
   * `forbidden_surface`: nothing was handed out, ask her again. @throws DeviceError */
  pick(options: { surfaces: readonly Surface[]; sound: boolean }): Promise<Picked>
  /** Stops every track at once, also those of a picker that is still open. */
  stop(): void
}
