import type { DeviceProblem } from '../devices/problem.js'
import type { MediaLinks } from '../rtc/media_links.js'
import type { DockLedger } from './ledger.js'
import { OwnCamera, type OwnCameraOptions } from './own_camera.js'
import { OwnScreen, type OwnScreenOptions } from './own_screen.js'
import { OwnVoice, type OwnVoiceOptions } from './own_voice.js'

export type Devices = Pick<OwnVoiceOptions, 'microphone'> &
  Pick<OwnCameraOptions, 'camera'> &
  Pick<OwnScreenOptions, 'capture'>

export interface OwnDevicesOptions {
  readonly devices: Devices
  readonly links: MediaLinks
  readonly rules: OwnScreenOptions['rules']
  /** Nothing of a screen is captured any more; null: she stopped it. */
  readonly screenOver: (problem: DeviceProblem | null) => void
  readonly changed: () => void
}

/** What of hers there is not, and why. */
export interface Trouble {
  readonly what: 'microphone' | 'camera' | 'screen'
  readonly problem: DeviceProblem
}

/** Her microphone, camera and screen: captured as far as the ledger allows, and what is wrong. */
export class OwnDevices {
  readonly voice: OwnVoice
  readonly camera: OwnCamera
  readonly screen: OwnScreen
  readonly #changed: () => void
  #trouble: Trouble | null = null
  /** She wants her camera on as soon as video is agreed to. */
  #cameraFollows = false

  constructor({ devices, links, rules, screenOver, changed }: OwnDevicesOptions) {
    this.#changed = changed
    this.voice = new OwnVoice({ ...devices, links, changed })
    // Video goes on without one: agents are told, and she sees theirs.
    const failed = (problem: DeviceProblem): void => this.#note({ what: 'camera', problem })
    this.camera = new OwnCamera({ ...devices, links, changed, failed })
    this.screen = new OwnScreen({
      ...devices,
      links,
      changed,
      rules,
      over: (problem) => {
        this.#trouble = problem === null ? null : { what: 'screen', problem }
        screenOver(problem)
      },
    })
  }

  get troubles(): readonly Trouble[] {
    const { problem } = this.voice
    const own: Trouble[] = problem === null ? [] : [{ what: 'microphone', problem }]
    return this.#trouble === null ? own : [...own, this.#trouble]
  }

  /** What is captured at this moment, whatever is sent of it. */
  get capturing(): readonly ('microphone' | 'camera' | 'screen')[] {
    const captures = { microphone: this.voice, camera: this.camera, screen: this.screen }
    const names = Object.keys(captures) as (keyof typeof captures)[]
    return names.filter((name) => captures[name].isCapturing)
  }

  /** She has read it, or tries anew. */
  dismissTrouble(): void {
    this.#trouble = null
  }

  /** Whether her camera goes on as soon as video is agreed to. */
  followWithCamera(wanted: boolean): void {
    this.#cameraFollows = wanted
  }

  /** What is captured follows the ledger. */
  follow(ledger: Pick<DockLedger, 'holds' | 'may'>): void {
    if (this.#trouble?.what === 'camera' && !ledger.holds('video')) this.#trouble = null
    this.voice.allow(ledger.may('voice'))
    this.camera.allow(ledger.may('video'))
    this.screen.allow(ledger.may('screen'))
  }

  /** After the links have followed, too. */
  settle(ledger: Pick<DockLedger, 'may' | 'isEmpty'>): void {
    if (this.#cameraFollows && ledger.may('video')) {
      this.#cameraFollows = false
      void this.camera.switchOn()
    }
    if (ledger.isEmpty) this.voice.mute(false)
  }

  #note(trouble: Trouble): void {
    this.#trouble = trouble
    this.#changed()
  }
}
