import type { PathProblem } from '../rtc/media_links.js'
import type { SocketState } from '../signaling/socket.js'
import type { Agent } from './agents.js'
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
  readonly links: readonly Link[]
}

type Link = Pick<Agent, 'state' | 'problem'>
/** Of the ways to the others. `path`: it was there, and may return. */
export type WayTrouble = 'server' | 'path' | PathProblem

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
export function troubleOf(facts: Facts): WayTrouble | null {
  if (facts.granted.length === 0 || facts.paused) return null
  const links = facts.links.filter(({ state }) => state !== 'unanswered')
  if (links.length > 0 && links.every(isBroken)) {
    return links.find(({ problem }) => problem !== null)?.problem ?? 'path'
  }
  return facts.socket === 'open' ? null : 'server'
}

/** Nothing that she can wait for: whether there is a path is a matter of networks. */
export function isPathProblem(trouble: WayTrouble | null): trouble is PathProblem {
  return trouble !== null && trouble !== 'server' && trouble !== 'path'
}

/** Also while it is tried again. */
function isBroken({ state, problem }: Link): boolean {
  return problem !== null || state === 'interrupted' || state === 'failed'
}

function everConnected(links: readonly Link[]): boolean {
  return links.some(({ state }) => state === 'connected' || state === 'interrupted')
}
