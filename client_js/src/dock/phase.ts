import type { MediaLinkState } from '../rtc/media_links.js'
import type { SocketState } from '../signaling/socket.js'
import type { Ending } from './endings.js'
import type { DockScope, Phase } from './messages.js'

/** What this window is there for, at the moment. */
export type Stage =
  /** The page of the website or the server has not answered yet. */
  | 'connecting'
  /** She calls, and nobody has answered. */
  | 'ringing'
  /** Agreed, and nothing has arrived yet. */
  | 'starting'
  | 'call'
  /** The shared session is paused. */
  | 'hold'
  | 'ended'

export interface Facts {
  readonly ended: Ending | null
  readonly socket: SocketState
  /** Whether the server has ever said how things stand. */
  readonly known: boolean
  readonly paused: boolean
  /** What stands. */
  readonly granted: readonly DockScope[]
  /** What she said yes to, or asks for. */
  readonly awaited: readonly DockScope[]
  /** Whether she asks, rather than answers. */
  readonly asking: boolean
  readonly links: readonly MediaLinkState[]
}

export function stageOf(facts: Facts): Stage {
  if (facts.ended !== null) return 'ended'
  if (facts.granted.length > 0) {
    if (facts.paused) return 'hold'
    const calling = facts.granted.includes('voice')
    return calling && !everConnected(facts.links) ? 'starting' : 'call'
  }
  if (!facts.known) return 'connecting'
  if (facts.awaited.length > 0) return facts.asking ? 'ringing' : 'starting'
  return 'connecting'
}

/** What the page is told of one scope. */
export function phaseOf(scope: DockScope, facts: Facts): Phase {
  if (facts.ended !== null) return 'off'
  if (facts.granted.includes(scope)) return everConnected(facts.links) ? 'on' : 'starting'
  if (!facts.awaited.includes(scope)) return 'off'
  return facts.asking ? 'asking' : 'starting'
}

/** What is wrong with the ways to the others, while there is something to carry. */
export function troubleOf(facts: Facts): 'server' | 'path' | null {
  if (facts.granted.length === 0 || facts.paused) return null
  const links = facts.links.filter((state) => state !== 'unanswered')
  const broken = links.filter((state) => state === 'interrupted' || state === 'failed')
  if (links.length > 0 && broken.length === links.length) return 'path'
  return facts.socket === 'open' ? null : 'server'
}

function everConnected(links: readonly MediaLinkState[]): boolean {
  return links.some((state) => state === 'connected' || state === 'interrupted')
}
