export interface Device {
  readonly id: string
  /** Null before the user has permitted one of its kind. */
  readonly label: string | null
}

export type DeviceKind = 'microphones' | 'cameras' | 'speakers'

/** What is plugged in. */
export declare class DeviceList {
  /** `changed`: one of the lists is another one now; also after the first `start`. */
  constructor(changed: () => void)
  readonly microphones: readonly Device[]
  readonly cameras: readonly Device[]
  readonly speakers: readonly Device[]
  start(): void
  /** Reads anew: labels come with a permission, and no event tells of it. */
  refresh(): Promise<void>
  stop(): void
}
