import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OwnTyping, Writers } from '../../client_js/src/chat/typing.js'
import { agent, customer } from './customer_fixtures.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('one’s own typing', () => {
  let said: boolean[]
  let typing: OwnTyping
  beforeEach(() => {
    said = []
    typing = new OwnTyping((is) => said.push(is))
  })

  it('is said once, and again while it goes on', () => {
    for (let key = 0; key < 40; key++) {
      typing.typed(true)
      vi.advanceTimersByTime(100)
    }
    expect(said).toEqual([true, true])
  })

  it('is over after a pause', () => {
    typing.typed(true)
    vi.advanceTimersByTime(4900)
    expect(said).toEqual([true])
    vi.advanceTimersByTime(200)
    expect(said).toEqual([true, false])
  })

  it('is over when the field is empty, and says so once', () => {
    typing.typed(true)
    typing.typed(false)
    typing.typed(false)
    typing.stop()
    expect(said).toEqual([true, false])
  })

  it('needs no word when the message is sent, and begins anew', () => {
    typing.typed(true)
    typing.sent()
    vi.advanceTimersByTime(10_000)
    typing.typed(true)
    expect(said).toEqual([true, true])
  })
})

describe('the others', () => {
  let changes: number
  let writers: Writers
  beforeEach(() => {
    changes = 0
    writers = new Writers(() => {
      changes += 1
    })
  })

  it('are writing until they say otherwise', () => {
    writers.told(agent, true)
    writers.told(customer, true)
    writers.told(agent, false)
    expect(writers.people).toEqual([customer])
  })

  it('are not any more when they have not said so for 6 s', () => {
    writers.told(agent, true)
    vi.advanceTimersByTime(5000)
    writers.told(agent, true)
    vi.advanceTimersByTime(5000)
    expect(writers.people).toEqual([agent])
    expect(changes).toBe(1)
    vi.advanceTimersByTime(1100)
    expect(writers.people).toEqual([])
    expect(changes).toBe(2)
  })

  it('have stopped when they have sent it', () => {
    writers.told(agent, true)
    writers.stopped(agent.id)
    writers.stopped('nobody')
    vi.advanceTimersByTime(10_000)
    expect(changes).toBe(2)
  })

  it('are forgotten without a word', () => {
    writers.told(agent, true)
    writers.clear()
    vi.advanceTimersByTime(10_000)
    expect(writers.people).toEqual([])
    expect(changes).toBe(1)
  })
})
