import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Outbox } from '../../client_js/src/customer/outbox.js'
import { SharePress, type Started } from '../../client_js/src/customer/share_press.js'
import { agent } from './customer_fixtures.js'
import { FakeSocket, settle } from './fake_socket.js'

let socket: FakeSocket
let outbox: Outbox
let happened: string[]
let press: SharePress

beforeEach(() => {
  happened = []
  socket = new FakeSocket()
  outbox = new Outbox(socket)
  press = new SharePress({
    outbox,
    socket,
    ledger: {
      share: (owner) => void happened.push(`clicked, with ${owner}`),
      clickFailed: () => void happened.push('failed'),
    },
    unwanted: () => void happened.push('unwanted'),
  })
})

afterEach(() => {
  vi.useRealTimers()
})

const begin = (): Promise<Started | null> =>
  press.begin(() => ({ conversation: 'c1', owner: agent }))

async function connect(): Promise<void> {
  socket.state = 'open'
  outbox.settle()
  await settle()
}

it('starts a session, once for two quick presses', async () => {
  const first = begin()
  expect(await begin()).toBe(null)
  await settle()
  expect(socket.asked).toEqual([{ type: 'session.start', conversation: 'c1' }])
  await socket.ack()
  expect(await first).not.toBe(null)
  expect(happened).toEqual(['clicked, with ag'])
})

it.each(['retrying', 'stopped'] as const)('is refused at once while %s', async (state) => {
  socket.state = state
  await expect(begin()).rejects.toMatchObject({ code: 'offline' })
  await connect()
  expect(socket.asked).toEqual([])
})

it('waits for the first connection, but not for long', async () => {
  socket.state = 'connecting'
  const soon = begin()
  await connect()
  await socket.ack()
  expect(await soon).not.toBe(null)

  vi.useFakeTimers()
  socket.state = 'connecting'
  const late = expect(begin()).rejects.toMatchObject({ code: 'offline' })
  await vi.advanceTimersByTimeAsync(5_000)
  await late
  vi.useRealTimers()
  await connect()
  expect(socket.asked).toHaveLength(1)
})

describe('taken back', () => {
  it('before it was sent, is never sent', async () => {
    socket.state = 'connecting'
    const pressed = begin()
    await settle()
    expect(press.cancel()).toBe(true)
    await connect()
    expect(await pressed).toBe(null)
    expect(socket.asked).toEqual([])
    expect(happened).toEqual([])
  })

  it('before it was answered, is unwanted', async () => {
    const pressed = begin()
    await settle()
    press.cancel()
    await socket.ack()
    expect(await pressed).toBe(null)
    expect(happened).toEqual(['clicked, with ag', 'unwanted'])
  })

  it('leaves room for a new press', async () => {
    socket.state = 'connecting'
    const first = begin()
    press.cancel()
    const second = begin()
    await connect()
    await socket.ack()
    expect(await first).toBe(null)
    expect(await second).not.toBe(null)
    expect(socket.asked).toHaveLength(1)
  })

  it('is nothing without a press', async () => {
    expect(press.cancel()).toBe(false)
  })
})

describe('without success', () => {
  it('no grant may follow when the server refused', async () => {
    const pressed = expect(begin()).rejects.toMatchObject({ code: 'policy_forbids' })
    await settle()
    await socket.refuse('policy_forbids')
    await pressed
    expect(happened).toEqual(['clicked, with ag', 'failed'])
  })

  it('one may when the answer was lost, and she can be told so', async () => {
    const pressed = expect(begin()).rejects.toMatchObject({ code: 'unanswered' })
    await settle()
    await socket.refuse('offline')
    await pressed
    expect(happened).toEqual(['clicked, with ag'])
  })
})
