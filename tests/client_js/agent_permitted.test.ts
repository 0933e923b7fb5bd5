import { describe, expect, it } from 'vitest'
import { permitted } from '../../client_js/src/agent/permitted.js'
import { ConsoleStore } from '../../client_js/src/agent/state.js'
import type { Permission } from '../../client_js/src/signaling/messages.js'
import { may, somebodyMay } from '../../client_js/src/signaling/permitted.js'
import { ALL, ANA, BEN, CUSTOMER, conversation, scope, session } from './agent_fixtures.js'

const without = (...taken: Permission[]) => ALL.filter((one) => !taken.includes(one))

function seen(...taken: Permission[]) {
  const { policy } = conversation()
  const scopes = ['view', 'control', 'screen', 'voice', 'video', 'document'] as const
  return permitted(
    conversation({
      policy: { ...policy, scopes: [...scopes], clear_all: true },
      permissions: { [ANA.id]: without(...taken), [BEN.id]: ALL },
      scopes: { voice: scope({ state: 'granted' }), document: scope({ state: 'asked' }) },
      session: session({
        scopes: { view: scope({ state: 'granted' }), control: scope({ state: 'granted' }) },
      }),
    }),
    ANA,
  )
}

describe('what an agent is shown of a conversation', () => {
  it('is all of it where she may do everything', () => {
    const view = conversation()
    expect(permitted(view, ANA)).toEqual(view)
  })

  it('has no tool that she may not use', () => {
    const { policy } = seen('control', 'pen', 'laser', 'navigation', 'voice')
    expect(policy.scopes).toEqual(['view', 'screen', 'video', 'document'])
    expect(policy).toMatchObject({
      laser: false,
      pen: false,
      clear_all: false,
      navigation_by_agents: false,
      tabs_by_agents: false,
      agent_may_ask: true,
    })
  })

  it('has no question or grant that she has no use for', () => {
    const view = seen('control', 'voice')
    expect(Object.keys(view.scopes)).toEqual(['document'])
    expect(Object.keys(view.session?.scopes ?? {})).toEqual(['view'])
  })

  it('has no page to ask for', () => {
    expect(seen('view').policy).toMatchObject({ agent_may_ask: false, join_without_code: false })
  })

  it('has nothing where she is not listed, or nobody yet', () => {
    for (const me of [{ ...ANA, id: 'stranger' }, null]) {
      const { policy } = permitted(conversation(), me)
      expect(policy.scopes).toEqual([])
      expect(policy.laser || policy.pen || policy.agent_may_ask).toBe(false)
    }
  })

  it('never has more than the policy', () => {
    const { policy } = conversation()
    const view = conversation({ policy: { ...policy, laser: false, tabs_by_agents: false } })
    expect(permitted(view, ANA).policy).toEqual(view.policy)
  })
})

describe('the store', () => {
  const store = new ConsoleStore(() => {})

  it('knows what she may do here, and on some site', () => {
    store.me = ANA
    const state = conversation({ permissions: { [ANA.id]: ['chat'] } })
    store.handle({ type: 'conversation.opened', state, timeline: [] })
    expect(store.may('transfer')).toBe(false)
    const mine = { person: ANA, conversations: 1, sites: null, permissions: ['transfer' as const] }
    store.handle({ type: 'agents.state', agents: [mine] })
    expect(store.may('transfer')).toBe(true)
    expect(store.may('transfer', state)).toBe(false)
    expect(store.may('chat', state)).toBe(true)
    // Of others' she knows no more than that.
    expect(store.may('transfer', conversation({ conversation: 'c2' }))).toBe(true)
    expect(store.mine.get('c1')?.view.policy.agent_may_ask).toBe(false)
    store.handle({ type: 'conversation.state', state: conversation({ seq: 9 }) })
    expect(store.mine.get('c1')?.view.policy.agent_may_ask).toBe(true)
  })
})

it('asks whether anybody is there for it', () => {
  const view = conversation({ permissions: { [ANA.id]: ['chat'], [BEN.id]: ['voice'] } })
  expect(somebodyMay(view, 'voice')).toBe(true)
  expect(somebodyMay(view, 'video')).toBe(false)
  expect(may(view, CUSTOMER.id, 'chat')).toBe(false)
  expect(may(view, undefined, 'chat')).toBe(false)
})
