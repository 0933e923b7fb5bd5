import type { AnyEvent, ConversationView, Person, Reason } from '../signaling/messages.js'
import { isCallScope } from './call_scopes.js'
import type { Calling } from './calling/calling.js'
import { nameList, t } from './text.js'

/** One entry of the chat log. */
export type Line =
  | { kind: 'message'; seq: number; mine: boolean; author: string; text: string; at: number }
  | {
      kind: 'event'
      seq: number
      text: string
      at: number
      /** A notice says so, too. */
      noticed: boolean
      /** The session that was over with it. */
      ended?: string | undefined
    }
  | { kind: 'sending'; seq: number; text: string }

/** The chat log: messages, and what else she should be able to look up later. At its end, what
 * she wrote and the server has not confirmed. */
export function lines(
  timeline: readonly AnyEvent[],
  sending: readonly string[] = [],
  calls: Pick<Calling, 'line'> | null = null,
): Line[] {
  const result: Line[] = []
  for (const event of timeline) {
    if (event.type === 'conversation.messaged') {
      const mine = event.by.role === 'customer'
      const author = mine ? t('chat.you') : agentName(event.by)
      result.push({ kind: 'message', seq: event.seq, mine, author, text: event.text, at: event.at })
    } else {
      const text = eventText(event, timeline) ?? calls?.line(event, timeline) ?? null
      const noticed = isNoticed(event, timeline)
      const ended = event.type === 'session.ended' ? event.session : undefined
      if (text !== null) {
        result.push({ kind: 'event', seq: event.seq, text, at: event.at, noticed, ended })
      }
    }
  }
  const last = timeline.at(-1)?.seq ?? 0
  for (const [index, text] of sending.entries()) {
    result.push({ kind: 'sending', seq: last + 1 + index, text })
  }
  return result
}

/** Of her own acts another notice tells than of what happens. */
function isNoticed(event: AnyEvent, timeline: readonly AnyEvent[]): boolean {
  switch (event.type) {
    case 'session.paused':
    case 'session.ended':
      return true
    case 'scope.granted':
      return event.scope === 'view' || notice(event, timeline) !== null
    default:
      return !event.type.startsWith('conversation.') && notice(event, timeline) !== null
  }
}

/** What to announce when `event` arrives while `before` was the state; null: nothing. */
export function notice(event: AnyEvent, timeline: readonly AnyEvent[]): string | null {
  switch (event.type) {
    case 'conversation.messaged':
      if (event.by.role === 'customer') return null
      return t('notice.message', { agent: agentName(event.by), text: event.text })
    case 'session.activated': {
      const joined = timeline.filter(
        (one) => one.type === 'session.joined' && one.session === event.session,
      )
      const last = joined.at(-1)
      const who = last?.type === 'session.joined' ? last.person : null
      return t('notice.activated', { agent: agentName(who) })
    }
    case 'session.ended':
      // She has read it at once when she pressed Stop, before the server knew.
      return event.reason === 'by_customer' ? null : eventText(event, timeline)
    case 'scope.granted':
    case 'scope.revoked':
    case 'scope.released':
      return event.scope === 'control' ? eventText(event, timeline) : null
    case 'conversation.transferred':
    case 'conversation.taken_over':
    case 'conversation.requeued':
      // "Sharing has ended, as your agent changed" comes from the same decision, and matters more.
      return timeline.some(({ type, at }) => type === 'session.ended' && at === event.at)
        ? null
        : eventText(event, timeline)
    case 'conversation.accepted':
    case 'conversation.ended':
    case 'scope.expired':
    case 'scope.withdrawn':
      return eventText(event, timeline)
    default:
      return null
  }
}

/** Who of the agents in the session went away or came back between two states. */
export function presenceNotices(
  before: ConversationView | null,
  after: ConversationView | null,
): string[] {
  const session = after?.session
  if (session == null || session.state === 'ended') return []
  if (before?.session?.session !== session.session) return []
  const was = new Map(before.session.participants.map((one) => [one.person.id, one.present]))
  const result: string[] = []
  for (const { person, present } of session.participants) {
    if (person.role === 'customer' || was.get(person.id) === undefined) continue
    if (was.get(person.id) === present) continue
    const agent = agentName(person)
    result.push(present ? t('notice.agent_returned', { agent }) : t('notice.agent_lost', { agent }))
  }
  return result
}

export function agentName(person: Person | null | undefined): string {
  return person?.name || t('notice.unknown_agent')
}

function eventText(event: AnyEvent, timeline: readonly AnyEvent[]): string | null {
  // Of calls and the screen `calling.js` tells.
  if ('scope' in event && isCallScope(event.scope)) return null
  switch (event.type) {
    case 'conversation.accepted':
      return t('timeline.accepted', { agent: agentName(event.by) })
    case 'conversation.transferred':
      return t('dialog.with', { agent: agentName(event.owner) })
    case 'conversation.taken_over':
      return t('dialog.with', { agent: agentName(event.by) })
    case 'conversation.requeued':
      return t('timeline.requeued')
    case 'conversation.deactivated':
      return t('timeline.inactive')
    case 'conversation.ended':
      return t('timeline.ended')
    case 'session.started':
      return event.by.role === 'customer' ? t('timeline.shared') : null
    case 'session.joined':
      return joinedText(event, timeline)
    case 'participant.invited':
      return event.by.role === 'customer'
        ? null
        : t('timeline.invited', { agent: agentName(event.by) })
    case 'participant.asked':
      return event.transfer ? null : t('timeline.join_asked', { agent: agentName(event.person) })
    case 'participant.refused':
      return event.reason === 'denied'
        ? t('timeline.join_refused', { agent: agentName(event.person) })
        : null
    case 'session.left':
      if (event.reason === 'removed' || event.reason === 'not_let_in') {
        return t(`timeline.${event.reason}`, { agent: agentName(event.person) })
      }
      return t('timeline.left', { agent: agentName(event.person) })
    case 'session.ended':
      return endedText(event, timeline)
    case 'session.paused':
      return t('timeline.paused')
    case 'session.resumed':
      return t('timeline.resumed')
    case 'scope.asked':
      return event.scope === 'control'
        ? t('timeline.control_asked', { agent: agentName(event.by) })
        : t('timeline.asked', { agent: agentName(event.by) })
    case 'scope.granted':
      if (event.scope === 'control') return controlText('timeline.control_on', event, timeline)
      return event.request === null ? null : t('timeline.allowed')
    case 'scope.denied':
      return t('timeline.denied')
    case 'scope.expired':
      return event.request === null ? null : t('timeline.expired')
    case 'scope.revoked':
    case 'scope.released':
      if (event.scope !== 'control' || event.grant == null) return null
      return controlText('timeline.control_off', event, timeline)
    case 'scope.withdrawn':
      return t('timeline.withdrawn', { agent: agentName(event.by) })
    default:
      return null
  }
}

/** Of one agent's control, or of all agents'; null while there is none. */
function controlText(
  key: 'timeline.control_on' | 'timeline.control_off',
  { session, grant }: { session: string | null; grant?: number | null },
  timeline: readonly AnyEvent[],
): string | null {
  const granted = timeline.find(
    (one) => one.type === 'scope.granted' && one.session === session && one.grant === grant,
  )
  const to = granted?.type === 'scope.granted' ? granted.to : null
  const joined = timeline.flatMap((one) =>
    one.type === 'session.joined' && one.session === session ? [one.person] : [],
  )
  const agents = joined.filter(({ id }) => to === null || id === to)
  const names = [...new Set(agents.map((person) => agentName(person)))]
  return names.length === 0 ? null : t(key, { agents: nameList(names) })
}

/** The agent who asked is in by being allowed in; only others join. */
function joinedText(
  event: Extract<AnyEvent, { type: 'session.joined' }>,
  timeline: readonly AnyEvent[],
): string | null {
  const started = timeline.find(
    (one) => one.type === 'session.started' && one.session === event.session,
  )
  if (started?.type === 'session.started' && started.by.id === event.person.id) return null
  return t('timeline.joined', { agent: agentName(event.person) })
}

/** A session that ends because the question in it was not answered with yes has been told by the
 * answer. */
function endedText(
  event: Extract<AnyEvent, { type: 'session.ended' }>,
  timeline: readonly AnyEvent[],
): string | null {
  const answered = timeline.some(
    (one) =>
      (one.type === 'scope.denied' ||
        one.type === 'scope.withdrawn' ||
        (one.type === 'scope.expired' && one.request !== null)) &&
      one.session === event.session &&
      one.scope === 'view',
  )
  if (answered) return null
  return reasonText(event.reason, event.by)
}

function reasonText(reason: Reason, by: Person | null): string {
  switch (reason) {
    case 'by_customer':
    case 'expired':
    case 'customer_gone':
    case 'agent_gone':
    case 'conversation_ended':
    case 'by_operator':
    case 'switched_off':
      return t(`ended.${reason}`)
    case 'transferred':
    case 'taken_over':
    case 'requeued':
    case 'signed_out':
      return t('ended.agent_changed')
    case 'by_agent':
      return t('ended.by_agent', { agent: agentName(by) })
    default:
      return t('ended.other')
  }
}
