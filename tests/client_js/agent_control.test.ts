import { describe, expect, it } from 'vitest'
import { type Control, controlOf } from '../../client_js/src/agent/control.js'
import { holdOf } from '../../client_js/src/agent/gate.js'
import { refusalWords } from '../../client_js/src/agent/mirror_words.js'
import { sentenceOf } from '../../client_js/src/agent/timeline.js'
import type { ScopeView, SessionView } from '../../client_js/src/signaling/messages.js'
import { ANA, BEN, CUSTOMER, conversation, events, link, scope, session } from './agent_fixtures.js'

const HERE = { sees: true, online: true, now: 2_000 }
const VIEW = scope({ state: 'granted', grant: 7 })
const POLICY = { ...conversation().policy, scopes: ['view', 'control'] as const }

function during(control: Partial<ScopeView> | null, changes: Partial<SessionView> = {}) {
  const scopes = { view: VIEW, ...(control && { control: scope(control) }) }
  return conversation({ policy: POLICY, session: session({ scopes, ...changes }) })
}

function state(view = during(null), here = HERE, timeline = events([])): Control {
  return controlOf({ view, timeline, readSeq: 0 }, ANA, here)
}

describe('remote control', () => {
  it('is not there without a session, without the policy, or for who is not in it', () => {
    expect(controlOf(null, ANA, HERE).kind).toBe('none')
    expect(state(conversation({ policy: POLICY })).kind).toBe('none')
    expect(state({ ...during(null), policy: { ...POLICY, scopes: ['view'] } }).kind).toBe('none')
    expect(state(during(null, { state: 'ended' })).kind).toBe('none')
    expect(controlOf({ view: during(null), timeline: [], readSeq: 0 }, BEN, HERE).kind).toBe('none')
  })

  it.each([
    ['nothing', state(), null],
    ['no connection', state(during(null), { ...HERE, online: false }), { why: 'offline' }],
    ['no picture', state(during(null), { ...HERE, sees: false }), { why: 'no-picture' }],
    ['a pause', state(during(null, { state: 'paused' })), { why: 'no-picture' }],
    ['an absence', state(during(null, { state: 'away' })), { why: 'no-picture' }],
  ])('may be asked for: %s is in the way', (_, control, obstacle) => {
    expect(control).toEqual({ kind: 'off', obstacle })
  })

  it('is not asked for again at once; a no to the view does not count', () => {
    const denied = (of: 'view' | 'control') =>
      events([
        {
          ...{ type: 'scope.denied', session: 'x1', scope: of, request: 'r1', by: CUSTOMER },
          not_before: 2_010,
        },
      ])
    expect(state(during(null), HERE, denied('control'))).toEqual({
      kind: 'off',
      obstacle: { why: 'cool-down', until: 2_010 },
    })
    expect(state(during(null), HERE, denied('view'))).toEqual({ kind: 'off', obstacle: null })
  })

  it('tells who has asked and who has it', () => {
    const asked = { state: 'asked', request: 'r1', deadline: 2_030 } as const
    expect(state(during({ ...asked, by: ANA }))).toMatchObject({ kind: 'asked', mine: true })
    expect(state(during({ ...asked, by: BEN }))).toMatchObject({ kind: 'asked', mine: false })
    const granted = { state: 'granted', grant: 9, limit: 'typing' } as const
    for (const to of [null, ANA.id]) {
      expect(state(during({ ...granted, to }))).toEqual({ kind: 'mine', grant: 9, limit: 'typing' })
    }
    const participants = [CUSTOMER, ANA, BEN].map((person) => ({ person, present: true }))
    expect(state(during({ ...granted, to: BEN.id }, { participants }))).toEqual({
      kind: 'theirs',
      name: 'Ben',
    })
  })
})

describe('what the agent holds', () => {
  const granted = { state: 'granted', grant: 9, to: ANA.id } as const

  it('is the grant for control, of the page that may be seen', () => {
    expect(holdOf(link(), during(granted), ANA)).toEqual({ grant: 9, paste: true })
    const noPaste = { ...during(granted), policy: { ...POLICY, paste_by_agents: false } }
    expect(holdOf(link(), noPaste, ANA)?.paste).toBe(false)
  })

  it.each([
    ['nothing is known', holdOf(link(), undefined, ANA)],
    ['it is not granted', holdOf(link(), during({ state: 'asked' }), ANA)],
    ['it is another agent’s', holdOf(link(), during({ ...granted, to: BEN.id }), ANA)],
    ['the page is paused', holdOf(link(), during(granted, { state: 'paused' }), ANA)],
    ['the customer is away', holdOf(link(), during(granted, { state: 'away' }), ANA)],
    ['the link has another grant', holdOf(link({ grant: 6 }), during(granted), ANA)],
    ['nobody is signed in', holdOf(link(), during(granted), null)],
  ])('is nothing when %s', (_, hold) => expect(hold).toBeNull())
})

describe('words', () => {
  it('say why something had no effect, whatever the code', () => {
    expect(refusalWords('refused', 'control.submit')).toMatch(/^Submit is off/)
    expect(refusalWords('asked', 'control.leaves_site')).toMatch(/is being asked/)
    expect(refusalWords('refused', 'control.constructor' as 'control.gone')).toBe(
      'This had no effect.',
    )
    expect(refusalWords('asked', 'control.submit')).toBe('The customer is being asked.')
  })

  it('tell control from seeing in the log', () => {
    const [given, revoked, paused] = events([
      {
        signed: null,
        ...{ type: 'scope.granted', session: 'x1', scope: 'control', grant: 9, by: CUSTOMER },
        ...{
          to: ANA.id,
          request: 'r',
          until: null,
          limit: 'typing',
          survives_load: false,
          dock_deadline: null,
        },
      },
      ...(['by_customer', 'session_paused'] as const).map((reason) => ({
        ...{ type: 'scope.revoked' as const, session: 'x1', scope: 'control' as const, reason },
        ...{ grant: 9, request: null, by: null, not_before: 0 },
      })),
    ])
    const key = (event: typeof given) => (event ? sentenceOf(event)?.key : undefined)
    expect(key(given)).toBe('agent.event.control_granted_typing')
    expect(key(revoked)).toBe('agent.event.control_revoked')
    expect(key(paused)).toBeUndefined()
  })
})
