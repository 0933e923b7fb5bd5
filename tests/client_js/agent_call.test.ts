import { describe, expect, it } from 'vitest'
import { type Call, callOf, incomingOf } from '../../client_js/src/agent/calling/call.js'
import { fullDeviceOf } from '../../client_js/src/agent/calling/full_device.js'
import { othersIn } from '../../client_js/src/agent/calling/people.js'
import { screenSight } from '../../client_js/src/agent/calling/screen_state.js'
import { blankKey, callTime, silenceKey } from '../../client_js/src/agent/calling/words.js'
import type { ConversationView } from '../../client_js/src/signaling/messages.js'
import {
  ANA,
  BEN,
  CUSTOMER,
  conversation,
  events,
  granted,
  scope,
  session,
} from './agent_fixtures.js'

const POLICY = { ...conversation().policy, scopes: ['view', 'voice', 'video', 'screen'] as const }
const HERE = { online: true, now: 2_000, engaged: null }
const NOBODY = { call: null, isHers: () => false }

function state(
  changes: Partial<ConversationView> = {},
  { here = HERE, ledger = NOBODY as Parameters<typeof callOf>[2], timeline = events([]) } = {},
): Call {
  const view = conversation({ policy: POLICY, ...changes })
  return callOf({ view, timeline, readSeq: 0 }, ANA, ledger, here)
}

const ring = (by = ANA) => scope({ state: 'asked', request: 'r1', by, deadline: 2_030 })

describe('a call', () => {
  it('is not offered where the policy has none, or the conversation is over', () => {
    expect(state({ policy: { ...POLICY, scopes: ['view'] } }).kind).toBe('none')
    expect(state({ state: 'ended' }).kind).toBe('none')
    expect(state({ policy: { ...POLICY, scopes: ['voice'] } })).toEqual({
      kind: 'off',
      may: [{ scope: 'voice', obstacle: null }],
    })
  })

  it.each([
    ['no connection', state({}, { here: { ...HERE, online: false } }), 'offline'],
    ['another call', state({}, { here: { ...HERE, engaged: 'c2' } as never }), 'busy'],
    ['an absent customer', state({ customer_present: false }), 'customer-absent'],
    ['a pause', state({ session: session({ state: 'paused' }) }), 'paused'],
  ])('may be made: %s is in the way', (_what, call, why) => {
    expect(call).toMatchObject({ may: [{ obstacle: { why } }, { obstacle: { why } }] })
  })

  it('may be made by voice after she declined one with video', () => {
    const timeline = events([
      {
        signed: null,
        type: 'scope.asked',
        session: null,
        scope: 'video',
        request: 'r1',
        by: ANA,
        deadline: 9,
      },
      {
        type: 'scope.denied',
        session: null,
        scope: 'video',
        request: 'r1',
        by: CUSTOMER,
        not_before: 2_010,
      },
    ])
    expect(state({}, { timeline })).toEqual({
      kind: 'off',
      may: [
        { scope: 'voice', obstacle: null },
        { scope: 'video', obstacle: { why: 'cool-down', until: 2_010 } },
      ],
    })
  })

  it('may be made at once after a call of hers that was missed', () => {
    const timeline = events([
      {
        signed: null,
        type: 'scope.asked',
        session: null,
        scope: 'voice',
        request: 'r1',
        by: CUSTOMER,
        deadline: 9,
      },
      {
        type: 'scope.expired',
        session: null,
        scope: 'voice',
        request: 'r1',
        grant: null,
        not_before: 2_010,
      },
    ])
    expect(state({}, { timeline })).toMatchObject({ may: [{ obstacle: null }, { obstacle: null }] })
  })

  it('rings: her own, of another agent, and of the customer, who alone waits for an answer', () => {
    const mine = { call: null, isHers: (request: string | null) => request === 'r1' }
    expect(state({ scopes: { voice: ring() } }, { ledger: mine })).toMatchObject({ mine: true })
    const other = state({ scopes: { video: ring(BEN) } })
    expect(other).toMatchObject({ kind: 'ringing', scope: 'video', mine: false })
    expect(incomingOf(other)).toBeNull()
    const hers = state({ scopes: { voice: ring(CUSTOMER) } })
    expect(incomingOf(hers)).toMatchObject({ request: 'r1', scope: 'voice' })
  })

  it('goes on: since when, with whom, and whether this agent takes part', () => {
    const timeline = events([
      {
        signed: null,
        type: 'scope.asked',
        session: null,
        scope: 'voice',
        request: 'r1',
        by: BEN,
        deadline: 9,
      },
      granted({ scope: 'voice', grant: 9, by: CUSTOMER, request: 'r1' }),
    ])
    const scopes = { voice: scope({ state: 'granted', grant: 9 }) }
    expect(state({ scopes }, { timeline })).toEqual({
      kind: 'on',
      grant: 9,
      since: 1_002,
      mine: false,
      agents: [BEN],
      held: false,
      video: { kind: 'off', obstacle: null },
    })
    const joined = { ...NOBODY, call: { conversation: 'c1', grant: 9 } }
    expect(state({ scopes }, { timeline, ledger: joined })).toMatchObject({ mine: true })
    const paused = { scopes, session: session({ state: 'paused' }) }
    expect(state(paused, { timeline })).toMatchObject({ held: true })
  })

  it('with a question for video: only who is in it is asked', () => {
    const scopes = { voice: scope({ state: 'granted', grant: 9 }), video: ring(CUSTOMER) }
    expect(incomingOf(state({ scopes }))).toBeNull()
    const joined = { ...NOBODY, call: { conversation: 'c1', grant: 9 } }
    expect(incomingOf(state({ scopes }, { ledger: joined }))).toMatchObject({ scope: 'video' })
  })

  it('lasts', () => {
    expect([callTime(-1), callTime(61), callTime(3_725)]).toEqual(['00:00', '01:01', '1:02:05'])
  })
})

describe('the full device', () => {
  const during = (changes: Parameters<typeof session>[0]) =>
    fullDeviceOf(
      {
        view: conversation({ policy: POLICY, session: session(changes) }),
        timeline: [],
        readSeq: 0,
      },
      ANA,
      { online: true, now: 2_000 },
    )

  it('is not there without a session, for who is not in it, or against the policy', () => {
    const view = conversation({ policy: POLICY })
    const here = { online: true, now: 0 }
    expect(fullDeviceOf({ view, timeline: [], readSeq: 0 }, ANA, here).kind).toBe('none')
    const shared = { ...view, session: session() }
    expect(fullDeviceOf({ view: shared, timeline: [], readSeq: 0 }, BEN, here).kind).toBe('none')
    const barred = { ...shared, policy: { ...POLICY, scopes: ['view'] as const } }
    expect(fullDeviceOf({ view: barred, timeline: [], readSeq: 0 }, ANA, here).kind).toBe('none')
  })

  it('is asked for while the session goes on, and is on once granted', () => {
    expect(during({})).toEqual({ kind: 'off', obstacle: null })
    expect(during({ state: 'paused' })).toEqual({ kind: 'off', obstacle: { why: 'not-active' } })
    expect(during({ scopes: { screen: ring() } })).toMatchObject({ kind: 'asked', mine: true })
    const scopes = { screen: scope({ state: 'granted', grant: 11 }) }
    expect(during({ scopes })).toEqual({ kind: 'on', grant: 11 })
  })

  it.each([
    ['live', true, true, undefined],
    ['live', false, false, 'agent.screen.connecting'],
    ['choosing', true, false, 'agent.screen.choosing'],
    ['denied', false, false, 'agent.screen.denied'],
    ['impossible', false, false, 'agent.screen.impossible'],
    ['forbidden', true, false, 'agent.screen.forbidden'],
    ['frozen', true, true, 'agent.screen.frozen'],
  ] as const)('that is %s, picture %s: shows %s, says %s', (screen, arrives, shows, heading) => {
    const sight = screenSight({ screen }, { arrives, still: false }, 'connected')
    expect([sight.shows, sight.words?.heading]).toEqual([shows, heading])
  })

  it('says so where no pictures come although it is said to be live', () => {
    const sight = screenSight({ screen: 'live' }, { arrives: true, still: true }, 'connected')
    expect([sight.shows, sight.words?.heading]).toEqual([true, 'agent.screen.frozen'])
  })

  it('says that the way to it is interrupted, above what was seen last', () => {
    const sight = screenSight({ screen: 'live' }, { arrives: true, still: true }, 'interrupted')
    expect([sight.shows, sight.words?.heading]).toEqual([true, 'agent.screen.lost'])
  })
})

describe('the others in a call', () => {
  const timeline = events([{ type: 'conversation.accepted', by: BEN }])
  const others = (told: readonly string[] | null, agents = [ANA, BEN]) =>
    othersIn({ view: conversation(), timeline, readSeq: 0 }, { agents }, told, ANA)

  it('are those who asked or answered, until her call window has said who is there', () => {
    expect(others(null)).toEqual([BEN])
    expect(others(['agent-ana'])).toEqual([])
    expect(others(['agent-ana', 'agent-ben'], [ANA])).toEqual([BEN])
  })

  it('are nobody whom the server does not know', () => {
    expect(others(['agent-eve', CUSTOMER.id])).toEqual([])
  })
})

describe('why the customer is not heard or seen', () => {
  it('is said in words', () => {
    const none = { microphone: null, camera: null }
    expect(silenceKey({ trouble: none })).toBe('agent.call.muted_theirs')
    expect(blankKey({ trouble: none })).toBe('agent.call.camera_theirs_off')
    const trouble = { microphone: 'busy', camera: 'denied' } as const
    expect(silenceKey({ trouble })).toBe('agent.theirs.microphone_busy')
    expect(blankKey({ trouble })).toBe('agent.theirs.camera_denied')
  })
})
