import { STALE_MS } from '../mirror/sync.js'
import type { ConversationView, Person, Reason, Scope, SessionView } from '../signaling/messages.js'
import { may } from '../signaling/permitted.js'
import type { AtDoor } from './door.js'
import type { Conversation } from './state.js'
import { lastOf } from './timeline.js'

/** What the mirror shows: the page as it is, or less. */
export type Freshness = 'loading' | 'live' | 'catching-up' | 'stale' | 'unshared'

/** How true the picture is. `pace`: changes come every so many milliseconds, 0 as they happen.
 * `silence`: milliseconds since anything has been heard of the customer's browser. */
export interface Picture {
  freshness: Freshness
  pace: number
  silence: number
}

/** Whether so little has been heard that nothing is known of the page any more. */
export function isSilent({ silence }: Picture): boolean {
  return silence > STALE_MS
}

/** What is known of the link that serves a session. */
export type LinkStatus =
  | ({ phase: 'mirror'; painted: boolean } & Picture)
  | { phase: 'lost' }
  | { phase: 'problem'; code: string }

type MirrorStatus = Extract<LinkStatus, { phase: 'mirror' }>

type Unavailable = 'queued' | 'inactive' | 'ended' | 'others' | 'not-yours' | 'not-permitted'

/** What the co-browse pane shows. Times are seconds since the epoch, by the server's clock. */
export type Pane =
  | { kind: 'nothing-selected' }
  /** With the link of a session that this agent is not in. */
  | { kind: 'door'; at: AtDoor }
  /** In a window of its own. */
  | { kind: 'elsewhere' }
  /** `others`: other agents are in the session, and this one is not. `not-yours`: only the owner
   * can begin one. `not-permitted`: an operator has not given this agent the permission. */
  | { kind: 'not-available'; why: Unavailable }
  | { kind: 'idle' }
  | { kind: 'waiting'; session: string; deadline: number | null; mayView: boolean }
  | { kind: 'asked'; request: string; by: Person; mine: boolean; deadline: number | null }
  | { kind: 'connecting' }
  /** The customer shares her page; nothing of it is asked for before the agent presses View. */
  | { kind: 'agreed'; session: string }
  /** `awayUntil`: her WebSocket is gone while the page still flows (the server restarts, say). */
  | { kind: 'live'; picture: Picture; awayUntil: number | null }
  /** The customer is on a page that is not shown. `deadline`: as `awayUntil`. */
  | { kind: 'unshared'; deadline: number | null }
  /** `outside`: she left for a page outside the site. */
  | { kind: 'away'; deadline: number | null; outside: boolean }
  | { kind: 'lost' }
  | { kind: 'paused' }
  /** The server says that she shares her page, and shows nothing that she has signed. */
  | { kind: 'unproved' }
  /** Whoever offers the connection is not the customer. */
  | { kind: 'intercepted' }
  | { kind: 'ended'; reason: Reason; by: Person | null; at: number; asked: boolean }
  | { kind: 'problem'; code: string }

/** Why the agent cannot ask to co-browse now; `null`: she can. */
export type AskObstacle =
  | { why: 'no-conversation' }
  | { why: 'offline' }
  | { why: 'not-active' }
  | { why: 'policy' }
  | { why: 'session-open' }
  | { why: 'needs-message' }
  | { why: 'customer-absent' }
  | { why: 'cool-down'; until: number }

/** `pressed`: the sessions in which the agent has pressed View. */
export function paneOf(
  conversation: Conversation | null,
  me: Person | null,
  link: LinkStatus | null,
  pressed: ReadonlySet<string> = new Set(),
): Pane {
  if (!conversation || !me) return { kind: 'nothing-selected' }
  const { view } = conversation
  const session = view.session
  const mayLook = may(view, me.id, 'view') || !owns(view, me)
  if (session && session.state !== 'ended') {
    if (!mayLook) return { kind: 'not-available', why: 'not-permitted' }
    const shown = paneOfSession(session, view, me, link)
    const waits = awaitsPress(view, pressed) && isIn(session, me)
    return waits && shown.kind === 'connecting'
      ? { kind: 'agreed', session: session.session }
      : shown
  }
  if (view.state !== 'active') return { kind: 'not-available', why: view.state }
  const end = lastEnd(conversation)
  if (end) return end
  if (!mayLook) return { kind: 'not-available', why: 'not-permitted' }
  return owns(view, me) ? { kind: 'idle' } : { kind: 'not-available', why: 'not-yours' }
}

/** Whether there is no picture, and one may come. */
export function waits({ kind }: Pane): boolean {
  return kind === 'connecting' || kind === 'lost'
}

function owns({ owner }: Pick<ConversationView, 'owner'>, me: Person): boolean {
  return owner?.id === me.id
}

function paneOfSession(
  session: SessionView,
  view: ConversationView,
  me: Person,
  link: LinkStatus | null,
): Pane {
  const deadline = session.deadline ?? null
  switch (session.state) {
    case 'waiting':
      return {
        kind: 'waiting',
        session: session.session,
        deadline,
        mayView: owns(view, me) && view.policy.join_without_code,
      }
    case 'asked':
      return paneOfQuestion(session, me)
    case 'paused':
      return { kind: 'paused' }
    case 'away':
      return flows(link) && isIn(session, me)
        ? paneOfMirror(link, deadline)
        : { kind: 'away', deadline, outside: session.outside }
    case 'active':
      if (!isIn(session, me)) return { kind: 'not-available', why: 'others' }
      return session.scopes.view === undefined ? { kind: 'unproved' } : paneOfLink(link)
    case 'ended':
      return { kind: 'idle' }
  }
}

function paneOfQuestion(session: SessionView, me: Person): Pane {
  const question = session.scopes.view
  const by = question?.by ?? session.started_by
  const deadline = question?.deadline ?? session.deadline ?? null
  return { kind: 'asked', request: question?.request ?? '', by, mine: by.id === me.id, deadline }
}

function paneOfLink(link: LinkStatus | null): Pane {
  switch (link?.phase) {
    case undefined:
      return { kind: 'connecting' }
    case 'mirror':
      return paneOfMirror(link, null)
    case 'lost':
      return { kind: 'lost' }
    case 'problem':
      return { kind: 'problem', code: link.code }
  }
}

function pictureOf({ freshness, pace, silence }: Picture): Picture {
  return { freshness, pace, silence }
}

function paneOfMirror(link: MirrorStatus, awayUntil: number | null): Pane {
  if (link.freshness === 'unshared') return { kind: 'unshared', deadline: awayUntil }
  return link.painted
    ? { kind: 'live', picture: pictureOf(link), awayUntil }
    : { kind: 'connecting' }
}

function flows(link: LinkStatus | null): link is MirrorStatus {
  if (link?.phase !== 'mirror' || link.freshness === 'stale' || isSilent(link)) return false
  return link.painted || link.freshness === 'unshared'
}

/** How the last session ended, if one did in what this console has seen. */
function lastEnd({ timeline, view }: Conversation): Pane | null {
  const end = lastOf(timeline, 'session.ended')
  if (!end || end.session !== view.session?.session) return null
  const asked = view.session?.started_by.role !== 'customer'
  return { kind: 'ended', reason: end.reason, by: end.by, at: end.at, asked }
}

/** Whether nothing of the session going on is to be seen before the agent presses View. */
export function awaitsPress(
  { policy, session }: Pick<ConversationView, 'policy' | 'session'>,
  pressed: ReadonlySet<string>,
): boolean {
  return policy.view_needs_press && session !== null && !pressed.has(session.session)
}

/** Whether `me` takes part in the session. */
export function isIn(session: SessionView, me: Person): boolean {
  return session.participants.some(({ person }) => person.id === me.id)
}

/** Whether `me` can end co-browsing now. */
export function mayEnd(conversation: Conversation | null, me: Person | null): boolean {
  const session = conversation?.view.session
  if (!session || !me || !isIn(session, me)) return false
  return session.state === 'active' || session.state === 'paused' || session.state === 'away'
}

/** The first thing that keeps the agent from asking; the UI says it in words. */
export function askObstacle(
  conversation: Conversation | null,
  online: boolean,
  now: number,
): AskObstacle | null {
  if (!conversation) return { why: 'no-conversation' }
  const { view, timeline } = conversation
  if (view.state !== 'active') return { why: 'not-active' }
  if (view.session && view.session.state !== 'ended') return { why: 'session-open' }
  if (!view.policy.agent_may_ask) return { why: 'policy' }
  if (!online) return { why: 'offline' }
  if (view.policy.ask_needs_message && !view.agent_has_written) return { why: 'needs-message' }
  if (!view.customer_present) return { why: 'customer-absent' }
  const until = askAgainAt(timeline, 'view')
  return until > now ? { why: 'cool-down', until } : null
}

/** When a scope may be asked for again; not only a denial makes the next question wait. */
export function askAgainAt(timeline: Conversation['timeline'], scope: Scope): number {
  const waits = timeline.map((event) =>
    'not_before' in event && 'scope' in event && event.scope === scope ? event.not_before : 0,
  )
  return Math.max(0, ...waits)
}
