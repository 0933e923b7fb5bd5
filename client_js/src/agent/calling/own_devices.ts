import { Camera } from '../../devices/camera.js'
import type { DeviceCapture, DeviceDelegate } from '../../devices/device_capture.js'
import { DeviceList } from '../../devices/device_list.js'
import { Microphone } from '../../devices/microphone.js'
import { DeviceError, type DeviceProblem } from '../../devices/problem.js'
import type { MediaLinks } from '../../rtc/media_links.js'

export type OwnSlot = 'voice' | 'camera'

interface Own {
  readonly slot: OwnSlot
  readonly capture: DeviceCapture
  /** Why nothing is captured although it should be. */
  problem: DeviceProblem | null
  /** Another device had to take over. */
  fellBack: boolean
  wanted: boolean
}

/** The agent's microphone and camera. Captures exactly what `want` was told last, and hands it to the
 * media links. */
export class OwnDevices {
  readonly list: DeviceList

  readonly #voice: Own
  readonly #camera: Own
  readonly #microphone: Microphone

  constructor(
    private readonly links: Pick<MediaLinks, 'send' | 'cut'>,
    private readonly changed: () => void,
  ) {
    this.list = new DeviceList(changed)
    this.#microphone = new Microphone(this.#delegate('voice'))
    this.#voice = own('voice', this.#microphone)
    this.#camera = own('camera', new Camera(this.#delegate('camera')))
  }

  /** Starts and stops capturing: from now on exactly these, where there are devices. Idempotent; what
   * has failed is tried again by `retry` only. */
  want(slots: ReadonlySet<OwnSlot>): void {
    if (slots.size > 0) this.list.start()
    else this.list.stop()
    for (const one of [this.#voice, this.#camera]) {
      if (slots.has(one.slot) === one.wanted) continue
      one.wanted = slots.has(one.slot)
      if (one.wanted) void this.#start(one)
      else this.#stop(one)
    }
  }

  retry(slot: OwnSlot): void {
    const one = this.#of(slot)
    if (one.wanted && one.problem !== null) void this.#start(one)
  }

  /** Muted: silence is captured, and not even that is sent. */
  mute(muted: boolean): void {
    if (this.#microphone.muted === muted) return
    this.#microphone.muted = muted
    this.#send(this.#voice)
  }

  track(slot: OwnSlot): MediaStreamTrack | null {
    const { capture, problem } = this.#of(slot)
    return problem === null ? capture.track : null
  }

  problem(slot: OwnSlot): DeviceProblem | null {
    return this.#of(slot).problem
  }

  fellBack(slot: OwnSlot): boolean {
    return this.#of(slot).fellBack
  }

  device(slot: OwnSlot): string | null {
    return this.#of(slot).capture.deviceId
  }

  async choose(slot: OwnSlot, device: string | null): Promise<void> {
    const one = this.#of(slot)
    await this.#attempt(one, () => one.capture.choose(device))
  }

  async #start(one: Own): Promise<void> {
    await this.#attempt(one, () => one.capture.start())
    // Names of devices come with the permission.
    if (one.wanted) await this.list.refresh()
  }

  async #attempt(one: Own, act: () => Promise<unknown>): Promise<void> {
    one.problem = null
    try {
      await act()
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error
      // What was stopped meanwhile has no problem.
      if (one.wanted) one.problem = error.problem
    }
    this.changed()
  }

  #stop(one: Own): void {
    this.links.cut(one.slot)
    one.capture.stop()
    one.problem = null
    one.fellBack = false
    this.changed()
  }

  #send({ slot, capture, wanted }: Own): void {
    const isMuted = slot === 'voice' && this.#microphone.muted
    this.links.send(slot, wanted && !isMuted ? capture.track : null)
  }

  #of(slot: OwnSlot): Own {
    return slot === 'voice' ? this.#voice : this.#camera
  }

  #delegate(slot: OwnSlot): DeviceDelegate {
    return {
      captured: (_track, fellBack) => {
        const one = this.#of(slot)
        if (!one.wanted) return
        one.fellBack = fellBack
        this.#send(one)
        this.changed()
      },
      lost: (problem) => {
        const one = this.#of(slot)
        this.links.send(slot, null)
        if (one.wanted) one.problem = problem
        this.changed()
      },
    }
  }
}

function own(slot: OwnSlot, capture: DeviceCapture): Own {
  return { slot, capture, problem: null, fellBack: false, wanted: false }
}
