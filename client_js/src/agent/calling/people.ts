import type { Person } from '../../signaling/messages.js'
import type { Conversation } from '../state.js'
import type { OngoingCall } from './call.js'

/** The agents in a call besides `me`. `told`: ids, as her call window has them; it knows who has
 * joined and who has left. Until it has said so, those who asked or answered. Names are the
 * server's. */
export function othersIn(
  conversation: Conversation,
  { agents }: Pick<OngoingCall, 'agents'>,
  told: readonly string[] | null,
  me: Person | null,
): readonly Person[] {
  const known = new Map([...agentsOf(conversation), ...agents].map((one) => [one.id, one]))
  const found = told === null ? agents : told.map((id) => known.get(id))
  return found.filter((one): one is Person => one !== undefined && one.id !== me?.id)
}

/** Whoever is known to have to do with the conversation. */
function agentsOf({ view, timeline }: Conversation): readonly Person[] {
  const inSession = (view.session?.participants ?? []).map(({ person }) => person)
  const acted = timeline.flatMap((event) => ('by' in event && event.by ? [event.by] : []))
  const all = view.owner ? [...acted, ...inSession, view.owner] : [...acted, ...inSession]
  return all.filter(({ role }) => role !== 'customer' && role !== 'guest')
}
