import type { Hold } from '../control/take/reach.js'
import type { ConversationView, PageLinkView, Person } from '../signaling/messages.js'

/**
 * The receiver's gate: whether what comes over `link` may be rendered. True only while the
 * conversation's state says that `view` is granted, to `me`, under the very number of the link,
 * in a session that is going on.
 */
export function mayRender(
  link: Pick<PageLinkView, 'conversation' | 'session' | 'grant'>,
  view: ConversationView | undefined,
  me: Person | null,
): boolean {
  const session = view?.session
  if (!view || !session || !me) return false
  if (view.conversation !== link.conversation || session.session !== link.session) return false
  if (session.state !== 'active' && session.state !== 'away') return false
  const consent = session.scopes.view
  if (consent?.state !== 'granted' || consent.grant !== link.grant) return false
  return consent.to === null || consent.to === me.id
}

/**
 * What `me` may do over `link`: null unless control is granted to her, of what may be rendered, while
 * the customer is there. The customer's browser judges every input all the same.
 */
export function holdOf(
  link: Pick<PageLinkView, 'conversation' | 'session' | 'grant'>,
  view: ConversationView | undefined,
  me: Person | null,
): Hold | null {
  const session = view?.session
  if (!session || !me || session.state !== 'active' || !mayRender(link, view, me)) return null
  const consent = session.scopes.control
  if (consent?.state !== 'granted' || consent.grant === null) return null
  if (consent.to !== null && consent.to !== me.id) return null
  return { grant: consent.grant, paste: view.policy.paste_by_agents }
}
