/** How loud a track is; keeps no capture alive. */
export declare class Levels {
  /** `tell`: with 0 (silence) to 1, about 15 times a second while a track is watched. */
  constructor(tell: (level: number) => void)
  /** Instead of the track that was watched before; null: none. */
  watch(track: MediaStreamTrack | null): void
  /** Final. */
  close(): void
}
