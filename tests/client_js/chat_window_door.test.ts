import { beforeEach, expect, it, vi } from 'vitest'
import { ChatDoor } from '../../client_js/src/chat_window/chat_door.js'
import { isChatHere, isChatTicket } from '../../client_js/src/chat_window/messages.js'
import { OwnWindow } from '../../client_js/src/customer/chatting/own_window.js'

const BROKER = 'https://broker.example'
const SHOP = 'https://shop.example'
const OTHER = 'https://www.shop.example'

type Listener = (event: unknown) => void

const HOSTILE: unknown[] = [
  null,
  undefined,
  7,
  'chat.ticket',
  [],
  {},
  { type: 'chat.ticket' },
  { type: 'chat.ticket', ticket: '' },
  { type: 'chat.ticket', ticket: 1 },
  { type: 'chat.ticket', ticket: 'x'.repeat(4097) },
  { type: 'dock.ticket', ticket: 'x' },
]

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

it('reads nothing but its own messages', () => {
  for (const data of HOSTILE) {
    expect(isChatTicket(data)).toBe(false)
    expect(isChatHere(data)).toBe(false)
  }
})

it('takes a ticket from the page that opened it, and from nobody else', async () => {
  let say: Listener = () => undefined
  const said: string[] = []
  const peer = { closed: false, postMessage: (_: unknown, origin: string) => said.push(origin) }
  const own = { addEventListener: (_: string, listener: Listener) => (say = listener) }
  const door = new ChatDoor({
    own: own as unknown as Window,
    peer: peer as unknown as Window,
    origins: [SHOP, OTHER],
    from: SHOP,
  })
  const tickets: string[] = []
  void door.ticket().then((ticket) => tickets.push(ticket))
  const ticket = { type: 'chat.ticket', ticket: 't1' }
  say({ source: peer, origin: 'https://evil.example', data: ticket })
  say({ source: {}, origin: SHOP, data: ticket })
  for (const data of HOSTILE) say({ source: peer, origin: SHOP, data })
  await vi.advanceTimersByTimeAsync(0)
  expect(tickets).toEqual([])
  // First where the page said it is; then at the site's other addresses, too; nowhere else.
  await vi.advanceTimersByTimeAsync(5000)
  expect(new Set(said)).toEqual(new Set([SHOP, OTHER]))
  expect(said[0]).toBe(SHOP)
  say({ source: peer, origin: OTHER, data: ticket })
  await vi.advanceTimersByTimeAsync(0)
  expect(tickets).toEqual(['t1'])
  const knocks = said.length
  await vi.advanceTimersByTimeAsync(5000)
  expect(said).toHaveLength(knocks)
  peer.closed = true
  void door.ticket()
  expect(said).toHaveLength(knocks)
})

it('asks nobody where the address names a page of somebody else', () => {
  const said: string[] = []
  const peer = { closed: false, postMessage: (_: unknown, origin: string) => said.push(origin) }
  const own = { addEventListener: () => undefined }
  const given = { own: own as unknown as Window, peer: peer as unknown as Window, origins: [SHOP] }
  void new ChatDoor({ ...given, from: 'https://evil.example' }).ticket()
  expect(said).toEqual([SHOP])
})

it('lets in a window of its own and no frame, from the broker only, one at a time', async () => {
  let hear: Listener = () => undefined
  const page = {
    screen: { width: 1280 },
    addEventListener: (_: string, listener: Listener) => (hear = listener),
    open: () => null,
  }
  const given: { message: unknown; origin: string }[] = []
  const other = (more: object) => {
    const made = {
      closed: false,
      opener: page,
      postMessage: (message: unknown, origin: string) => given.push({ message, origin }),
    }
    return Object.assign(made, { top: made }, more)
  }
  let opened = 0
  let failed = 0
  const own = new OwnWindow({
    window: page as unknown as Window,
    url: () => `${BROKER}/chat`,
    origin: BROKER,
    ticket: () => Promise.resolve('t1'),
    opened: () => {
      opened += 1
    },
    failed: () => {
      failed += 1
    },
  })
  own.open()
  expect(failed).toBe(1)
  const here = { isTrusted: true, origin: BROKER, source: other({}), data: { type: 'chat.here' } }
  await vi.advanceTimersByTimeAsync(10_000)
  hear({ ...here, isTrusted: false })
  hear({ ...here, origin: SHOP })
  hear({ ...here, source: null })
  hear({ ...here, source: other({ opener: {} }) })
  hear({ ...here, source: other({ top: {} }) })
  for (const data of HOSTILE) hear({ ...here, data })
  await vi.advanceTimersByTimeAsync(0)
  expect(given).toEqual([])
  hear(here)
  hear(here)
  await vi.advanceTimersByTimeAsync(0)
  expect(given).toEqual([{ message: { type: 'chat.ticket', ticket: 't1' }, origin: BROKER }])
  expect(opened).toBe(1)
})
