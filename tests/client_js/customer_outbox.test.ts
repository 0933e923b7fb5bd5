import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Ending } from '../../client_js/src/customer/ending.js'
import { Memory } from '../../client_js/src/customer/memory.js'
import { Outbox } from '../../client_js/src/customer/outbox.js'
import { Unsent } from '../../client_js/src/customer/unsent.js'
import { conversation, MemoryStorage, session } from './customer_fixtures.js'
import { FakeSocket, settle } from './fake_socket.js'

let socket: FakeSocket

beforeEach(() => {
  socket = new FakeSocket()
})

afterEach(() => {
  vi.useRealTimers()
})

describe('Outbox', () => {
  it('sends one at a time, in order, also after a refusal', async () => {
    const outbox = new Outbox(socket)
    const first = outbox.send(() => ({ type: 'conversation.start', text: 'one' }))
    const second = outbox.send(() => ({ type: 'ping' }))
    await settle()
    expect(socket.asked.map(({ type }) => type)).toEqual(['conversation.start'])
    const refused = expect(first).rejects.toMatchObject({ code: 'bad_text' })
    await socket.refuse('bad_text')
    await refused
    expect(socket.asked.map(({ type }) => type)).toEqual(['conversation.start', 'ping'])
    await socket.ack()
    await second
  })

  it('makes the request only when there is a connection', async () => {
    socket.state = 'connecting'
    const outbox = new Outbox(socket)
    let made = 0
    void outbox.send(() => {
      made++
      return { type: 'ping' }
    })
    await settle()
    expect(made).toBe(0)
    socket.state = 'open'
    outbox.settle()
    await settle()
    expect(made).toBe(1)
  })
})

describe('Unsent', () => {
  it('holds a message from the key press to its event', async () => {
    const unsent = new Unsent(new Outbox(socket), () => undefined)
    void unsent.send('Hello', () => null)
    void unsent.send('Hello', () => 'c1')
    expect(unsent.texts).toEqual(['Hello', 'Hello'])
    await settle()
    unsent.arrived('Hello')
    await socket.ack()
    expect(unsent.texts).toEqual(['Hello'])
    expect(socket.asked).toEqual([
      { type: 'conversation.start', text: 'Hello' },
      { type: 'conversation.message', conversation: 'c1', text: 'Hello' },
    ])
  })

  it('gives up a message that was refused', async () => {
    const unsent = new Unsent(new Outbox(socket), () => undefined)
    const sent = expect(unsent.send('Hello', () => null)).rejects.toMatchObject({ code: 'offline' })
    await settle()
    await socket.refuse('offline')
    await sent
    expect(unsent.texts).toEqual([])
  })
})

describe('Ending', () => {
  const storage = () => new Memory(new MemoryStorage())

  it('is said again at every ready, also by the next page, until the state confirms it', async () => {
    const memory = storage()
    const ending = new Ending(memory, socket)
    ending.begin({ conversation: 'c1', session: 's1' })
    await socket.refuse('offline')
    expect(ending.isOf('s1')).toBe(true)
    const next = new Ending(memory, socket)
    next.say()
    await socket.ack()
    expect(socket.asked).toEqual(
      Array(2).fill({ type: 'session.end', conversation: 'c1', session: 's1' }),
    )
    next.settle(conversation({ session: session({}) }))
    expect(next.isOf('s1')).toBe(true)
    next.settle(conversation({ session: session({ state: 'ended' }) }))
    expect(next.pending).toBe(false)
  })

  it.each(['wrong_state', 'not_found', 'not_allowed'])('is over with %s', async (code) => {
    const ending = new Ending(storage(), socket)
    ending.begin({ conversation: 'c1', session: 's1' })
    await socket.refuse(code)
    expect(ending.pending).toBe(false)
    ending.say()
    expect(socket.asked).toHaveLength(1)
  })

  it.each(['unavailable', 'internal', 'rate'])('is said again after %s', async (code) => {
    vi.useFakeTimers()
    const ending = new Ending(storage(), socket)
    ending.begin({ conversation: 'c1', session: 's1' })
    for (let said = 1; said <= 5; said++) {
      expect(socket.asked).toHaveLength(said)
      const refused = socket.refuse(code)
      await vi.advanceTimersByTimeAsync(0)
      await refused
      expect(ending.isOf('s1')).toBe(true)
      expect(socket.asked).toHaveLength(said)
      await vi.advanceTimersByTimeAsync(5_000)
    }
    const over = socket.refuse('wrong_state')
    await vi.advanceTimersByTimeAsync(60_000)
    await over
    expect(ending.pending).toBe(false)
    expect(socket.asked).toHaveLength(6)
  })

  it('is not of another session', () => {
    const ending = new Ending(storage(), socket)
    ending.begin({ conversation: 'c1', session: 's1' })
    expect(ending.isOf('s2')).toBe(false)
    ending.settle(conversation({ session: session({ session: 's2' }) }))
    expect(ending.pending).toBe(false)
  })
})
