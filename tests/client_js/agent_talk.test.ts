import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ConsoleStore } from '../../client_js/src/agent/state.js'
import { Talk } from '../../client_js/src/agent/talk.js'
import type { AnyEvent, Marks, ServerMessage } from '../../client_js/src/signaling/messages.js'
import { ANA, CUSTOMER, conversation, events, ready } from './agent_fixtures.js'
import { FakeSocket } from './fake_socket.js'

const TIMELINE = events([
  { type: 'conversation.queued', site: 's1', customer: CUSTOMER },
  { type: 'conversation.messaged', by: CUSTOMER, text: 'Hello' },
  { type: 'conversation.accepted', by: ANA },
])

let socket: FakeSocket
let store: ConsoleStore
let talk: Talk
let changes: number

function take(message: ServerMessage): void {
  store.handle(message)
  talk.handle(message)
}

function said(by: typeof ANA, seq: number): AnyEvent {
  return events([{ type: 'conversation.messaged', by, text: 'More' }], seq)[0] as AnyEvent
}

function marks(customer: Marks, agents: Marks): void {
  take({ type: 'conversation.marks', conversation: 'c1', customer, agents })
}

const seen = () => socket.asked.filter(({ type }) => type === 'conversation.seen')
const NONE = { delivered: 0, seen: 0 }

beforeEach(() => {
  changes = 0
  socket = new FakeSocket()
  store = new ConsoleStore(() => talk?.settle())
  talk = new Talk({
    socket,
    store,
    changed: () => {
      changes += 1
    },
  })
  store.ready(ready())
  take({ type: 'conversation.opened', state: conversation({ seq: 3 }), timeline: TIMELINE })
})

describe('a message of the customer', () => {
  it('is seen when the agent has the chat before her eyes', () => {
    expect(seen()).toEqual([])
    store.select('c1')
    expect(seen()).toEqual([{ type: 'conversation.seen', conversation: 'c1', seq: 2 }])
    store.watching(false)
    take(said(CUSTOMER, 4))
    expect(seen()).toHaveLength(1)
    store.watching(true)
    expect(seen()).toHaveLength(2)
    take(said(ANA, 5))
    expect(seen()).toHaveLength(2)
  })

  it('is said to be seen again where the server has forgotten it', () => {
    store.select('c1')
    marks(NONE, { delivered: 2, seen: 2 })
    expect(seen()).toHaveLength(1)
    // It was restarted.
    marks(NONE, { delivered: 2, seen: 0 })
    expect(seen()).toHaveLength(2)
  })

  it('is not reported without a connection or after the end', () => {
    socket.state = 'retrying'
    store.select('c1')
    expect(seen()).toEqual([])
    socket.state = 'open'
    take({ type: 'conversation.state', state: conversation({ seq: 4, state: 'ended' }) })
    expect(seen()).toEqual([])
  })
})

describe('a message of the agent', () => {
  it('is delivered, then seen; only the last one says so', () => {
    take(said(ANA, 4))
    take(said(ANA, 5))
    const current = store.mine.get('c1')
    if (!current) throw new Error('no conversation')
    expect(talk.mark(current, 5)).toBeNull()
    marks({ delivered: 5, seen: 4 }, NONE)
    expect(talk.mark(current, 5)).toBe('delivered')
    expect(talk.mark(current, 4)).toBeNull()
    marks({ delivered: 5, seen: 5 }, NONE)
    expect(talk.mark(current, 5)).toBe('seen')
    expect(changes).toBe(2)
  })
})

describe('typing', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('of the customer ends with the message', () => {
    take({ type: 'conversation.typing', conversation: 'c1', by: CUSTOMER, typing: true })
    expect(talk.typing('c1')).toEqual([CUSTOMER])
    expect(talk.typing('c2')).toEqual([])
    take(said(CUSTOMER, 4))
    expect(talk.typing('c1')).toEqual([])
  })

  it('ends in one conversation when it begins in another', () => {
    const typed = (conversation: string, typing: boolean) => ({
      type: 'conversation.typing',
      conversation,
      typing,
    })
    talk.typed('c1', true)
    talk.typed('c2', true)
    expect(socket.asked).toEqual([typed('c1', true), typed('c1', false), typed('c2', true)])
  })

  it('is over when the conversation is gone', () => {
    take({ type: 'conversation.typing', conversation: 'c1', by: CUSTOMER, typing: true })
    take({ type: 'conversation.gone', conversation: 'c1' })
    expect(talk.typing('c1')).toEqual([])
  })
})
