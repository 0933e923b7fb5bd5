import type { CallState } from '../../rtc/call_messages.js'
import type { LinkView, MediaSlot } from '../../signaling/messages.js'

interface Arrival {
  readonly conversation: string
  readonly tracks: Map<MediaSlot, MediaStreamTrack>
  state: CallState | null
  people: readonly string[] | null
}

/** What comes over the media links, by conversation. Whether it may be rendered is not known here. */
export class Arrivals {
  readonly #links = new Map<string, Arrival>()

  constructor(private readonly changed: () => void) {}

  track(link: LinkView, slot: MediaSlot, track: MediaStreamTrack | null): void {
    const { tracks } = this.#of(link)
    if (track) {
      tracks.set(slot, track)
      // While nothing arrives a track is muted.
      track.onmute = this.changed
      track.onunmute = this.changed
    } else {
      tracks.delete(slot)
    }
    this.changed()
  }

  say(link: LinkView, state: CallState): void {
    this.#of(link).state = state
    this.changed()
  }

  /** Of who takes part in the call, by id. */
  name(link: LinkView, people: readonly string[]): void {
    this.#of(link).people = people
    this.changed()
  }

  forget(link: LinkView): void {
    if (this.#links.delete(link.link)) this.changed()
  }

  /** The newest in this slot. */
  trackIn(conversation: string, slot: MediaSlot): MediaStreamTrack | null {
    return this.#newest(conversation, ({ tracks }) => tracks.get(slot) ?? null)
  }

  /** What her call window says that it sends. */
  stateIn(conversation: string): CallState | null {
    return this.#newest(conversation, ({ state }) => state)
  }

  /** Who takes part in the call, by what her call window says. */
  peopleIn(conversation: string): readonly string[] | null {
    return this.#newest(conversation, ({ people }) => people)
  }

  #newest<T>(conversation: string, pick: (arrival: Arrival) => T | null): T | null {
    let found: T | null = null
    for (const arrival of this.#links.values()) {
      if (arrival.conversation === conversation) found = pick(arrival) ?? found
    }
    return found
  }

  #of({ link, conversation }: LinkView): Arrival {
    const known = this.#links.get(link)
    if (known) return known
    const made: Arrival = { conversation, tracks: new Map(), state: null, people: null }
    this.#links.set(link, made)
    return made
  }
}
