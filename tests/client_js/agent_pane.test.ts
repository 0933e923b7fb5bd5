import { describe, expect, it } from 'vitest'
import {
  askObstacle,
  type LinkStatus,
  mayEnd,
  type Pane,
  type Picture,
  paneOf,
} from '../../client_js/src/agent/pane.js'
import { obstacleWords, paneWords, timeLeft } from '../../client_js/src/agent/pane_words.js'
import type { Conversation } from '../../client_js/src/agent/state.js'
import { say } from '../../client_js/src/agent/texts.js'
import type {
  AnyEvent,
  ConversationView,
  Reason,
  SessionView,
} from '../../client_js/src/signaling/messages.js'
import { ANA, BEN, CUSTOMER, conversation, events, scope, session } from './agent_fixtures.js'

function having(
  changes: Partial<ConversationView> = {},
  timeline: readonly AnyEvent[] = [],
): Conversation {
  return { view: conversation(changes), timeline, readSeq: 0 }
}

function pane(of: Partial<SessionView>, link: LinkStatus | null = null): Pane {
  return paneOf(having({ session: session(of) }), ANA, link)
}

const LIVE: Picture = { freshness: 'live', pace: 0, silence: 0 }
const PAINTED: LinkStatus = { phase: 'mirror', painted: true, ...LIVE }

describe('the pane shows', () => {
  it('nothing where nothing is selected', () => {
    expect(paneOf(null, ANA, null).kind).toBe('nothing-selected')
    expect(paneOf(having(), null, null).kind).toBe('nothing-selected')
  })

  it('R16 nothing to ask for where the agent may not see pages', () => {
    const refused = { kind: 'not-available', why: 'not-permitted' } as const
    const permissions = { [ANA.id]: ['chat'] } as const
    expect(paneOf(having({ permissions }), ANA, null)).toEqual(refused)
    const open = having({ permissions, session: session({ state: 'waiting' }) })
    expect(paneOf(open, ANA, null)).toEqual(refused)
    expect(say(paneWords(refused, true).more ?? { key: 'agent.cancel' })).toContain('not permitted')
  })

  it('that co-browse waits for an active conversation', () => {
    expect(paneOf(having({ state: 'inactive' }), ANA, null)).toEqual({
      kind: 'not-available',
      why: 'inactive',
    })
    expect(paneOf(having(), ANA, null).kind).toBe('idle')
  })

  it('that only the owner of a conversation can begin', () => {
    expect(paneOf(having({ owner: BEN }), ANA, null)).toEqual({
      kind: 'not-available',
      why: 'not-yours',
    })
  })

  it('a customer who waits, with a way in for the owner only', () => {
    const of = {
      state: 'waiting',
      started_by: CUSTOMER,
      deadline: 900,
    } as const
    expect(pane(of)).toMatchObject({
      kind: 'waiting',
      deadline: 900,
      mayView: true,
    })
    // Where the site wants the session ID, the owner needs it like everybody.
    const { policy } = having().view
    const byCode = having({ session: session(of), policy: { ...policy, join_without_code: false } })
    expect(paneOf(byCode, ANA, null)).toMatchObject({ mayView: false })
    const foreign = having({ owner: BEN, session: session(of) })
    expect(paneOf(foreign, ANA, null)).toMatchObject({
      kind: 'waiting',
      mayView: false,
    })
  })

  it('the open question and whose it is', () => {
    const asked = scope({
      state: 'asked',
      request: 'q1',
      by: BEN,
      deadline: 30,
    })
    expect(pane({ state: 'asked', scopes: { view: asked } })).toEqual({
      kind: 'asked',
      request: 'q1',
      by: BEN,
      mine: false,
      deadline: 30,
    })
  })

  it.each<[string, LinkStatus | null]>([
    ['connecting', null],
    ['connecting', { ...PAINTED, freshness: 'loading', painted: false }],
    ['live', PAINTED],
    ['live', { ...PAINTED, freshness: 'stale' }],
    ['unshared', { ...PAINTED, freshness: 'unshared' }],
    ['unshared', { ...PAINTED, freshness: 'unshared', painted: false }],
    ['lost', { phase: 'lost' }],
    ['problem', { phase: 'problem', code: 'bad_frame' }],
  ])('%s as the link has it', (kind, link) => {
    expect(pane({}, link).kind).toBe(kind)
  })

  it('nothing live to an agent who is not in the session', () => {
    const participants = [{ person: CUSTOMER, present: true }]
    expect(pane({ participants }, PAINTED)).toEqual({ kind: 'not-available', why: 'others' })
  })

  it('nothing while paused, whatever the link says', () => {
    expect(pane({ state: 'paused' }, PAINTED).kind).toBe('paused')
  })

  it.each<[string, LinkStatus | null]>([
    ['away', null],
    ['away', { phase: 'lost' }],
    ['away', { ...PAINTED, freshness: 'stale' }],
    ['away', { ...PAINTED, freshness: 'catching-up', silence: 4000 }],
    ['away', { ...PAINTED, freshness: 'unshared', silence: 4000 }],
    ['unshared', { ...PAINTED, freshness: 'unshared', painted: false }],
    ['live', PAINTED],
  ])('%s while only her WebSocket is gone, depending on what flows', (kind, link) => {
    const away = pane({ state: 'away', deadline: 30 }, link)
    expect(away).toMatchObject(kind === 'live' ? { kind, awayUntil: 30 } : { kind, deadline: 30 })
  })

  it('R27 where she is, and until when she may come back', () => {
    const told = (outside: boolean): string | null => {
      const { more } = paneWords(pane({ state: 'away', deadline: 30, outside }), true)
      return more && say(more)
    }
    expect(told(false)).toMatch(/is loading.* ends at .*\d/)
    expect(told(true)).toMatch(/outside this site.* ends at .*\d/)
  })

  it('R4 that the agent has to press View, where the policy says so', () => {
    const policy = { ...conversation().policy, view_needs_press: true }
    const of = having({ policy, session: session() })
    expect(paneOf(of, ANA, null)).toEqual({ kind: 'agreed', session: 'x1' })
    expect(paneOf(of, ANA, null, new Set(['x0'])).kind).toBe('agreed')
    expect(paneOf(of, ANA, null, new Set(['x1'])).kind).toBe('connecting')
    expect(paneOf(having({ session: session() }), ANA, null).kind).toBe('connecting')
  })

  it.each<[Reason, string, string]>([
    ['by_customer', 'Co-browse has ended', 'Ended by the customer'],
    ['by_agent', 'Co-browse has ended', 'Ended by Ana'],
    ['denied', 'The request was declined', 'The customer said no'],
    ['withdrawn', 'The request was withdrawn', 'ask again'],
    ['expired', 'The request was not answered', 'ask again'],
    ['customer_gone', 'Co-browse has ended', 'did not come back'],
    ['agent_gone', 'Co-browse has ended', 'No agent'],
    ['conversation_ended', 'Co-browse has ended', 'The conversation has ended'],
    ['session_ended', 'Co-browse has ended', 'Ended at'],
  ])('who or what ended it: %s', (reason, heading, more) => {
    const timeline = events([{ type: 'session.ended', session: 'x1', reason, by: ANA }])
    const ended = paneOf(having({ session: session({ state: 'ended' }) }, timeline), ANA, PAINTED)
    const words = paneWords(ended, true)
    expect(say(words.heading)).toBe(heading)
    expect(words.more && say(words.more)).toContain(more)
  })

  it('that nobody joined what the customer started', () => {
    const timeline = events([{ type: 'session.ended', session: 'x1', reason: 'expired', by: null }])
    const over = session({ state: 'ended', started_by: CUSTOMER })
    const words = paneWords(paneOf(having({ session: over }, timeline), ANA, null), true)
    expect(words.more && say(words.more)).toBe('Nobody joined in time.')
  })
})

describe('words for every state', () => {
  const panes: Pane[] = [
    { kind: 'nothing-selected' },
    { kind: 'not-available', why: 'queued' },
    { kind: 'not-available', why: 'ended' },
    { kind: 'idle' },
    { kind: 'waiting', session: 'x', deadline: null, mayView: false },
    { kind: 'asked', request: 'q', by: BEN, mine: false, deadline: null },
    { kind: 'connecting' },
    { kind: 'live', picture: LIVE, awayUntil: null },
    { kind: 'unshared', deadline: null },
    { kind: 'away', deadline: null, outside: false },
    { kind: 'away', deadline: 30, outside: false },
    { kind: 'away', deadline: null, outside: true },
    { kind: 'away', deadline: 30, outside: true },
    { kind: 'agreed', session: 'x1' },
    { kind: 'not-available', why: 'others' },
    { kind: 'lost' },
    { kind: 'paused' },
    { kind: 'problem', code: 'whatever' },
  ]

  it.each(panes)('$kind', (one) => {
    const { heading, more } = paneWords(one, false)
    expect(say(heading)).not.toBe('')
    if (more) expect(say(more)).not.toContain('whatever')
  })

  it.each<[Partial<Picture>, string]>([
    [{ freshness: 'catching-up' }, 'is live'],
    [{ silence: 4000 }, 'may have changed'],
  ])('of the picture: %o', (changes, words) => {
    const live: Pane = { kind: 'live', picture: { ...LIVE, ...changes }, awayUntil: null }
    expect(say(paneWords(live, true).heading)).toContain(words)
  })

  it('count down in seconds, and in minutes while there is time', () => {
    expect(timeLeft(130, 100.2)).toBe('30 seconds left')
    expect(timeLeft(101, 100)).toBe('1 second left')
    expect(timeLeft(90, 100)).toBe('0 seconds left')
    expect(timeLeft(1000, 100)).toBe('15 min left')
  })
})

describe('asking is', () => {
  it('possible in an active conversation', () => {
    expect(askObstacle(having(), true, 0)).toBeNull()
    expect(askObstacle(having({ session: session({ state: 'ended' }) }), true, 0)).toBeNull()
  })

  it.each([
    ['no-conversation', null, true],
    ['offline', having(), false],
    ['not-active', having({ state: 'ended' }), true],
    ['session-open', having({ session: session({ state: 'waiting' }) }), true],
    ['needs-message', having({ agent_has_written: false }), true],
    ['customer-absent', having({ customer_present: false }), true],
  ] as const)('impossible: %s', (why, of, online) => {
    expect(askObstacle(of, online, 0)).toEqual({ why })
  })

  it('a matter of the site', () => {
    const policy = conversation().policy
    const free = { ...policy, ask_needs_message: false }
    expect(askObstacle(having({ policy: free, agent_has_written: false }), true, 0)).toBeNull()
    const forbidden = { ...policy, agent_may_ask: false }
    expect(askObstacle(having({ policy: forbidden }), true, 0)).toEqual({
      why: 'policy',
    })
  })

  it('impossible for a while after a denial', () => {
    const denied = {
      type: 'scope.denied',
      session: 'x1',
      scope: 'view',
      request: 'q1',
    } as const
    const of = having({}, events([{ ...denied, by: CUSTOMER, not_before: 60 }]))
    const obstacle = askObstacle(of, true, 50)
    expect(obstacle).toEqual({ why: 'cool-down', until: 60 })
    const words = obstacleWords(obstacle, 50)
    expect(words && say(words)).toBe('You can ask again in 10 seconds.')
    expect(askObstacle(of, true, 60)).toBeNull()
  })

  it('impossible for a while after silence, whatever is said meanwhile', () => {
    const expired = {
      type: 'scope.expired',
      session: 'x1',
      scope: 'view',
      request: 'q1',
      grant: null,
    } as const
    const said = { type: 'conversation.messaged', by: CUSTOMER, text: 'Hello?' } as const
    const of = having({}, events([{ ...expired, not_before: 60 }, said]))
    expect(askObstacle(of, true, 50)).toEqual({ why: 'cool-down', until: 60 })
    expect(askObstacle(of, true, 60)).toBeNull()
  })
})

describe('ending', () => {
  it.each([
    ['active', true],
    ['paused', true],
    ['away', true],
    ['waiting', false],
    ['asked', false],
    ['ended', false],
  ] as const)('a session that is %s: %s', (state, may) => {
    expect(mayEnd(having({ session: session({ state }) }), ANA)).toBe(may)
  })

  it('is for those who are in it', () => {
    expect(mayEnd(having({ session: session() }), BEN)).toBe(false)
    expect(mayEnd(having(), ANA)).toBe(false)
  })
})
