import { describe, expect, it } from 'vitest'
import { errorSentence } from '../../client_js/src/agent/errors.js'
import {
  endsWith,
  linked,
  mayHandOver,
  receiversOf,
  transferObstacle,
} from '../../client_js/src/agent/hand_over.js'
import { say, t } from '../../client_js/src/agent/texts.js'
import type { Person } from '../../client_js/src/signaling/messages.js'
import { ALL, ANA, BEN, conversation, scope, session } from './agent_fixtures.js'

const SUE: Person = { id: 'agent-sue', role: 'supervisor', name: 'Sue' }

describe('who may hand a conversation over', () => {
  it('is its owner, and any supervisor, until it ends', () => {
    const view = conversation({ owner: ANA })
    expect(mayHandOver(view, ANA)).toBe(true)
    expect(mayHandOver(view, BEN)).toBe(false)
    expect(mayHandOver(view, SUE)).toBe(true)
    expect(mayHandOver(view, null)).toBe(false)
    expect(mayHandOver(conversation({ state: 'ended' }), ANA)).toBe(false)
  })
})

describe('a link to a conversation', () => {
  it('offers what this agent may do about it', () => {
    const none = { queue: new Map(), others: new Map() }
    const told = (known: Parameters<typeof linked>[1]): [string, string | null] => {
      const news = linked('c1', known)
      return [say(news.sentence), news.act]
    }
    const waiting = conversation({ state: 'queued', owner: null })
    expect(told({ ...none, queue: new Map([['c1', waiting]]) })).toEqual([
      'Customer C1 is waiting for an agent.',
      'accept',
    ])
    expect(told({ ...none, others: new Map([['c1', conversation({ owner: BEN })]]) })).toEqual([
      'Customer C1 is with Ben now.',
      'take_over',
    ])
    expect(told(none)).toEqual([
      'This link leads to a conversation that is over, or not for you.',
      null,
    ])
  })
})

describe('a transfer', () => {
  it('is refused while the page is shared, where the policy says so', () => {
    const { policy } = conversation()
    const refused = { ...policy, transfer: 'refused' as const }
    const shared = conversation({ policy: refused, session: session() })
    expect(transferObstacle(shared)).toBe('agent.transfer.forbidden')
    expect(transferObstacle({ ...shared, session: session({ state: 'ended' }) })).toBeNull()
    expect(transferObstacle({ ...shared, session: null })).toBeNull()
    expect(transferObstacle({ ...shared, policy })).toBeNull()
  })

  it('goes to anybody but the owner, who has the fewest first', () => {
    const agents = [
      { person: SUE, conversations: 2, sites: ['s2', 's1'], permissions: ALL },
      { person: ANA, conversations: 0, sites: null, permissions: ALL },
      { person: BEN, conversations: 1, sites: null, permissions: ALL },
      { person: { ...BEN, id: 'elsewhere' }, conversations: 0, sites: ['s2'], permissions: ALL },
    ]
    const found = receiversOf(agents, conversation({ owner: ANA }))
    expect(found.map(({ person }) => person.name)).toEqual(['Ben', 'Sue'])
    expect(receiversOf([], conversation())).toEqual([])
  })

  it('says what ends with it', () => {
    const call = { voice: scope({ state: 'granted' }) }
    const ends = (changes: Parameters<typeof conversation>[0]): string =>
      t('agent.transfer.body', { ends: endsWith(conversation(changes)) })
    expect(ends({ session: session(), scopes: call })).toContain('Co-browse and the call end.')
    expect(ends({ session: session({ state: 'paused' }) })).toContain('Co-browse ends.')
    expect(ends({ scopes: call })).toContain('The call ends.')
    expect(ends({ session: session({ state: 'ended' }) })).not.toContain('end')
  })

  it('has words for each refusal', () => {
    const words = ['peer_absent', 'policy_forbids', 'not_allowed', 'offline'].map((code) =>
      say(errorSentence(code, 'hand-over')),
    )
    expect(words).toEqual([
      'This agent is not connected any more. Choose another one.',
      'This site does not permit a transfer while the page is shared.',
      'Only the owner of the conversation and supervisors can do this.',
      'Not connected to the server. Try again in a moment.',
    ])
    expect(say(errorSentence('policy_forbids', 'take-over'))).toContain('take a conversation over')
  })
})
