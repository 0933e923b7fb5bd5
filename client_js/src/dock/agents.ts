import type { CallState } from '../rtc/call_messages.js'
import type { MediaLinkState, PathProblem } from '../rtc/media_links.js'
import type { MediaLinkView, MediaSlot, Person } from '../signaling/messages.js'

/** The other end of one media link: an agent in one window. */
export interface Agent {
  readonly link: string
  readonly person: Person
  readonly state: MediaLinkState
  /** Why there is no path, once that is known. */
  readonly problem: PathProblem | null
  readonly voice: MediaStreamTrack | null
  readonly camera: MediaStreamTrack | null
  /** What this agent sends; null before it was said. */
  readonly says: CallState | null
  /** Whether this agent takes part in the call, rather than seeing the screen only. */
  readonly joined: boolean
}

/** The agents with whom she is connected, or is about to be. */
export class Agents {
  readonly #agents = new Map<string, Agent>()

  get all(): readonly Agent[] {
    return [...this.#agents.values()]
  }

  /** Those that she talks with, and whoever `hears` her without a word, each once: of an agent who has
   * reloaded the console, or has two, the newest that media come from. */
  talking(hears: (link: string) => boolean): readonly Agent[] {
    const found = new Map<string, Agent>()
    for (const agent of this.all) {
      if (!talks(agent) && !(agent.state !== 'unanswered' && hears(agent.link))) continue
      const { id } = agent.person
      const known = found.get(id)
      if (known === undefined || carries(agent) || !carries(known)) found.set(id, agent)
    }
    return [...found.values()]
  }

  stateChanged(
    link: MediaLinkView,
    state: MediaLinkState | null,
    problem: PathProblem | null,
  ): void {
    if (state === null) this.#agents.delete(link.link)
    else this.#change(link, { state, problem })
  }

  trackArrived(link: MediaLinkView, slot: MediaSlot, track: MediaStreamTrack | null): void {
    if (slot === 'voice' || slot === 'camera') this.#change(link, { [slot]: track })
  }

  said(link: MediaLinkView, says: CallState): void {
    this.#change(link, { says })
  }

  joined(link: MediaLinkView, joined: boolean): void {
    this.#change(link, { joined })
  }

  #change({ link, peer }: MediaLinkView, change: Partial<Agent>): void {
    const known = this.#agents.get(link) ?? newcomer(link, peer)
    this.#agents.set(link, { ...known, ...change })
  }
}

function talks({ state, joined, voice }: Agent): boolean {
  return state !== 'unanswered' && (joined || voice !== null)
}

function carries({ state, voice, camera }: Agent): boolean {
  return state === 'connected' && (voice !== null || camera !== null)
}

function newcomer(link: string, person: Person): Agent {
  const nothing = { problem: null, voice: null, camera: null, says: null, joined: false }
  return { link, person, state: 'connecting', ...nothing }
}
