import type { AnyEvent, Person, Reason } from '../signaling/messages.js'
import { callSentence, documentSentence, screenSentence } from './calling/timeline.js'
import type { Sentence } from './texts.js'

/** One row of the chat log: something said, or a lifecycle event in plain words. */
export type Row =
  | { kind: 'message'; seq: number; at: number; by: Person; text: string }
  /** `inPane`: the co-browse pane says so, too. */
  | {
      kind: 'notice'
      seq: number
      at: number
      sentence: Sentence
      tone: Tone
      inPane: boolean
    }

export type Tone = 'neutral' | 'good' | 'bad'

/** An absence as short as loading the next page; two lines for each would drown the talk. */
const PAGE_LOAD_SECONDS = 5

/** The rows for a conversation's events, in their order; events that say nothing new have none. */
export function rowsOf(timeline: readonly AnyEvent[]): Row[] {
  const starters = new Map<string, Person>()
  const loads = pageLoads(timeline)
  const rows: Row[] = []
  for (const event of timeline) {
    if (loads.has(event.seq)) continue
    if (event.type === 'session.started') starters.set(event.session, event.by)
    const row = rowOf(event, starters)
    if (row) rows.push(row)
  }
  return rows
}

/** The newest event of one type. */
export function lastOf<T extends AnyEvent['type']>(
  timeline: readonly AnyEvent[],
  type: T,
): Extract<AnyEvent, { type: T }> | null {
  for (let index = timeline.length - 1; index >= 0; index -= 1) {
    const event = timeline[index]
    if (event?.type === type) return event as Extract<AnyEvent, { type: T }>
  }
  return null
}

/** The numbers of the events by which the customer was away for no longer than a page load. */
function pageLoads(timeline: readonly AnyEvent[]): ReadonlySet<number> {
  const loads = new Set<number>()
  let away: AnyEvent | null = null
  for (const event of timeline) {
    if (event.type === 'session.away') away = event
    if (event.type !== 'session.returned' || !away) continue
    if (event.at - away.at <= PAGE_LOAD_SECONDS) loads.add(away.seq).add(event.seq)
    away = null
  }
  return loads
}

function rowOf(event: AnyEvent, starters: ReadonlyMap<string, Person>): Row | null {
  const { seq, at } = event
  if (event.type === 'conversation.messaged') {
    return { kind: 'message', seq, at, by: event.by, text: event.text }
  }
  const sentence = sentenceOf(event, starters)
  const inPane = isInPane(event)
  return sentence && { kind: 'notice', seq, at, sentence, tone: toneOf(event), inPane }
}

/** What one event means to an agent; null where another event of the same decision says it. */
export function sentenceOf(
  event: AnyEvent,
  starters: ReadonlyMap<string, Person> = new Map(),
): Sentence | null {
  switch (event.type) {
    case 'conversation.queued':
      return { key: 'agent.event.queued' }
    case 'conversation.accepted':
      return { key: 'agent.event.accepted', params: { name: event.by.name } }
    case 'conversation.transferred':
      return {
        key: 'agent.event.transferred',
        params: { by: event.by.name, owner: event.owner.name },
      }
    case 'conversation.taken_over':
      return { key: 'agent.event.taken_over', params: { name: event.by.name } }
    case 'conversation.requeued':
      return event.reason === 'requeued' && event.by
        ? { key: 'agent.event.requeued', params: { name: event.by.name } }
        : { key: 'agent.event.requeued_alone' }
    case 'conversation.deactivated':
      return { key: 'agent.event.deactivated' }
    case 'conversation.activated':
      return { key: 'agent.event.activated_again' }
    case 'conversation.ended':
      return conversationEnded(event.by)
    case 'session.started':
      return event.by.role === 'customer' ? { key: 'agent.event.shared' } : null
    case 'session.joined':
      // Who asked is in from the start: the question has been told already.
      if (starters.get(event.session)?.id === event.person.id) return null
      return event.person.role === 'customer'
        ? null
        : { key: 'agent.event.joined', params: { name: event.person.name } }
    case 'participant.invited':
      return event.by.role === 'customer'
        ? { key: 'agent.event.invited_by_customer' }
        : { key: 'agent.event.invited', params: { name: event.by.name } }
    case 'participant.asked':
      return {
        key: event.transfer ? 'agent.event.transfer_asked' : 'agent.event.join_asked',
        params: { name: event.person.name },
      }
    case 'participant.refused':
      return event.reason === 'denied'
        ? { key: 'agent.event.join_denied', params: { name: event.person.name } }
        : { key: 'agent.event.join_over', params: { name: event.person.name } }
    case 'session.left':
      if (event.reason === 'removed' || event.reason === 'not_let_in') {
        return { key: `agent.event.${event.reason}`, params: { name: event.person.name } }
      }
      return event.person.role === 'customer'
        ? null
        : { key: 'agent.event.left', params: { name: event.person.name } }
    case 'session.activated':
      return { key: 'agent.event.activated' }
    case 'session.paused':
      return { key: 'agent.event.paused' }
    case 'session.resumed':
      return { key: 'agent.event.resumed' }
    case 'session.away':
      return { key: 'agent.event.away' }
    case 'session.returned':
      return { key: 'agent.event.returned' }
    case 'session.ended':
      return sessionEnded(event.reason, event.by, starters.get(event.session)?.role !== 'customer')
    case 'scope.asked':
    case 'scope.withdrawn':
    case 'scope.granted':
    case 'scope.denied':
    case 'scope.expired':
    case 'scope.released':
    case 'scope.revoked':
      return scopeSentence(event)
    case 'conversation.messaged':
    case 'endpoint.opened':
    case 'endpoint.lost':
    case 'endpoint.returned':
    case 'endpoint.closed':
    case 'page.shown':
    case 'page.shared':
    case 'page.unshared':
      return null
    default:
      return unknownEvent(event)
  }
}

type ScopeEvent = Extract<AnyEvent, { scope: unknown }>

function scopeSentence(event: ScopeEvent): Sentence | null {
  switch (event.scope) {
    case 'control':
      return controlSentence(event)
    case 'voice':
    case 'video':
      return callSentence(event, event.scope)
    case 'screen':
      return screenSentence(event)
    case 'document':
      return documentSentence(event)
    default:
      return viewSentence(event)
  }
}

/** What has become of seeing the page; other scopes have words of their own. */
function viewSentence(event: ScopeEvent): Sentence | null {
  switch (event.type) {
    case 'scope.asked':
      return { key: 'agent.event.asked', params: { name: event.by.name } }
    case 'scope.withdrawn':
      return { key: 'agent.event.withdrawn', params: { name: event.by.name } }
    case 'scope.granted':
      return event.request === null ? null : { key: 'agent.event.granted' }
    case 'scope.denied':
      return { key: 'agent.event.denied' }
    case 'scope.expired':
      return event.request === null
        ? { key: 'agent.event.grant_expired' }
        : { key: 'agent.event.unanswered' }
    case 'scope.released':
      return { key: 'agent.event.released', params: { name: event.by.name } }
    case 'scope.revoked': // the end of the session tells it
      return null
  }
}

const LIMITED = {
  typing: 'agent.event.control_granted_typing',
  region: 'agent.event.control_granted_region',
} as const

function controlSentence(event: ScopeEvent): Sentence | null {
  switch (event.type) {
    case 'scope.asked':
      return { key: 'agent.event.control_asked', params: { name: event.by.name } }
    case 'scope.withdrawn':
      return { key: 'agent.event.control_withdrawn', params: { name: event.by.name } }
    case 'scope.granted':
      return { key: event.limit ? LIMITED[event.limit] : 'agent.event.control_granted' }
    case 'scope.denied':
      return { key: 'agent.event.control_denied' }
    case 'scope.expired':
      return event.request === null
        ? { key: 'agent.event.control_expired' }
        : { key: 'agent.event.control_unanswered' }
    case 'scope.released':
      return { key: 'agent.event.control_released', params: { name: event.by.name } }
    case 'scope.revoked':
      if (event.reason === 'by_customer') return { key: 'agent.event.control_revoked' }
      // What else ends control tells of itself.
      return event.reason === 'page_changed' ? { key: 'agent.event.control_page_changed' } : null
  }
}

function conversationEnded(by: Person | null | undefined): Sentence {
  if (!by) return { key: 'agent.event.conversation_over' }
  return by.role === 'customer'
    ? { key: 'agent.event.conversation_ended_by_customer' }
    : { key: 'agent.event.conversation_ended_by', params: { name: by.name } }
}

/** Who ended a session, or what did; a denial, a withdrawal or silence has its own event. */
function sessionEnded(reason: Reason, by: Person | null, asked: boolean): Sentence | null {
  switch (reason) {
    case 'denied':
    case 'withdrawn':
      return null
    case 'by_customer':
      return { key: 'agent.end.by_customer' }
    case 'by_agent':
      return { key: 'agent.end.by_agent', params: { name: by?.name ?? '' } }
    case 'expired':
      return asked ? null : { key: 'agent.end.expired' }
    case 'customer_gone':
    case 'agent_gone':
    case 'conversation_ended':
    case 'transferred':
    case 'requeued':
    case 'taken_over':
    case 'inactive':
    case 'signed_out':
    case 'by_operator':
    case 'switched_off':
      return { key: `agent.end.${reason}` }
    case 'session_ended':
    case 'session_paused':
    case 'view_ended':
    case 'screen_started':
    case 'participant_gone':
    case 'page_changed':
    case 'policy_changed':
    case 'call_ended':
    case 'dock_closed':
    case 'denied_by_device':
    case 'no_device':
    case 'surface_forbidden':
    case 'removed':
    case 'not_let_in':
    case 'left':
      return { key: 'agent.end.other' }
    default:
      return unknownReason(reason)
  }
}

function isInPane(event: AnyEvent): boolean {
  switch (event.type) {
    case 'session.activated':
    case 'session.paused':
    case 'session.resumed':
    case 'session.ended':
      return true
    case 'scope.asked':
    case 'scope.granted':
      return event.scope === 'view'
    default:
      return false
  }
}

function toneOf(event: AnyEvent): Tone {
  switch (event.type) {
    case 'scope.granted':
    case 'session.activated':
    case 'session.returned':
      return 'good'
    case 'scope.denied':
    case 'scope.expired':
    case 'session.away':
      return 'bad'
    default:
      return 'neutral'
  }
}

/** A newer server may know more events; an older console passes over them. */
function unknownEvent(_event: never): null {
  return null
}

function unknownReason(_reason: never): Sentence {
  return { key: 'agent.end.other' }
}
