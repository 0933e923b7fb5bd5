import type { Person, SessionView } from '../../signaling/messages.js'
import { type AskObstacle, askAgainAt, isIn } from '../pane.js'
import type { Conversation } from '../state.js'

/** How it stands with the customer's screen. */
export type FullDevice =
  /** Not for this site, or there is no session. */
  | { kind: 'none' }
  | { kind: 'off'; obstacle: ScreenObstacle | null }
  | { kind: 'asked'; request: string; by: Person; mine: boolean; deadline: number | null }
  | { kind: 'on'; grant: number }

/** Why the agent cannot ask for the screen now. */
export type ScreenObstacle =
  | Extract<AskObstacle, { why: 'offline' | 'cool-down' }>
  | { why: 'not-active' }

/** `now`: by the server's clock. */
export function fullDeviceOf(
  conversation: Conversation | null,
  me: Person | null,
  { online, now }: { online: boolean; now: number },
): FullDevice {
  const session = conversation?.view.session
  if (!conversation || !me || !isOpen(session) || !isIn(session, me)) return { kind: 'none' }
  if (!conversation.view.policy.scopes.includes('screen')) return { kind: 'none' }
  const consent = session.scopes.screen
  if (consent?.state === 'asked' && consent.by) {
    const { request, by, deadline } = consent
    return { kind: 'asked', request: request ?? '', by, mine: by.id === me.id, deadline }
  }
  if (consent?.state === 'granted' && consent.grant !== null) {
    return { kind: 'on', grant: consent.grant }
  }
  const until = askAgainAt(conversation.timeline, 'screen')
  return { kind: 'off', obstacle: obstacleTo(session, online, until > now ? until : null) }
}

/** Whether the screen is on in what the agent looks at: the mirror's own tools rest meanwhile. */
export function isScreenOn(conversation: Conversation | null): boolean {
  const session = conversation?.view.session
  return isOpen(session) && session.scopes.screen?.state === 'granted'
}

function isOpen(session: SessionView | null | undefined): session is SessionView {
  return session !== null && session !== undefined && OPEN.has(session.state)
}

const OPEN: ReadonlySet<SessionView['state']> = new Set(['active', 'paused', 'away'])

function obstacleTo(
  session: SessionView,
  online: boolean,
  until: number | null,
): ScreenObstacle | null {
  if (!online) return { why: 'offline' }
  if (session.state !== 'active') return { why: 'not-active' }
  return until === null ? null : { why: 'cool-down', until }
}
