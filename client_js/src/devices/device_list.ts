export interface Device {
  readonly id: string
  /** Null before the user has permitted one of its kind. */
  readonly label: string | null
}

const KINDS = { microphones: 'audioinput', cameras: 'videoinput', speakers: 'audiooutput' } as const

export type DeviceKind = keyof typeof KINDS

/** What is plugged in. */
export class DeviceList {
  readonly #changed: () => void
  #all: readonly MediaDeviceInfo[] = []

  /** `changed`: one of the lists is another one now; also after the first `start`. */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  get microphones(): readonly Device[] {
    return this.#of('microphones')
  }

  get cameras(): readonly Device[] {
    return this.#of('cameras')
  }

  get speakers(): readonly Device[] {
    return this.#of('speakers')
  }

  start(): void {
    // There is none in insecure pages, whatever the types say.
    const devices: MediaDevices | undefined = navigator.mediaDevices
    devices?.addEventListener('devicechange', this.#read)
    this.#read()
  }

  /** Reads anew: labels come with a permission, and no event tells of it. */
  async refresh(): Promise<void> {
    const devices: MediaDevices | undefined = navigator.mediaDevices
    const all = (await devices?.enumerateDevices().catch(() => null)) ?? []
    const isSame = describe(all) === describe(this.#all)
    this.#all = all
    if (!isSame) this.#changed()
  }

  stop(): void {
    const devices: MediaDevices | undefined = navigator.mediaDevices
    devices?.removeEventListener('devicechange', this.#read)
  }

  readonly #read = (): void => void this.refresh()

  #of(kind: DeviceKind): readonly Device[] {
    return this.#all
      .filter((device) => device.kind === KINDS[kind] && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label: label || null }))
  }
}

function describe(devices: readonly MediaDeviceInfo[]): string {
  return JSON.stringify(devices.map(({ kind, deviceId, label }) => [kind, deviceId, label]))
}
