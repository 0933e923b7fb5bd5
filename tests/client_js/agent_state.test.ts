import { beforeEach, describe, expect, it } from 'vitest'
import { ConsoleStore, unreadIn } from '../../client_js/src/agent/state.js'
import type { AnyEvent, ConversationView } from '../../client_js/src/signaling/messages.js'
import { ANA, CUSTOMER, conversation, events, ready } from './agent_fixtures.js'

const SAID = events([
  { type: 'conversation.queued', site: 's1', customer: CUSTOMER },
  { type: 'conversation.messaged', by: CUSTOMER, text: 'Hello' },
])

function said(seq: number, text = 'More'): AnyEvent {
  const [event] = events([{ type: 'conversation.messaged', by: CUSTOMER, text }], seq)
  if (!event) throw new Error('no event')
  return event
}

let changes: number
let store: ConsoleStore

function open(state: ConversationView = conversation({ seq: 2 }), timeline = SAID): void {
  store.handle({ type: 'conversation.opened', state, timeline })
}

function unread(): number {
  const current = store.mine.get('c1')
  return current ? unreadIn(current) : -1
}

beforeEach(() => {
  changes = 0
  store = new ConsoleStore(() => {
    changes += 1
  })
  store.ready(ready())
})

describe('the queue', () => {
  const queued = conversation({ state: 'queued', owner: null })

  it('comes with ready and replaces the old one', () => {
    store.ready(ready({ queue: [queued] }))
    expect([...store.queue.keys()]).toEqual(['c1'])
    store.ready(ready())
    expect(store.queue.size).toBe(0)
  })

  it('grows with each queued conversation and shrinks when it is taken', () => {
    store.handle({ type: 'conversation.state', state: queued })
    expect(store.queue.size).toBe(1)
    store.handle({ type: 'conversation.gone', conversation: 'c1' })
    expect(store.queue.size).toBe(0)
  })

  it('loses what is accepted by this agent', () => {
    store.handle({ type: 'conversation.state', state: queued })
    open()
    expect(store.queue.size).toBe(0)
    expect([...store.mine.keys()]).toEqual(['c1'])
  })

  it('never lists what another agent owns', () => {
    store.handle({ type: 'conversation.state', state: conversation() })
    expect(store.queue.size + store.mine.size).toBe(0)
  })
})

describe('a conversation', () => {
  it('may be selected before the server has told of it', () => {
    store.select('c1')
    expect(store.current).toBeNull()
    open()
    expect(store.current?.timeline).toHaveLength(2)
  })

  it('takes every event once', () => {
    open()
    expect(store.handle(said(3))).toBe(true)
    expect(store.handle(said(3))).toBe(false)
    expect(store.mine.get('c1')?.timeline.map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  it('does not go back to an older state', () => {
    open(conversation({ seq: 9 }))
    store.handle({
      type: 'conversation.state',
      state: conversation({ seq: 8, state: 'inactive' }),
    })
    expect(store.mine.get('c1')?.view.state).toBe('active')
    store.handle({
      type: 'conversation.state',
      state: conversation({ seq: 10, state: 'inactive' }),
    })
    expect(store.mine.get('c1')?.view.state).toBe('inactive')
  })

  it('that is gone is selected no more', () => {
    open()
    store.select('c1')
    store.handle({ type: 'conversation.gone', conversation: 'c1' })
    expect(store.selected).toBeNull()
  })

  it('that ready does not name any more is gone, unless it is kept as ended', () => {
    open()
    store.ready(ready())
    expect(store.mine.size).toBe(0)
    open(conversation({ seq: 2, state: 'ended' }))
    store.ready(ready())
    expect(store.mine.size).toBe(1)
  })

  it('is dismissed by the agent once it has ended, and not before', () => {
    open()
    store.dismiss('c1')
    expect(store.mine.size).toBe(1)
    store.handle({
      type: 'conversation.state',
      state: conversation({ seq: 4, state: 'ended' }),
    })
    store.dismiss('c1')
    expect(store.mine.size).toBe(0)
  })
})

describe('unread messages', () => {
  it('are those of the customer that nobody has looked at', () => {
    open()
    expect(unread()).toBe(1)
    store.handle(said(3))
    const [own] = events([{ type: 'conversation.messaged', by: ANA, text: 'Hi' }], 4)
    if (own) store.handle(own)
    expect(unread()).toBe(2)
    expect(store.unread).toBe(2)
  })

  it('are read by selecting the conversation', () => {
    open()
    store.select('c1')
    expect(unread()).toBe(0)
    store.handle(said(3))
    expect(unread()).toBe(0)
    store.select(null)
    store.handle(said(4))
    expect(unread()).toBe(1)
  })

  it('stay unread while the agent looks elsewhere', () => {
    open()
    store.watching(false)
    store.select('c1')
    expect(unread()).toBe(1)
    store.watching(true)
    expect(unread()).toBe(0)
  })

  it('survive a reconnect; after a reload of the console nothing counts as new', () => {
    open()
    const opened = {
      type: 'conversation.opened',
      state: conversation({ seq: 3 }),
    } as const
    const conversations = [{ ...opened, timeline: [...SAID, said(3)] }]
    store.ready(ready({ conversations }))
    expect(unread()).toBe(2)
    store = new ConsoleStore(() => undefined)
    store.ready(ready({ conversations }))
    expect(unread()).toBe(0)
  })
})

describe('the store', () => {
  it('tells of changes, and leaves alone what is none of its business', () => {
    const before = changes
    expect(store.handle({ type: 'link.closed', link: 'l1' })).toBe(false)
    expect(store.handle(said(3))).toBe(false)
    expect(changes).toBe(before)
    open()
    expect(changes).toBe(before + 1)
  })

  it('forgets everything at sign-out', () => {
    open()
    store.select('c1')
    store.reset()
    expect([store.me, store.selected, store.mine.size, store.queue.size]).toEqual([
      null,
      null,
      0,
      0,
    ])
  })
})
