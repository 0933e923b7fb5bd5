import type { ParticipantView, PolicyView, SessionView } from '../signaling/messages.js'
import { agentName } from './telling.js'
import { nameList, t } from './text.js'
import type { Facts } from './view.js'
import { liveSession } from './view_session.js'

export interface Bar {
  tone: 'live' | 'control' | 'pending' | 'paused'
  /** Who sees the page. */
  status: string
  /** What more there is to say of it. */
  detail: string
  /** Who uses the page with her, and how far; null while nobody does. */
  control: string | null
  /** What of the page is seen, and who is here and does not see it. */
  note: string
  /** Seen are parts of the page only. */
  isPrivate: boolean
  /** Whether the hidden parts are outlined; null where this is not on offer. */
  outlines: boolean | null
  /** Changes by the agent in this page. */
  changes: number
  mayPause: boolean
  /** `pause`: Stop only pauses, and offers the rest. */
  stop: 'end' | 'pause'
  /** The agent to whom control can be given, `take` while it can be taken back, null where control
   * is not switched. */
  switch: { give: string } | 'take' | null
}

export function bar(facts: Facts): Bar | null {
  const session = liveSession(facts)
  if (session === null || !facts.holds(session.session)) return null
  if (session.state === 'waiting' || session.state === 'asked') return null
  const policy = facts.conversation?.policy
  const paused = facts.isPaused(session.session)
  const who = paused ? pausedStatus() : viewStatus(facts, session)
  const isLive = who.tone === 'live'
  const control = isLive ? controlText(facts, session) : null
  const mayPause = policy?.customer_may_pause === true && !paused
  return {
    ...who,
    tone: control === null ? who.tone : 'control',
    detail: facts.fingerprints.map((fingerprint) => t('bar.relay', { fingerprint })).join('\n'),
    control,
    note: note(facts, session, isLive),
    isPrivate: facts.private,
    outlines: isLive && !facts.private ? facts.outlines : null,
    changes: facts.changes.length,
    mayPause,
    stop: policy?.stop_pauses === true && mayPause ? 'pause' : 'end',
    switch: isLive && policy ? switching(facts, session, policy) : null,
  }
}

function pausedStatus(): Pick<Bar, 'tone' | 'status'> {
  return { tone: 'paused', status: t('bar.paused') }
}

/** Who sees the page, while it may flow. */
function viewStatus(facts: Facts, session: SessionView): Pick<Bar, 'tone' | 'status'> {
  const agents = agentsOf(session)
  const viewing = viewers(facts, session)
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

/** Only who sees the page right now can use it. */
function controlText(facts: Facts, session: SessionView): string | null {
  const { control } = facts
  if (control === null) return null
  const holding = viewers(facts, session).filter(
    ({ person }) => control.to === null || control.to === person.id,
  )
  if (holding.length === 0) return null
  const agents = names(holding)
  switch (control.limit) {
    case null:
      return t('bar.control', { agents })
    case 'typing':
      return t('bar.control_typing', { agents })
    case 'region':
      return t('bar.control_region', { agents })
  }
}

function note(facts: Facts, session: SessionView, isLive: boolean): string {
  const seen = facts.private ? t('bar.private') : t('bar.hidden')
  const blind = agentsOf(session).filter(
    ({ person, present }) => present && !facts.viewers.includes(person.id),
  )
  if (!isLive || blind.length === 0) return seen
  return t('bar.also_here', { agents: names(blind), seen })
}

function switching(facts: Facts, session: SessionView, policy: PolicyView): Bar['switch'] {
  if (policy.control !== 'switched' || !policy.scopes.includes('control')) return null
  if (facts.control !== null) return 'take'
  const viewing = viewers(facts, session)
  const owner = facts.conversation?.owner?.id
  const to = viewing.find(({ person }) => person.id === owner) ?? viewing[0]
  return to === undefined ? null : { give: to.person.id }
}

function agentsOf(session: SessionView): ParticipantView[] {
  return session.participants.filter(({ person }) => person.role !== 'customer')
}

function viewers(facts: Facts, session: SessionView): ParticipantView[] {
  return agentsOf(session).filter(({ person }) => facts.viewers.includes(person.id))
}

function names(some: readonly ParticipantView[]): string {
  return nameList(some.map(({ person }) => agentName(person)))
}
