import type { ParticipantView, PolicyView, SessionView } from '../signaling/messages.js'
import { may } from '../signaling/permitted.js'
import { agentName } from './telling.js'
import { nameList, t } from './text.js'
import type { Facts } from './view.js'
import { liveSession } from './view_session.js'

/** Somebody in the session beside her. */
export interface Other {
  person: string
  name: string
  /** Without an account: the name is what they call themselves. */
  guest: boolean
  /** What there is to say of them. */
  state: 'sees' | 'away' | 'here'
}

export interface Bar {
  tone: 'live' | 'control' | 'pending' | 'paused'
  /** Who sees the page, and no more; empty where all of them use it. */
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
  /** What the agent sees can be looked at. */
  preview: boolean
  /** Who is here beside her. */
  people: readonly Other[]
  /** She may invite somebody; `panel`: what there is of that. */
  invite: { panel: unknown } | null
  /** Changes by the agent in this page. */
  changes: number
  /** She shares more tabs than this one. */
  tabs: boolean
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
  const mayPause = policy?.customer_may_pause === true && !paused
  const who = paused ? whoWhilePaused() : whoSees(facts, session)
  const isLive = who.tone === 'live' || who.tone === 'control'
  return {
    ...who,
    detail: details(facts).join('\n'),
    note: paused ? t('bar.paused_note') : note(facts, session, isLive),
    isPrivate: facts.private,
    outlines: isLive && !facts.private ? facts.outlines : null,
    preview: isLive,
    people: agentsOf(session).map((one) => other(facts, one)),
    invite: isLive && policy?.guests && policy.several_agents ? { panel: facts.invitation } : null,
    changes: facts.changes.length,
    tabs: session.pages.filter(({ present }) => present).length > 1,
    mayPause,
    stop: policy?.stop_pauses === true && mayPause ? 'pause' : 'end',
    switch: isLive && policy ? switching(facts, session, policy) : null,
  }
}

/** On which ways the page goes. */
function details({ fingerprints, paths }: Facts): string[] {
  return [
    ...fingerprints.map((fingerprint) => t('bar.relay', { fingerprint })),
    ...paths.map(({ path, roundTrip }) => t(`bar.${path}`, { delay: roundTrip ?? 'none' })),
  ]
}

type Who = Pick<Bar, 'tone' | 'status' | 'control'>

function whoWhilePaused(): Who {
  return { tone: 'paused', status: t('bar.paused'), control: null }
}

/** Who sees the page and who uses it, while it may flow. Who does not see it cannot use it. */
function whoSees(facts: Facts, session: SessionView): Who {
  const { control } = facts
  const viewing = viewers(facts, session)
  if (viewing.length === 0) return { ...onTheWay(facts, session), control: null }
  const uses = ({ person }: ParticipantView): boolean =>
    control !== null && person.role !== 'guest' && (control.to === null || control.to === person.id)
  const users = viewing.filter(uses)
  const others = viewing.filter((one) => !uses(one))
  const status = others.length === 0 ? '' : t('bar.seen_by', { agents: names(others) })
  if (control === null || users.length === 0) return { tone: 'live', status, control: null }
  return {
    tone: 'control',
    status,
    control: t(USES[control.limit ?? 'all'], { agents: names(users) }),
  }
}

const USES = {
  all: 'bar.control',
  typing: 'bar.control_typing',
  region: 'bar.control_region',
} as const

/** Why nobody sees the page. */
function onTheWay(facts: Facts, session: SessionView): Pick<Bar, 'tone' | 'status'> {
  const pending = (status: string) => ({ tone: 'pending' as const, status })
  if (facts.connection !== 'open') return pending(t('bar.offline'))
  const agents = agentsOf(session)
  const present = agents.filter(({ present }) => present)
  if (present.length > 0) return pending(t('bar.connecting', { agents: names(present) }))
  if (agents.length > 0) return pending(t('bar.lost', { agents: names(agents) }))
  return pending(t('bar.alone'))
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
  const view = facts.conversation
  // Guests are never in the list of who may.
  const able = viewers(facts, session).filter(
    ({ person }) => view && may(view, person.id, 'control'),
  )
  const to = able.find(({ person }) => person.id === view?.owner?.id) ?? able[0]
  return to === undefined ? null : { give: to.person.id }
}

function other({ viewers }: Facts, { person, present }: ParticipantView): Other {
  const sees = viewers.includes(person.id) ? 'sees' : 'here'
  const guest = person.role === 'guest'
  return { person: person.id, name: agentName(person), guest, state: present ? sees : 'away' }
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
