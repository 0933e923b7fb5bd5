import type { PolicyView, SessionView } from '../signaling/messages.js'
import type { Facts } from './view.js'

/** The session going on, unless she has ended it. */
export function liveSession(facts: Facts): SessionView | null {
  const session = facts.conversation?.session ?? null
  if (session === null || session.state === 'ended') return null
  return facts.isStopped(session.session) ? null : session
}

/** Whether control comes with the view, by the same click. */
export function includesControl({ control, scopes }: PolicyView): boolean {
  return control === 'included' && scopes.includes('control')
}
