const BEEPS = [0, 0.35, 2, 2.35]
const BEEP_SECONDS = 0.22
const LOUDNESS = 0.06

/** Two soft double beeps, once for each call, in one of her tabs, and only where she has clicked or
 * typed before: other pages must not make a sound of their own. */
export class Ring {
  readonly #window: Window
  #rung: string | null = null
  #sound: AudioContext | null = null

  constructor(window: Window) {
    this.#window = window
  }

  /** To be called at every change; `request`: of the call that waits for her answer. */
  settle(request: string | null): void {
    if (request === this.#rung) return
    this.#rung = request
    this.#stop()
    if (request === null || this.#window.navigator.userActivation?.hasBeenActive !== true) return
    void this.#inOneTab(() => this.#rung === request && this.#play())
  }

  /** Where tabs cannot agree on one, each rings. */
  async #inOneTab(ring: () => unknown): Promise<void> {
    const { locks } = this.#window.navigator
    if (locks === undefined) ring()
    else {
      await locks.request('alongside.ring', { ifAvailable: true }, async (lock) => {
        if (lock === null) return
        ring()
        await new Promise((resolve) => setTimeout(resolve, 3_000))
      })
    }
  }

  #play(): void {
    const sound = new AudioContext()
    this.#sound = sound
    for (const at of BEEPS) {
      const gain = new GainNode(sound, { gain: 0 })
      const tone = new OscillatorNode(sound, { frequency: 587 })
      const start = sound.currentTime + at
      gain.gain.setTargetAtTime(LOUDNESS, start, 0.02)
      gain.gain.setTargetAtTime(0, start + BEEP_SECONDS, 0.04)
      tone.connect(gain).connect(sound.destination)
      tone.start(start)
      tone.stop(start + BEEP_SECONDS + 0.3)
    }
  }

  #stop(): void {
    void this.#sound?.close()
    this.#sound = null
  }
}
