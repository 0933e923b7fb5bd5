import type { AnyEvent, ConversationView } from '../signaling/messages.js'
import type { SocketState } from '../signaling/socket.js'
import { agentName, type Line, lines } from './telling.js'
import { clockTime, nameList, t } from './text.js'

/** The code that lets an agent in, shown while she waits. */
export interface SessionCode {
  session: string
  code: string
  expiresAt: number
}

/** What the widget is drawn from. */
export interface Facts {
  connection: SocketState | 'idle'
  organisation: string
  conversation: ConversationView | null
  timeline: readonly AnyEvent[]
  /** Messages on their way. */
  sending: readonly string[]
  /** Whether her consent for this session stands in this browser. */
  holds(session: string): boolean
  /** Whether she pressed Stop in this session, though the server may not know yet. */
  isStopped(session: string): boolean
  /** Persons whose view is connected. */
  viewers: readonly string[]
  /** Of the links that go through the server, sealed. */
  fingerprints: readonly string[]
  /** Nothing of the page is seen but what the site has revealed. */
  private: boolean
  /** She wants to see what is hidden. */
  outlines: boolean
  code: SessionCode | null
  /** Seconds since the epoch, the server's clock. */
  now: number
  open: boolean
  unread: number
  notice: string | null
  /** Requests that she has answered and the server has not confirmed. */
  answered: ReadonlySet<string>
}

export type SharePanel =
  | { kind: 'none' }
  | { kind: 'button'; disabled: boolean }
  | { kind: 'waiting'; code: string | null; note: string; validity: string }
  | { kind: 'elsewhere' }

export interface Prompt {
  request: string
  agent: string
  organisation: string
  seconds: number
}

export interface Bar {
  tone: 'live' | 'pending'
  status: string
  /** What more there is to say of it. */
  detail: string
  /** Seen are parts of the page only. */
  isPrivate: boolean
  /** Whether the hidden parts are outlined; null where this is not on offer. */
  outlines: boolean | null
}

export interface WidgetView {
  open: boolean
  unread: number
  subtitle: string
  status: string | null
  lines: readonly Line[]
  maySend: boolean
  share: SharePanel
  prompt: Prompt | null
  bar: Bar | null
  notice: string | null
}

/** What there is to see. Pure: the same facts give the same widget. */
export function widgetView(facts: Facts): WidgetView {
  return {
    open: facts.open,
    unread: facts.unread,
    subtitle: facts.organisation,
    status: status(facts),
    lines: lines(facts.timeline, facts.sending),
    maySend: facts.connection !== 'stopped',
    share: sharePanel(facts),
    prompt: prompt(facts),
    bar: bar(facts),
    notice: facts.notice,
  }
}

function liveSession(facts: Facts): ConversationView['session'] {
  const session = facts.conversation?.session ?? null
  if (session === null || session.state === 'ended') return null
  return facts.isStopped(session.session) ? null : session
}

function status({ connection, conversation }: Facts): string | null {
  if (connection === 'retrying') return t('dialog.offline')
  if (connection === 'stopped') return t('dialog.stopped')
  if (connection === 'connecting') return t('dialog.connecting')
  switch (conversation?.state) {
    case undefined:
      return null
    case 'queued':
      return t('dialog.queued')
    case 'active':
    case 'inactive':
      return t('dialog.with', { agent: agentName(conversation.owner) })
    case 'ended':
      return t('dialog.ended')
  }
}

function sharePanel(facts: Facts): SharePanel {
  const session = liveSession(facts)
  if (session === null) {
    const policy = facts.conversation?.policy
    if (policy !== undefined && !policy.customer_may_start) return { kind: 'none' }
    return { kind: 'button', disabled: facts.connection === 'stopped' }
  }
  if (session.state === 'asked') return { kind: 'none' }
  if (!facts.holds(session.session)) return { kind: 'elsewhere' }
  if (session.state !== 'waiting') return { kind: 'none' }
  const code = facts.code?.session === session.session ? facts.code : null
  if (code === null) {
    return { kind: 'waiting', code: null, note: t('share.waiting_known'), validity: '' }
  }
  const valid = facts.now < code.expiresAt
  return {
    kind: 'waiting',
    code: code.code,
    note: t('share.waiting'),
    validity: valid
      ? t('share.valid_until', { time: clockTime(code.expiresAt) })
      : t('share.code_expired'),
  }
}

function prompt(facts: Facts): Prompt | null {
  const view = liveSession(facts)?.scopes.view
  if (view?.state !== 'asked' || view.request === null || view.deadline === null) return null
  const seconds = Math.ceil(view.deadline - facts.now)
  if (seconds <= 0 || facts.answered.has(view.request)) return null
  return {
    request: view.request,
    agent: agentName(view.by),
    organisation: facts.conversation?.organisation ?? facts.organisation,
    seconds,
  }
}

function bar(facts: Facts): Bar | null {
  const about = viewStatus(facts)
  if (about === null) return null
  const offered = about.tone === 'live' && !facts.private
  return {
    ...about,
    detail: facts.fingerprints.map((fingerprint) => t('bar.relay', { fingerprint })).join('\n'),
    isPrivate: facts.private,
    outlines: offered ? facts.outlines : null,
  }
}

/** Who sees the page, while it may flow. */
function viewStatus(facts: Facts): Pick<Bar, 'tone' | 'status'> | null {
  const session = liveSession(facts)
  if (session === null || !facts.holds(session.session)) return null
  if (session.state === 'waiting' || session.state === 'asked') return null
  if (session.state === 'paused') return { tone: 'pending', status: t('bar.paused') }
  const agents = session.participants.filter(({ person }) => person.role !== 'customer')
  const names = (some: typeof agents) => nameList(some.map(({ person }) => agentName(person)))
  const viewing = agents.filter(({ person }) => facts.viewers.includes(person.id))
  if (viewing.length > 0) {
    return { tone: 'live', status: t('bar.seen_by', { agents: names(viewing) }) }
  }
  if (facts.connection !== 'open') return { tone: 'pending', status: t('bar.offline') }
  const present = agents.filter(({ present }) => present)
  if (present.length > 0) {
    return { tone: 'pending', status: t('bar.connecting', { agents: names(present) }) }
  }
  if (agents.length > 0)
    return { tone: 'pending', status: t('bar.lost', { agents: names(agents) }) }
  return { tone: 'pending', status: t('bar.alone') }
}
