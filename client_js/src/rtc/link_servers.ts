import type { IceServer } from '../signaling/messages.js'
import { rtcIceServer } from './ice_server.js'

/** What `turn_seconds` can be set to. */
const LIFE_LEAST_MS = 60_000
const LIFE_MOST_MS = 600_000

/** What went wrong with TURN: it did not take the credentials, or did not answer. */
export type TurnProblem = 'refused' | 'unreachable'

/** Why there is no path: because of that, or (`no_path`) because the two networks have none. */
export type PathProblem = TurnProblem | 'no_path'

/** STUN's "unauthorized" (RFC 8489 section 14.8). */
const UNAUTHORIZED = 401

/** The STUN and TURN servers of one link, as the server has told them last. */
export class LinkServers {
  #servers: readonly IceServer[] = []
  #freshUntil = Number.POSITIVE_INFINITY

  constructor(servers: readonly IceServer[]) {
    this.replace(servers)
  }

  replace(servers: readonly IceServer[]): void {
    this.#servers = servers
    const username = servers.find((server) => server.username != null)?.username
    this.#freshUntil =
      username == null ? Number.POSITIVE_INFINITY : Date.now() + lifeOf(username) / 2
  }

  /** Whether to send `link.refresh` before a new attempt. */
  get isStale(): boolean {
    return Date.now() >= this.#freshUntil
  }

  /** The TURN server did not take them. */
  distrust(): void {
    this.#freshUntil = 0
  }

  /** For RTCPeerConnection. */
  get configuration(): RTCConfiguration {
    return { iceServers: this.#servers.map(rtcIceServer) }
  }
}

/** Null for what is not about TURN. */
export function turnProblemOf(event: RTCPeerConnectionIceErrorEvent): TurnProblem | null {
  if (!event.url?.startsWith('turn')) return null
  return event.errorCode === UNAUTHORIZED ? 'refused' : 'unreachable'
}

/** From the time of its end in the user name; this clock may be wrong, so within what can be. */
function lifeOf(username: string): number {
  const end = Number.parseInt(username, 10) * 1000
  return Math.min(Math.max(end - Date.now(), LIFE_LEAST_MS), LIFE_MOST_MS) || LIFE_LEAST_MS
}
