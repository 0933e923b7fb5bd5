import type { enCalling } from '../../i18n/en_calling.js'
import type { AnyEvent, Person, Reason } from '../../signaling/messages.js'
import { type CallScope, isCallScope } from '../call_scopes.js'
import { agentName, t } from './text.js'

type Key = keyof typeof enCalling
type Other = Exclude<CallScope, 'document'>
type Ended = Extract<AnyEvent, { type: 'scope.revoked' | 'scope.released' | 'scope.expired' }>

/** What the chat log says of an event about a call or the screen; null: nothing. */
export function callText(event: AnyEvent, timeline: readonly AnyEvent[]): string | null {
  if (!('scope' in event) || !isCallScope(event.scope)) return null
  const { scope } = event
  if (scope === 'document') return documentText(event)
  switch (event.type) {
    case 'scope.asked':
      return asked(scope, event.by)
    case 'scope.granted':
      return granted(event, scope, timeline)
    case 'scope.denied':
      return denied(scope, event.by)
    case 'scope.withdrawn':
      if (event.by.role === 'customer') return t('told.cancelled')
      return t(isCall(scope) ? 'told.missed' : 'told.screen_withdrawn', named(event.by))
    case 'scope.expired':
      return event.request === null ? ended(event, scope) : unanswered(scope, event, timeline)
    case 'scope.revoked':
    case 'scope.released':
      return event.grant === null ? null : ended(event, scope)
  }
}

function documentText(event: Extract<AnyEvent, { scope: unknown }>): string | null {
  switch (event.type) {
    case 'scope.asked':
      return event.by.role === 'customer'
        ? t('told.document_offered')
        : t('told.document_asked', named(event.by))
    case 'scope.granted':
      return t('told.document_on')
    case 'scope.denied':
      return t(event.by.role === 'customer' ? 'told.document_denied' : 'told.document_refused')
    case 'scope.withdrawn':
      return t('told.document_withdrawn')
    case 'scope.expired':
      return t('told.document_expired')
    case 'scope.revoked':
    case 'scope.released':
      if (event.grant === null) return null
      if (event.by === null) return t('told.document_ended')
      return event.by.role === 'customer'
        ? t('told.document_ended_by_you')
        : t('told.document_ended_by', named(event.by))
  }
}

function isCall(scope: Other): boolean {
  return scope !== 'screen'
}

function named(agent: Person | null): { agent: string } {
  return { agent: agentName(agent) }
}

function asked(scope: Other, by: Person): string {
  if (scope === 'screen') return t('told.screen_asked', named(by))
  if (by.role === 'customer') return t(scope === 'video' ? 'told.you_call_video' : 'told.you_call')
  return t(scope === 'video' ? 'told.calls_video' : 'told.calls', named(by))
}

/** A video call grants voice, too, in an event of its own: told once. */
function granted(
  event: Extract<AnyEvent, { type: 'scope.granted' }>,
  scope: Other,
  timeline: readonly AnyEvent[],
): string | null {
  if (scope === 'video') return t('told.started_video')
  if (scope === 'voice') {
    const withVideo = timeline.some(
      (one) =>
        one.type === 'scope.granted' &&
        one.scope === 'video' &&
        Math.abs(one.seq - event.seq) === 1 &&
        one.at === event.at,
    )
    return withVideo ? null : t('told.started')
  }
  return t('told.screen_on', named(askedBy(event.request, timeline)))
}

function denied(scope: Other, by: Person): string {
  if (scope === 'screen') return t('told.screen_denied')
  return by.role === 'customer' ? t('told.declined') : t('told.not_accepted', named(by))
}

function unanswered(
  scope: Other,
  { request }: { request: string | null },
  timeline: readonly AnyEvent[],
): string {
  if (scope === 'screen') return t('told.screen_expired')
  const by = askedBy(request, timeline)
  return by?.role === 'customer' ? t('told.unanswered') : t('told.missed', named(by))
}

function askedBy(request: string | null, timeline: readonly AnyEvent[]): Person | null {
  const asked = timeline.find((one) => one.type === 'scope.asked' && one.request === request)
  return request !== null && asked?.type === 'scope.asked' ? asked.by : null
}

/** By reason, what is said of a call, of its video alone, and of the screen; null: nothing. */
const BY_REASON: Partial<Record<Reason, Readonly<Record<Other, Key | null>>>> = {
  call_ended: { voice: 'told.call_ended', video: null, screen: 'told.screen_ended' },
  dock_closed: {
    voice: 'told.call_dock_closed',
    video: null,
    screen: 'told.screen_dock_closed',
  },
  denied_by_device: {
    voice: 'told.call_device',
    video: 'told.video_device',
    screen: 'told.screen_device',
  },
  no_device: {
    voice: 'told.call_no_device',
    video: 'told.video_no_device',
    screen: 'told.screen_no_device',
  },
  surface_forbidden: {
    voice: 'told.call_ended',
    video: 'told.video_ended',
    screen: 'told.screen_forbidden',
  },
  not_permitted: {
    voice: 'told.call_not_permitted',
    video: 'told.video_not_permitted',
    screen: 'told.screen_not_permitted',
  },
  participant_gone: { voice: 'told.agent_gone', video: null, screen: 'told.screen_ended' },
  conversation_ended: { voice: 'told.call_ended', video: null, screen: 'told.screen_ended' },
}

const PLAIN: Readonly<Record<Other, Key>> = {
  voice: 'told.call_ended',
  video: 'told.video_ended',
  screen: 'told.screen_ended',
}

const BY_HER: Readonly<Record<Other, Key>> = {
  ...PLAIN,
  voice: 'told.call_ended_by_you',
  screen: 'told.screen_ended_by_you',
}

const BY_AGENT: Readonly<Record<Other, Key>> = {
  ...PLAIN,
  voice: 'told.call_ended_by',
  screen: 'told.screen_ended_by',
}

function ended(event: Ended, scope: Other): string | null {
  const reason = event.type === 'scope.revoked' ? event.reason : null
  const told = reason === null ? undefined : BY_REASON[reason]?.[scope]
  if (told !== undefined) return told === null ? null : t(told)
  const by = event.type === 'scope.expired' ? null : event.by
  if (by === null) return t(PLAIN[scope])
  return by.role === 'customer' ? t(BY_HER[scope]) : t(BY_AGENT[scope], named(by))
}
