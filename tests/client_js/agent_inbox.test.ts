import { beforeEach, describe, expect, it } from 'vitest'
import { groupsOf, sharedElsewhere } from '../../client_js/src/agent/inbox_groups.js'
import { customerLabel } from '../../client_js/src/agent/labels.js'
import { ConsoleStore } from '../../client_js/src/agent/state.js'
import { say } from '../../client_js/src/agent/texts.js'
import type { AnyEvent, ConversationView, Person } from '../../client_js/src/signaling/messages.js'
import { ANA, BEN, CUSTOMER, conversation, events, ready, session } from './agent_fixtures.js'

const SUE: Person = { id: 'agent-sue', role: 'supervisor', name: 'Sue' }

let store: ConsoleStore

function state(changes: Partial<ConversationView>): void {
  store.handle({ type: 'conversation.state', state: conversation(changes) })
}

function open(changes: Partial<ConversationView>, timeline: readonly AnyEvent[] = []): void {
  store.handle({ type: 'conversation.opened', state: conversation(changes), timeline })
}

function listed(query = ''): [string, string[]][] {
  return groupsOf(store, query).map(({ key, entries }) => [
    key.replace('agent.inbox.', ''),
    entries.map(({ view }) => view.conversation),
  ])
}

beforeEach(() => {
  store = new ConsoleStore(() => undefined)
  store.ready(ready())
})

describe('the inbox', () => {
  it('lists who waits the longest first, what came last first, and what is over at the end', () => {
    state({ conversation: 'q2', state: 'queued', owner: null, queued_at: 20 })
    state({ conversation: 'q1', state: 'queued', owner: null, queued_at: 10 })
    open({ conversation: 'm1' }, events([{ type: 'conversation.accepted', by: ANA }], 1))
    open(
      { conversation: 'm2', queued_at: 1 },
      events([{ type: 'conversation.transferred', by: BEN, owner: ANA }], 9),
    )
    open({ conversation: 'e1', state: 'ended' })
    expect(listed()).toEqual([
      ['queue', ['q1', 'q2']],
      ['mine', ['m2', 'm1']],
      ['over', ['e1']],
    ])
  })

  it('lists conversations of others to supervisors only, and moves them as they change', () => {
    state({ conversation: 'o1', owner: BEN })
    expect(listed()).toEqual([])
    store.ready(ready({ person: SUE, queue: [conversation({ conversation: 'o1', owner: BEN })] }))
    expect(listed()).toEqual([['others', ['o1']]])
    state({ conversation: 'o1', owner: null, state: 'queued' })
    expect(listed()).toEqual([['queue', ['o1']]])
    state({ conversation: 'o1', owner: BEN, state: 'inactive' })
    expect(listed()).toEqual([['others', ['o1']]])
    open({ conversation: 'o1', owner: SUE })
    expect(listed()).toEqual([['mine', ['o1']]])
    state({ conversation: 'o2', owner: BEN })
    state({ conversation: 'o2', owner: BEN, state: 'ended' })
    expect(listed()).toEqual([['mine', ['o1']]])
  })

  it('finds all words, wherever they stand, without case and accents', () => {
    open(
      { conversation: 'm1', site_name: 'Café Paris' },
      events([{ type: 'conversation.messaged', by: ANA, text: 'Your PARCEL is late' }]),
    )
    state({ conversation: 'q1', state: 'queued', owner: null })
    expect(listed('cafe parcel')).toEqual([['mine', ['m1']]])
    expect(listed('  late  ana ')).toEqual([['mine', ['m1']]])
    expect(listed('shop')).toEqual([['queue', ['q1']]])
    expect(listed(customerLabel({ conversation: 'q1' }).toLowerCase())).toEqual([['queue', ['q1']]])
    expect(listed('nowhere')).toEqual([])
    expect(listed('.*')).toEqual([])
    expect(listed('   ')).toHaveLength(2)
  })
})

describe('a page that is shared in another conversation', () => {
  it('is one of this agent’s, live', () => {
    open({ conversation: 'm1', session: session() })
    open({ conversation: 'm2' })
    expect(sharedElsewhere(store, 'm2')?.conversation).toBe('m1')
    expect(sharedElsewhere(store, 'm1')).toBeNull()
    open({ conversation: 'm1', session: session({ state: 'asked' }) })
    expect(sharedElsewhere(store, 'm2')).toBeNull()
    open({ conversation: 'm1', session: session({ participants: [] }) })
    expect(sharedElsewhere(store, 'm2')).toBeNull()
  })
})

describe('the news of conversations that change hands', () => {
  function gone(event: Parameters<typeof events>[0][number]): string {
    open({})
    const [told] = events([event], 5)
    if (told) store.handle(told)
    store.handle({ type: 'conversation.gone', conversation: 'c1' })
    expect(store.mine.size).toBe(0)
    return store.news ? say(store.news.sentence) : ''
  }

  it('say who has it now, and who gave it away', () => {
    const given = { type: 'conversation.transferred', by: ANA, owner: BEN } as const
    expect(gone(given)).toBe('Customer C1 is with Ben now.')
    expect(gone({ ...given, by: SUE })).toBe('Sue transferred Customer C1 to Ben.')
    expect(gone({ type: 'conversation.taken_over', by: SUE })).toBe('Sue took Customer C1 over.')
    const back = { type: 'conversation.requeued', reason: 'requeued', by: ANA } as const
    expect(gone(back)).toBe('Customer C1 waits for an agent again.')
    expect(gone({ type: 'conversation.activated', by: CUSTOMER })).toContain('not with you')
  })

  it('say what has come, until it is opened or gone again', () => {
    const told = events([{ type: 'conversation.transferred', by: BEN, owner: ANA }])
    open({}, told)
    expect(store.news && say(store.news.sentence)).toBe('Ben transferred Customer C1 to you.')
    expect(store.news?.act).toBe('open')
    store.select('c1')
    expect(store.news).toBeNull()
  })

  it('are none of what she took herself, or what was only in the queue', () => {
    open({}, events([{ type: 'conversation.accepted', by: ANA }]))
    expect(store.news).toBeNull()
    state({ conversation: 'q1', state: 'queued', owner: null })
    store.handle({ type: 'conversation.gone', conversation: 'q1' })
    expect(store.news).toBeNull()
  })
})

it('knows who is connected', () => {
  const agents = [{ person: BEN, conversations: 2, sites: null, permissions: [] }]
  expect(store.handle({ type: 'agents.state', agents })).toBe(true)
  expect(store.agents).toEqual(agents)
  store.reset()
  expect(store.agents).toEqual([])
})
