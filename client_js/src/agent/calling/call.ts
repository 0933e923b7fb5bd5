import type { Person, ScopeView } from '../../signaling/messages.js'
import { askAgainAt } from '../pane.js'
import type { Conversation } from '../state.js'
import { isHeld } from './gate.js'
import type { CallLedger } from './ledger.js'

export type CallScope = 'voice' | 'video'

/** How it stands with a call in one conversation. Times are seconds since the epoch, by the
 * server's clock. */
export type Call =
  /** Not for this site, or not in this conversation. */
  | { kind: 'none' }
  | { kind: 'off'; may: readonly Possible[] }
  /** `mine`: asked in this console; the customer's rings here. */
  | ({ kind: 'ringing' } & Question)
  | OngoingCall

/** A kind of call that the policy lets the agent make. */
export interface Possible {
  scope: CallScope
  obstacle: CallObstacle | null
}

/** A question that has not been answered. */
export interface Question {
  scope: CallScope
  request: string
  by: Person
  mine: boolean
  deadline: number | null
}

export interface OngoingCall {
  kind: 'on'
  grant: number
  since: number | null
  /** Whether the agent takes part in it, here. */
  mine: boolean
  /** The agents who asked for it or answered it. */
  agents: readonly Person[]
  /** A pause of the session holds it. */
  held: boolean
  video: Video
}

/** The cameras in a call that goes on. */
export type Video =
  | { kind: 'none' }
  | { kind: 'off'; obstacle: CallObstacle | null }
  | ({ kind: 'asked' } & Question)
  | { kind: 'on'; grant: number }

/** Why the agent cannot call now. */
export type CallObstacle =
  | { why: 'offline' }
  | { why: 'customer-absent' }
  | { why: 'paused' }
  /** She is in another call, or calls somebody. */
  | { why: 'busy' }
  | { why: 'cool-down'; until: number }

export interface Circumstances {
  online: boolean
  now: number
  /** The conversation in which the agent calls or is called to, at most one. */
  engaged: string | null
}

const SCOPES: readonly CallScope[] = ['voice', 'video']

/** `me` is needed to tell whose question it is. */
export function callOf(
  conversation: Conversation | null,
  me: Person | null,
  ledger: Pick<CallLedger, 'call' | 'isHers'>,
  circumstances: Circumstances,
): Call {
  const view = conversation?.view
  if (!conversation || !view || !me || view.state !== 'active') return { kind: 'none' }
  const { voice, video } = view.scopes
  if (voice?.state === 'granted' && voice.grant !== null) {
    return ongoing(conversation, voice.grant, ledger, circumstances)
  }
  const asked = question('voice', voice, ledger) ?? question('video', video, ledger)
  if (asked) return { kind: 'ringing', ...asked }
  const may = SCOPES.filter((scope) => view.policy.scopes.includes(scope)).map((scope) => ({
    scope,
    obstacle: obstacleTo(scope, conversation, circumstances),
  }))
  return may.length === 0 ? { kind: 'none' } : { kind: 'off', may }
}

function ongoing(
  conversation: Conversation,
  grant: number,
  ledger: Pick<CallLedger, 'call' | 'isHers'>,
  circumstances: Circumstances,
): OngoingCall {
  const { view, timeline } = conversation
  const granted = timeline.find((event) => event.type === 'scope.granted' && event.grant === grant)
  const { call } = ledger
  return {
    kind: 'on',
    grant,
    since: granted?.at ?? null,
    mine: call?.conversation === view.conversation && call.grant === grant,
    agents: agentsIn(conversation, granted?.seq ?? 0),
    held: isHeld(view),
    video: videoOf(conversation, ledger, circumstances),
  }
}

function videoOf(
  conversation: Conversation,
  ledger: Pick<CallLedger, 'isHers'>,
  circumstances: Circumstances,
): Video {
  const { scopes, policy } = conversation.view
  const { video } = scopes
  if (video?.state === 'granted' && video.grant !== null) return { kind: 'on', grant: video.grant }
  const asked = question('video', video, ledger)
  if (asked) return { kind: 'asked', ...asked }
  if (!policy.scopes.includes('video')) return { kind: 'none' }
  return { kind: 'off', obstacle: obstacleTo('video', conversation, circumstances) }
}

function question(
  scope: CallScope,
  consent: ScopeView | undefined,
  ledger: Pick<CallLedger, 'isHers'>,
): Question | null {
  if (consent?.state !== 'asked' || !consent.by || consent.request === null) return null
  const { request, by, deadline } = consent
  return { scope, request, by, mine: ledger.isHers(request), deadline }
}

/** Who asked or answered the questions of the call that was granted by event `since`. */
function agentsIn({ timeline }: Conversation, since: number): Person[] {
  const asked = new Map<string, Person>()
  const found = new Map<string, Person>()
  for (const event of timeline) {
    if (event.type === 'scope.asked') asked.set(event.request, event.by)
    if (event.type !== 'scope.granted' || event.seq < since) continue
    if (event.scope !== 'voice' && event.scope !== 'video') continue
    for (const person of [asked.get(event.request ?? ''), event.by]) {
      if (person && person.role !== 'customer') found.set(person.id, person)
    }
  }
  return [...found.values()]
}

function obstacleTo(
  scope: CallScope,
  conversation: Conversation,
  { online, now, engaged }: Circumstances,
): CallObstacle | null {
  const { view } = conversation
  if (!online) return { why: 'offline' }
  if (engaged !== null && engaged !== view.conversation) return { why: 'busy' }
  if (!view.customer_present) return { why: 'customer-absent' }
  if (isHeld(view)) return { why: 'paused' }
  const isWhole = scope === 'video' && view.scopes.voice === undefined
  // A video call asks for the voice, too.
  const until = Math.max(
    ...(isWhole ? SCOPES : [scope]).map((one) => callAgainAt(conversation, one)),
  )
  return until > now ? { why: 'cool-down', until } : null
}

/** Whoever missed or declined a call may call back at once: only the agents' own questions count. */
function callAgainAt({ timeline }: Conversation, scope: CallScope): number {
  const hers = new Set<string | null>()
  for (const event of timeline) {
    if (event.type === 'scope.asked' && event.by.role === 'customer') hers.add(event.request)
  }
  const ours = timeline.filter((event) => !('request' in event && hers.has(event.request)))
  return askAgainAt(ours, scope)
}

/** The question of a customer that waits for this agent's answer. */
export function incomingOf(call: Call): Question | null {
  const asked = call.kind === 'ringing' ? call : call.kind === 'on' ? call.video : null
  if (asked?.kind !== 'ringing' && asked?.kind !== 'asked') return null
  if (asked.by.role !== 'customer') return null
  // The cameras are a matter of those who are in the call.
  return call.kind === 'on' && !call.mine ? null : asked
}
