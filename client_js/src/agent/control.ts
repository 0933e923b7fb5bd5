import type { ControlLimit, Person, SessionView } from '../signaling/messages.js'
import type { AskObstacle } from './pane.js'
import { askAgainAt, isIn } from './pane.js'
import type { Conversation } from './state.js'

/** How it stands with remote control. */
export type Control =
  /** Not for this site, or there is nothing to control. */
  | { kind: 'none' }
  | { kind: 'off'; obstacle: ControlObstacle | null }
  | { kind: 'asked'; request: string; by: Person; mine: boolean; deadline: number | null }
  | { kind: 'mine'; grant: number; limit: ControlLimit | null }
  | { kind: 'theirs'; name: string }

/** Why the agent cannot ask for control now. */
export type ControlObstacle =
  | Extract<AskObstacle, { why: 'offline' | 'cool-down' }>
  | { why: 'no-picture' }
  /** She shows her screen: the page is not before the agent's eyes. */
  | { why: 'screen-on' }

/** `sees`: the page is before the agent's eyes. `now`: by the server's clock. */
export function controlOf(
  conversation: Conversation | null,
  me: Person | null,
  { sees, online, now }: { sees: boolean; online: boolean; now: number },
): Control {
  const session = conversation?.view.session
  const isOpen = session && ['active', 'paused', 'away'].includes(session.state)
  if (!conversation || !me || !isOpen || !isIn(session, me)) return { kind: 'none' }
  if (!conversation.view.policy.scopes.includes('control')) return { kind: 'none' }
  const consent = session.scopes.control
  if (consent?.state === 'asked' && consent.by) {
    const { request, by, deadline } = consent
    return { kind: 'asked', request: request ?? '', by, mine: by.id === me.id, deadline }
  }
  if (consent?.state === 'granted' && consent.grant !== null) {
    const isMine = consent.to === null || consent.to === me.id
    if (!isMine) return { kind: 'theirs', name: nameOf(session, consent.to) }
    return { kind: 'mine', grant: consent.grant, limit: consent.limit }
  }
  const until = askAgainAt(conversation.timeline, 'control')
  return { kind: 'off', obstacle: obstacleTo(session, sees, online, until > now ? until : null) }
}

function obstacleTo(
  session: SessionView,
  sees: boolean,
  online: boolean,
  until: number | null,
): ControlObstacle | null {
  if (!online) return { why: 'offline' }
  if (session.scopes.screen?.state === 'granted') return { why: 'screen-on' }
  if (session.state !== 'active' || !sees) return { why: 'no-picture' }
  return until === null ? null : { why: 'cool-down', until }
}

function nameOf(session: SessionView, id: string | null): string {
  return session.participants.find(({ person }) => person.id === id)?.person.name ?? ''
}
