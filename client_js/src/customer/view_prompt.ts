import type { AnyEvent, Person, ScopeView } from '../signaling/messages.js'
import type { CallScope } from './call_scopes.js'
import { agentName } from './telling.js'
import type { Facts } from './view.js'
import { includesControl, liveSession } from './view_session.js'

interface Question {
  request: string
  agent: string
  organisation: string
  seconds: number
}

/** An agent asks to see the page. `control`: and uses it with her, by the same yes. */
export type ViewPrompt = Question & { kind: 'view'; control: boolean }

/** An agent asks for remote control. */
export type ControlPrompt = Question & {
  kind: 'control'
  /** Forms may be sent by agents, too. */
  submit: boolean
  /** It outlives this page. */
  lasts: boolean
  /** The agent had it on the page before, and it ended with that page. */
  again: boolean
}

/** Another agent, or a guest, asks to join the shared session. */
export type JoinPrompt = Question & {
  kind: 'join'
  /** And takes over. */
  transfer: boolean
  /** Has no account. */
  guest: boolean
}

/** An agent asks to see her screen, or calls. */
export type CallPrompt = Question & { kind: CallScope }

export type Prompt = ViewPrompt | ControlPrompt | JoinPrompt | CallPrompt

const CALL_ORDER: readonly CallScope[] = ['screen', 'video', 'voice', 'document']

/** The one question that waits for her answer. */
export function prompt(facts: Facts): Prompt | null {
  return sessionPrompt(facts) ?? joinPrompt(facts) ?? callPrompt(facts)
}

/** Only what an agent asks is a question to her. */
function callPrompt(facts: Facts): CallPrompt | null {
  const view = facts.conversation
  if (facts.calls === null || view === null || view.state === 'ended') return null
  const session = liveSession(facts)
  const mayAsk = session !== null && facts.holds(session.session)
  const screen = mayAsk ? session.scopes.screen : undefined
  const { video, voice, document } = view.scopes
  const scopes = { screen, video, voice, document }
  for (const kind of CALL_ORDER) {
    const scope = scopes[kind]
    const asked = scope?.by?.role === 'customer' ? null : question(facts, scope)
    if (asked !== null) return { kind, ...asked }
  }
  return null
}

function joinPrompt(facts: Facts): JoinPrompt | null {
  const session = liveSession(facts)
  if (session === null || !facts.holds(session.session)) return null
  for (const { person, request, deadline, transfer } of session.knocks) {
    const asked = questionOf(facts, request, person, deadline)
    if (asked === null) continue
    return { kind: 'join', ...asked, transfer, guest: person.role === 'guest' }
  }
  return null
}

function sessionPrompt(facts: Facts): ViewPrompt | ControlPrompt | null {
  const session = liveSession(facts)
  if (session === null) return null
  const policy = facts.conversation?.policy
  const view = question(facts, session.scopes.view)
  if (view !== null) {
    return { kind: 'view', ...view, control: policy !== undefined && includesControl(policy) }
  }
  const scope = session.scopes.control
  const control = question(facts, scope)
  if (control === null || !facts.holds(session.session)) return null
  const submit = policy?.submit_by_agents === true
  const again = hadControl(facts.timeline, session.session, scope?.by?.id)
  const lasts = policy?.control_survives_load === true
  return { kind: 'control', ...control, submit, lasts, again }
}

function question(facts: Facts, scope: ScopeView | undefined): Question | null {
  if (scope?.state !== 'asked' || scope.request === null || scope.deadline === null) return null
  return questionOf(facts, scope.request, scope.by, scope.deadline)
}

function questionOf(
  facts: Facts,
  request: string,
  by: Person | null,
  deadline: number,
): Question | null {
  const seconds = Math.ceil(deadline - facts.now)
  if (seconds <= 0 || facts.answered(request)) return null
  return {
    request,
    agent: agentName(by),
    organisation: facts.conversation?.organisation ?? facts.organisation,
    seconds,
  }
}

/** Whether the last that happened to control in this session is that it ended with the page. */
function hadControl(
  timeline: readonly AnyEvent[],
  session: string,
  agent: string | undefined,
): boolean {
  let to: string | null | undefined
  let again = false
  for (const event of timeline) {
    if (!('scope' in event) || event.scope !== 'control' || event.session !== session) continue
    if (event.type === 'scope.asked') continue
    if (event.type === 'scope.granted') to = event.to
    const ended = event.type === 'scope.revoked' && event.reason === 'page_changed'
    again = ended && (to === null || to === agent)
  }
  return again
}
