import type { MediaSlot } from '../../signaling/messages.js'
import { streamOf } from './streams.js'

/** Plays the customer's voice, and the sound of her screen, whatever the console shows. */
export class Loudspeaker {
  /** The browser wants a click before it plays: `unblock` in its handler. */
  blocked = false

  readonly #players = new Map<MediaSlot, HTMLAudioElement>()
  #device = ''

  constructor(private readonly changed: () => void) {}

  /** Null: the system's own. */
  get device(): string | null {
    return this.#device || null
  }

  /** Instead of what was played in this slot before; null: nothing. */
  play(slot: 'voice' | 'sound', track: MediaStreamTrack | null): void {
    const player = this.#players.get(slot)
    if (!track) {
      if (player) player.srcObject = null
      this.#players.delete(slot)
      if (this.#players.size === 0) this.blocked = false
      return
    }
    const stream = streamOf(track)
    if (player?.srcObject === stream) return
    const made = player ?? new Audio()
    this.#players.set(slot, made)
    made.srcObject = stream
    void this.#begin(made)
  }

  async choose(device: string | null): Promise<void> {
    this.#device = device ?? ''
    await Promise.all([...this.#players.values()].map((player) => this.#route(player)))
    this.changed()
  }

  unblock(): void {
    this.blocked = false
    for (const player of this.#players.values()) void this.#begin(player)
  }

  async #begin(player: HTMLAudioElement): Promise<void> {
    await this.#route(player)
    try {
      await player.play()
    } catch (error) {
      // An abort means that something else plays by now.
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return
      this.blocked = true
      this.changed()
    }
  }

  /** Where the speaker is gone, or the browser has no choice, the system's own plays. */
  async #route(player: HTMLAudioElement): Promise<void> {
    if (!('setSinkId' in player) || player.sinkId === this.#device) return
    await player.setSinkId(this.#device).catch(() => {
      this.#device = ''
    })
  }
}
