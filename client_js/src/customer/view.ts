import type { Change } from '../control/changes.js'
import type { PathStats } from '../rtc/path_stats.js'
import type { AnyEvent, ConversationView } from '../signaling/messages.js'
import type { SocketState } from '../signaling/socket.js'
import type { Calling } from './calling/calling.js'
import type { Chatting } from './chatting/chatting.js'
import type { Control } from './control_ledger.js'
import type { Question } from './questions.js'
import { agentName, type Line, lines } from './telling.js'
import { clockTime, t } from './text.js'
import { type Bar, bar } from './view_bar.js'
import { type Prompt, prompt } from './view_prompt.js'
import { includesControl, liveSession } from './view_session.js'

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
  /** Who shares a page here lets agents use it, too; for as long as there is no conversation. */
  controlIncluded: boolean
  /** What she may choose among; likewise. */
  languages: readonly string[]
  conversation: ConversationView | null
  timeline: readonly AnyEvent[]
  /** Messages on their way. */
  sending: readonly string[]
  /** Whether her consent for this session stands in this browser. */
  holds(session: string): boolean
  /** Whether she pressed Stop in this session, though the server may not know yet. */
  isStopped(session: string): boolean
  /** Whether nothing flows, though the session goes on. */
  isPaused(session: string): boolean
  /** Remote control, as she has consented to it in this page. */
  control: Pick<Control, 'to' | 'limit'> | null
  /** Of agents, in this page. */
  changes: readonly Change[]
  /** She wants to see them. */
  changesShown: boolean
  /** The request for which she is choosing a part of the page. */
  choosing: string | null
  question: Question | null
  /** Persons whose view is connected. */
  viewers: readonly string[]
  /** Of the links that go through the server, sealed. */
  fingerprints: readonly string[]
  /** How the direct links do. */
  paths: readonly PathStats[]
  /** Nothing of the page is seen but what the site has revealed. */
  private: boolean
  /** She wants to see what is hidden. */
  outlines: boolean
  /** Calls and her screen; null until that is loaded. */
  calls: Calling | null
  /** What an open chat has more; null until that is loaded. */
  chat: Chatting | null
  /** What there is of an invitation, under the list of participants. */
  invitation: unknown
  code: SessionCode | null
  /** Seconds since the epoch, the server's clock. */
  now: number
  open: boolean
  unread: number
  notice: string | null
  /** Requests that she has answered and the server has not confirmed. */
  answered(request: string): boolean
}

export type SharePanel =
  | { kind: 'none' }
  | { kind: 'button'; disabled: boolean; again: boolean; control: boolean }
  | { kind: 'over' }
  | { kind: 'waiting'; code: string | null; note: string; validity: string }
  | { kind: 'elsewhere' }

export interface WidgetView {
  open: boolean
  unread: number
  subtitle: string
  status: string | null
  lines: readonly Line[]
  maySend: boolean
  share: SharePanel
  prompt: Prompt | null
  /** She is choosing the part of the page that this question may be about. */
  choosing: Prompt | null
  bar: Bar | null
  /** Null while she does not look at them. */
  changes: readonly Change[] | null
  question: Question | null
  calls: Calling | null
  chat: Chatting | null
  notice: string | null
  /** Whether what waits is said beside the button. */
  blurbs: boolean
  /** To choose among; null where there is nothing to choose. */
  languages: readonly string[] | null
}

/** What there is to see. Pure: the same facts give the same widget. */
export function widgetView(facts: Facts): WidgetView {
  const asked = prompt(facts)
  const choosing = asked !== null && asked.request === facts.choosing ? asked : null
  const top = bar(facts)
  return {
    open: facts.open,
    unread: facts.unread,
    subtitle: facts.organisation,
    status: statusText(facts),
    lines: lines(facts.timeline, facts.sending, facts.calls),
    maySend: facts.connection !== 'stopped',
    share: sharePanel(facts),
    prompt: choosing === null ? asked : null,
    choosing,
    bar: top,
    changes: top !== null && top.changes > 0 && facts.changesShown ? facts.changes : null,
    question: top !== null && facts.control !== null ? facts.question : null,
    calls: facts.calls,
    chat: facts.chat,
    notice: facts.notice,
    blurbs: facts.conversation?.policy.blurbs !== false,
    languages: facts.languages.length > 1 ? facts.languages : null,
  }
}

export function statusText({
  connection,
  conversation,
}: Pick<Facts, 'connection' | 'conversation'>): string | null {
  if (connection === 'retrying') return t('dialog.offline')
  if (connection === 'stopped') return t('dialog.stopped')
  if (connection === 'connecting') return t('dialog.connecting')
  switch (conversation?.state) {
    case undefined:
      return null
    case 'queued':
      return t('dialog.queued')
    case 'inactive':
      return t('timeline.inactive')
    case 'active':
      return t('dialog.with', { agent: agentName(conversation.owner) })
    case 'ended':
      return t('dialog.ended')
  }
}

function shareButton(facts: Facts): SharePanel {
  const { conversation, timeline, connection } = facts
  const policy = conversation?.policy
  if (policy !== undefined && !policy.customer_may_start) return { kind: 'none' }
  const goesOn = conversation !== null && conversation.state !== 'ended'
  const has = (type: AnyEvent['type']): boolean => timeline.some((event) => event.type === type)
  // As the broker has it: where nothing was ever granted, nothing was shared.
  if (goesOn && policy?.restart === false && has('scope.granted')) return { kind: 'over' }
  const control = policy === undefined ? facts.controlIncluded : includesControl(policy)
  const again = goesOn && has('session.activated')
  return { kind: 'button', disabled: connection === 'stopped', again, control }
}

function sharePanel(facts: Facts): SharePanel {
  const session = liveSession(facts)
  if (session === null) return shareButton(facts)
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
