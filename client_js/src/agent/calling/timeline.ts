import type { AnyEvent, Person, Reason } from '../../signaling/messages.js'
import type { Key, Sentence } from '../texts.js'

type ScopeEvent = Extract<AnyEvent, { scope: unknown }>

/** What an event about a call means to an agent; null where another event of the same decision says
 * it. */
export function callSentence(event: ScopeEvent, scope: 'voice' | 'video'): Sentence | null {
  switch (event.type) {
    case 'scope.asked':
      return by(event.by, `agent.event.${scope}_asked`)
    case 'scope.withdrawn':
      return by(event.by, `agent.event.${scope}_withdrawn`)
    case 'scope.granted':
      // By the same yes as video, which tells it.
      return event.request === null ? null : by(event.by, `agent.event.${scope}_granted`)
    case 'scope.denied':
      return by(event.by, `agent.event.${scope}_denied`)
    case 'scope.expired':
      return { key: `agent.event.${scope}_missed` }
    case 'scope.released':
      return by(event.by, `agent.event.${scope}_ended`)
    case 'scope.revoked':
      return callEnd(event, scope)
  }
}

/** What an event about the customer's screen means to an agent. */
export function screenSentence(event: ScopeEvent): Sentence | null {
  switch (event.type) {
    case 'scope.asked':
      return { key: 'agent.event.screen_asked', params: { name: event.by.name } }
    case 'scope.withdrawn':
      return { key: 'agent.event.screen_withdrawn', params: { name: event.by.name } }
    case 'scope.granted':
      return { key: 'agent.event.screen_granted' }
    case 'scope.denied':
      return { key: 'agent.event.screen_denied' }
    case 'scope.expired':
      return {
        key: event.request === null ? 'agent.event.screen_expired' : 'agent.event.screen_missed',
      }
    case 'scope.released':
      return { key: 'agent.event.screen_ended', params: { name: event.by.name } }
    case 'scope.revoked':
      return screenEnd(event)
  }
}

/** What an event about a shared document means to an agent. */
export function documentSentence(event: ScopeEvent): Sentence | null {
  switch (event.type) {
    case 'scope.asked':
      return byEither(event.by, 'agent.event.document_asked')
    case 'scope.withdrawn':
      return { key: 'agent.event.document_withdrawn' }
    case 'scope.granted':
      return { key: 'agent.event.document_granted' }
    case 'scope.denied':
      return { key: 'agent.event.document_denied' }
    case 'scope.expired':
      return { key: 'agent.event.document_missed' }
    case 'scope.released':
      return byEither(event.by, 'agent.event.document_ended')
    case 'scope.revoked':
      if (event.grant === null) return null
      return event.by
        ? byEither(event.by, 'agent.event.document_ended')
        : { key: 'agent.event.document_over' }
  }
}

function byEither(
  person: Person,
  key: 'agent.event.document_asked' | 'agent.event.document_ended',
) {
  return person.role === 'customer'
    ? ({ key: `${key}_by_customer` } as const)
    : { key, params: { name: person.name } }
}

type Revoked = Extract<AnyEvent, { type: 'scope.revoked' }>
type CallKey = Extract<Key, `agent.event.${'voice' | 'video'}_${string}`>

/** The customer has no name: she has sentences of her own. */
function by(person: Person, key: CallKey): Sentence {
  return person.role === 'customer'
    ? { key: `${key}_by_customer` as Key }
    : { key, params: { name: person.name } }
}

const CALL_OVER: Readonly<Record<'voice' | 'video', Partial<Record<Reason, Key>>>> = {
  voice: {
    dock_closed: 'agent.event.voice_over_dock_closed',
    denied_by_device: 'agent.event.voice_over_denied_by_device',
    no_device: 'agent.event.voice_over_no_device',
    participant_gone: 'agent.event.voice_over_participant_gone',
    agent_gone: 'agent.event.voice_over_participant_gone',
    customer_gone: 'agent.event.voice_over_participant_gone',
    conversation_ended: 'agent.event.voice_over_conversation_ended',
    not_permitted: 'agent.event.voice_over_not_permitted',
  },
  video: {
    denied_by_device: 'agent.event.video_over_denied_by_device',
    no_device: 'agent.event.video_over_no_device',
    not_permitted: 'agent.event.video_over_not_permitted',
  },
}

function callEnd(
  { reason, grant, by: person }: Revoked,
  scope: 'voice' | 'video',
): Sentence | null {
  if (grant === null) return { key: `agent.event.${scope}_dropped` }
  const over = CALL_OVER[scope][reason]
  if (over) return { key: over }
  // Video ends with the call, which tells it.
  if (scope === 'video' && WITH_THE_CALL.has(reason)) return null
  return person ? by(person, `agent.event.${scope}_ended`) : { key: `agent.event.${scope}_over` }
}

const WITH_THE_CALL: ReadonlySet<Reason> = new Set([
  'call_ended',
  'dock_closed',
  'participant_gone',
  'agent_gone',
  'customer_gone',
  'conversation_ended',
])

const SCREEN_OVER: Partial<Record<Reason, Key>> = {
  by_customer: 'agent.event.screen_ended_by_customer',
  dock_closed: 'agent.event.screen_over_dock_closed',
  denied_by_device: 'agent.event.screen_over_denied_by_device',
  no_device: 'agent.event.screen_over_no_device',
  surface_forbidden: 'agent.event.screen_over_surface_forbidden',
  session_paused: 'agent.event.screen_over_session_paused',
  not_permitted: 'agent.event.screen_over_not_permitted',
}

function screenEnd({ reason, grant }: Revoked): Sentence | null {
  // What ends the session tells of itself.
  if (grant === null || reason === 'session_ended' || reason === 'conversation_ended') return null
  return { key: SCREEN_OVER[reason] ?? 'agent.event.screen_over' }
}
