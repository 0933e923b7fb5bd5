import { beforeEach, describe, expect, it } from 'vitest'
import { Memory } from '../../client_js/src/customer/memory.js'
import { Pausing } from '../../client_js/src/customer/pausing.js'
import { conversation, MemoryStorage, session } from './customer_fixtures.js'
import { FakeSocket } from './fake_socket.js'

const active = conversation({ session: session({}) })
const paused = conversation({ session: session({ state: 'paused' }) })

let storage: MemoryStorage
let socket: FakeSocket
let pausing: Pausing

beforeEach(() => {
  storage = new MemoryStorage()
  socket = new FakeSocket()
  pausing = new Pausing(new Memory(storage), socket)
})

const sent = () => socket.asked.map(({ type }) => type)

describe('R17 a pause', () => {
  it('holds at once, and the server is told', () => {
    pausing.pause('c1', 's1', false)
    expect(pausing.isPaused('s1')).toBe(true)
    expect(pausing.isPaused('s2')).toBe(false)
    expect(sent()).toEqual(['session.pause'])
  })

  it.each(['offline', 'policy_forbids', 'unavailable'])(
    'holds though refused: %s',
    async (code) => {
      pausing.pause('c1', 's1', false)
      await socket.refuse(code)
      expect(pausing.isPaused('s1')).toBe(true)
    },
  )

  it('is told again when there is a server again, also by the next page', async () => {
    pausing.pause('c1', 's1', false)
    await socket.refuse('offline')
    const next = new Pausing(new Memory(storage), socket)
    expect(next.isPaused('s1')).toBe(true)
    next.settle(active)
    next.say()
    expect(sent()).toEqual(['session.pause', 'session.pause'])
  })

  it('is not undone by what the server says', () => {
    pausing.pause('c1', 's1', false)
    pausing.settle(paused)
    pausing.settle(active)
    expect(pausing.isPaused('s1')).toBe(true)
  })

  it('ends with the session', () => {
    pausing.pause('c1', 's1', false)
    pausing.settle(conversation({ session: session({ state: 'ended' }) }))
    expect(pausing.isPaused('s1')).toBe(false)
  })
})

describe('going on', () => {
  it('holds at once, and the server is told', () => {
    pausing.pause('c1', 's1', false)
    pausing.resume('c1', 's1')
    expect(pausing.isPaused('s1')).toBe(false)
    expect(sent()).toEqual(['session.pause', 'session.resume'])
  })

  it('is told until the server has it', async () => {
    pausing.resume('c1', 's1')
    await socket.refuse('offline')
    pausing.settle(paused)
    pausing.say()
    expect(sent()).toEqual(['session.resume', 'session.resume'])
    pausing.settle(active)
    pausing.say()
    expect(sent()).toHaveLength(2)
  })

  it('in another tab counts against a pause that the server knows', () => {
    pausing.pause('c1', 's1', false)
    pausing.resumedElsewhere('s1')
    expect(pausing.isPaused('s1')).toBe(true)
    pausing.settle(paused)
    pausing.resumedElsewhere('s1')
    expect(pausing.isPaused('s1')).toBe(false)
  })
})

it('a script may end the pause of a script, and no other', () => {
  pausing.pause('c1', 's1', true)
  expect(pausing.isByPage('s1')).toBe(true)
  pausing.pause('c1', 's1', false)
  expect(pausing.isByPage('s1')).toBe(false)
})
