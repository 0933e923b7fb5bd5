import type { ShownConversation, ShownSession } from '../../embed/messages.js'
import type { ConversationView } from '../../signaling/messages.js'
import type { AskObstacle } from '../pane.js'
import type { ConsoleStore } from '../state.js'
import { lastOf } from '../timeline.js'

type Known = Pick<ConsoleStore, 'mine' | 'queue' | 'others'>

/** What the pane is about. `elsewhere`: another agent's, of which a supervisor may know. */
export type Subject =
  | { readonly kind: 'none' }
  | { readonly kind: 'mine' }
  | { readonly kind: 'queued' | 'elsewhere'; readonly view: ConversationView }
  | { readonly kind: 'unknown' }

export function subjectOf(wanted: string | null, { mine, queue, others }: Known): Subject {
  if (wanted === null) return { kind: 'none' }
  if (mine.has(wanted)) return { kind: 'mine' }
  const queued = queue.get(wanted)
  if (queued) return { kind: 'queued', view: queued }
  const other = others.get(wanted)
  return other ? { kind: 'elsewhere', view: other } : { kind: 'unknown' }
}

/** What the page around the pane may know of it. */
export function shownOf(wanted: string | null, known: Known): ShownConversation | null {
  if (wanted === null) return null
  const own = known.mine.get(wanted)?.view
  const view = own ?? known.queue.get(wanted) ?? known.others.get(wanted)
  return { conversation: wanted, state: view?.state ?? 'unknown', mine: own !== undefined }
}

/** Null: there has been none. */
export function sessionOf(wanted: string | null, { mine }: Known): ShownSession | null {
  const own = wanted === null ? undefined : mine.get(wanted)
  const session = own?.view.session
  if (!own || !session) return null
  const end = lastOf(own.timeline, 'session.ended')
  const reason = session.state === 'ended' && end?.session === session.session ? end.reason : null
  const { conversation } = own.view
  return { conversation, session: session.session, state: session.state, reason }
}

/** The stable code for why the customer cannot be asked now. */
export function obstacleCode({ why }: AskObstacle): string {
  return why.replaceAll('-', '_')
}
