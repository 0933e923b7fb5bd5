import type { DockState } from '../../dock/messages.js'
import type { AnyEvent, ConversationView, Person, ScopeView } from '../../signaling/messages.js'
import { somebodyMay } from '../../signaling/permitted.js'
import type { CallScope } from '../call_scopes.js'

/** What a call and a shared screen are drawn from. */
export interface CallFacts {
  conversation: ConversationView | null
  timeline: readonly AnyEvent[]
  isConnected: boolean
  /** Nothing flows, though the session goes on. */
  isPaused: boolean
  /** Of this page's dock. */
  dock: DockState | null
  isOpening: boolean
}

/** How it stands with the call and the screen, as far as this page can tell. */
export interface CallState {
  /** What she may begin. */
  may: { voice: boolean; video: boolean; document: boolean }
  /** Her own call, which nobody has answered. */
  request: string | null
  /** Grants; null while there is none. */
  voice: number | null
  video: number | null
  screen: number | null
  document: number | null
  /** Who is on the call, and who sees the screen. */
  with: readonly Person[]
  seenBy: readonly Person[]
  isOpening: boolean
  isPaused: boolean
  /** The grants wait for the dock. */
  isWaiting: boolean
  dock: DockState | null
}

/** Pure: the same facts give the same state. */
export function callState(facts: CallFacts): CallState {
  const { conversation: view, dock, isOpening, isPaused } = facts
  const session = view?.session?.state === 'ended' ? null : view?.session
  const voice = view?.scopes.voice
  const grant = granted(voice)
  const video = granted(view?.scopes.video)
  const screen = granted(session?.scopes.screen)
  const shown = view?.scopes.document
  const mayCall = mayBegin(facts) && !isOpening
  const asked = [view?.scopes.video, voice].map((scope) => own(scope)).find((one) => one !== null)
  const isAsking = [view?.scopes.video, voice].some((scope) => scope?.state === 'asked')
  return {
    may: {
      voice: mayCall && has(view, 'voice') && grant === null && !isAsking,
      video: mayCall && has(view, 'video') && video === null && !isAsking,
      document: mayShow(facts) && shown === undefined,
    },
    request: asked ?? null,
    voice: grant,
    video,
    screen,
    document: granted(shown),
    with: grant === null ? [] : callers(facts, grant),
    seenBy: screen === null ? [] : viewers(view, session?.scopes.screen?.to ?? null),
    isOpening,
    isPaused,
    isWaiting: (grant !== null || screen !== null) && view?.dock !== 'connected',
    dock,
  }
}

function mayBegin({ conversation: view, isConnected }: CallFacts): boolean {
  return isConnected && view?.state === 'active' && view.policy.calls_by_customer
}

function mayShow({ conversation: view, isConnected, isPaused }: CallFacts): boolean {
  return isConnected && !isPaused && view?.state === 'active' && has(view, 'document')
}

function has(view: ConversationView | null | undefined, scope: CallScope): boolean {
  return view?.policy.scopes.includes(scope) === true && somebodyMay(view, scope)
}

function granted(scope: ScopeView | undefined): number | null {
  return scope?.state === 'granted' ? scope.grant : null
}

/** The request, if it is she who asks. */
function own(scope: ScopeView | undefined): string | null {
  return scope?.state === 'asked' && scope.by?.role === 'customer' ? scope.request : null
}

/** The agent who called, or who answered her. */
function callers({ timeline, conversation }: CallFacts, grant: number): readonly Person[] {
  const given = timeline.find((one) => one.type === 'scope.granted' && one.grant === grant)
  if (given?.type !== 'scope.granted') return owner(conversation)
  if (given.by.role !== 'customer') return [given.by]
  const asked = timeline.find(
    (one) => one.type === 'scope.asked' && one.request === given.request && one.request !== null,
  )
  if (asked?.type === 'scope.asked' && asked.by.role !== 'customer') return [asked.by]
  return owner(conversation)
}

function owner(view: ConversationView | null): readonly Person[] {
  return view?.owner ? [view.owner] : []
}

/** `to`: a person's id, or null for all agents in the session. */
function viewers(view: ConversationView | null, to: string | null): readonly Person[] {
  const agents = (view?.session?.participants ?? []).filter(
    ({ person }) => person.role !== 'customer' && person.role !== 'guest',
  )
  const some = agents.filter(({ person, present }) => (to === null ? present : person.id === to))
  return some.map(({ person }) => person)
}
