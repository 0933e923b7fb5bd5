const EVERY_MS = 66
const SAMPLES = 1_024
/** Quieter than this, in decibels of full scale, is silence. */
const SILENCE = -60

/** How loud a track is. Reads what others capture: it starts and prolongs no capture, and a stopped
 * track is silence. */
export class Levels {
  readonly #tell: (level: number) => void
  #context: AudioContext | null = null
  #source: MediaStreamAudioSourceNode | null = null
  #timer: ReturnType<typeof setInterval> | undefined

  /** `tell`: with 0 (silence) to 1, about 15 times a second while a track is watched, and once with
   * 0 when none is any more. */
  constructor(tell: (level: number) => void) {
    this.#tell = tell
  }

  /** Instead of the track that was watched before; null: none. */
  watch(track: MediaStreamTrack | null): void {
    const before = this.#source
    this.#unwatch()
    if (track === null) {
      if (before) this.#tell(0)
      return
    }
    this.#context ??= new AudioContext()
    // Without a gesture of the user's it stays suspended, and the meter at 0.
    void this.#context.resume().catch(() => undefined)
    const analyser = this.#context.createAnalyser()
    analyser.fftSize = SAMPLES
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]))
    this.#source.connect(analyser)
    const samples = new Float32Array(SAMPLES)
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      this.#tell(levelOf(samples))
    }, EVERY_MS)
  }

  /** Final. */
  close(): void {
    this.#unwatch()
    void this.#context?.close().catch(() => undefined)
    this.#context = null
  }

  #unwatch(): void {
    clearInterval(this.#timer)
    this.#source?.disconnect()
    this.#source = null
  }
}

/** As ears hear it: in equal steps of decibels. */
export function levelOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const decibels = 10 * Math.log10(sum / samples.length || 1e-12)
  return Math.min(1, Math.max(0, 1 - decibels / SILENCE))
}
