const EVERY_MS = 3_000
const TONES = [660, 880] as const
const TONE_SECONDS = 0.22

/** Rings, or lets the caller hear that it rings at the other end. Silent where the browser wants a
 * click before it plays. */
export class Ring {
  #timer: ReturnType<typeof setInterval> | undefined
  #audio: AudioContext | null = null

  /** Idempotent. */
  ring(wanted: boolean): void {
    if (wanted === (this.#timer !== undefined)) return
    clearInterval(this.#timer)
    this.#timer = undefined
    if (!wanted) {
      void this.#audio?.close()
      this.#audio = null
      return
    }
    this.#audio = new AudioContext()
    this.#timer = setInterval(() => this.#tones(), EVERY_MS)
    void this.#audio.resume().then(() => this.#tones())
  }

  #tones(): void {
    const audio = this.#audio
    if (audio?.state !== 'running') return
    TONES.forEach((frequency, at) => {
      this.#tone(audio, frequency, audio.currentTime + at * TONE_SECONDS)
    })
  }

  #tone(audio: AudioContext, frequency: number, start: number): void {
    const end = start + TONE_SECONDS
    const gain = new GainNode(audio, { gain: 0 })
    gain.gain.setValueAtTime(0, start)
    gain.gain.linearRampToValueAtTime(0.12, start + 0.02)
    gain.gain.linearRampToValueAtTime(0, end)
    const tone = new OscillatorNode(audio, { frequency })
    tone.connect(gain).connect(audio.destination)
    tone.start(start)
    tone.stop(end)
  }
}
