import { beforeEach, expect, it, vi } from 'vitest'
import type { RequestWithoutId } from '../../client_js/src/signaling/requests.js'
import { SignalingSocket } from '../../client_js/src/signaling/socket.js'
import { FakeWebSocket } from './fake_websocket.js'

/** What is signed takes a moment; what comes after it must not overtake it. */

const allow = { type: 'scope.allow', conversation: 'c', request: 'r' } as const
const deny = { type: 'scope.deny', conversation: 'c', request: 'r' } as const

let fakes: FakeWebSocket[]
let waiting: { message: RequestWithoutId; done: (value: RequestWithoutId) => void }[]
let failing: boolean
let socket: SignalingSocket

beforeEach(async () => {
  fakes = []
  waiting = []
  failing = false
  socket = new SignalingSocket({
    url: 'wss://broker.example/ws',
    ticket: async () => 'fresh',
    client: 'test/1',
    key: async () => '04bb',
    signer: {
      key: { publicKey: async () => '04aa' },
      relayKey: async (key) => ({ key: '04aa', signature: `under ${key}` }),
      sign: (message) => {
        if (message.type !== 'scope.allow') return null
        if (failing) return Promise.reject(new Error('no key'))
        return new Promise((done) => waiting.push({ message, done }))
      },
    },
    delegate: {
      socketReady: () => undefined,
      socketMessage: () => undefined,
      socketStateChanged: () => undefined,
    },
    open: (url, protocol) => {
      fakes.push(new FakeWebSocket(url, protocol))
      return fakes.at(-1) as unknown as WebSocket
    },
  })
  socket.start()
  await vi.waitFor(() => expect(fakes).toHaveLength(1))
  await becomeReady()
  return () => socket.stop()
})

async function becomeReady(): Promise<void> {
  const fake = fakes.at(-1) as FakeWebSocket
  fake.open()
  const limits = {
    ...{ message_bytes: 1, rate: 1, burst: 1, hello_seconds: 5, resume_seconds: 30 },
    ...{ ping_seconds: 20, relay_rate: 1, relay_burst: 1 },
  }
  fake.say({ type: 'welcome', protocol: 1, version: '1', server_time: 1, limits })
  await vi.waitFor(() => expect(kinds()).toEqual(['hello']))
  const person = { id: 'p', role: 'customer', name: '' } as const
  const nothing = { conversations: [], queue: [], links: [], redaction: null }
  fake.say({ type: 'ready', id: 'hello', endpoint: 'e', person, resume_ticket: 't', ...nothing })
}

const sent = (): { type: string; signing_key?: string }[] =>
  fakes.at(-1)?.sent as { type: string; signing_key?: string }[]
const kinds = (): string[] => sent().map(({ type }) => type)
const ask = (message: RequestWithoutId): void => {
  socket.request(message).catch(() => undefined)
}
const settled = () => new Promise((resolve) => setTimeout(resolve))

it('tells its keys with hello, one signed with the other', () => {
  const key_signed = { key: '04aa', signature: 'under 04bb' }
  expect(sent()[0]).toMatchObject({ key: '04bb', signing_key: '04aa', key_signed })
})

it('keeps the order of what she did', async () => {
  ask(allow)
  ask(deny)
  ask({ type: 'ping' })
  await settled()
  expect(kinds()).toEqual(['hello'])
  waiting[0]?.done({ ...allow, signed: null })
  await settled()
  expect(kinds()).toEqual(['hello', 'scope.allow', 'scope.deny', 'ping'])
  // Nothing waits any more.
  ask({ type: 'ping' })
  expect(kinds()).toHaveLength(5)
})

it('keeps the order where the second signature is there first', async () => {
  ask(allow)
  ask({ ...allow, request: 'r2' })
  waiting[1]?.done({ ...allow, request: 'r2' })
  await settled()
  expect(kinds()).toEqual(['hello'])
  waiting[0]?.done(allow)
  await settled()
  expect(sent().slice(1)).toMatchObject([{ request: 'r' }, { request: 'r2' }])
})

it('sends what cannot be signed as it is, for the server to refuse', async () => {
  failing = true
  ask(allow)
  await settled()
  expect(sent()[1]).toMatchObject(allow)
})

it('signs nothing into a connection that came later', async () => {
  const answer = socket.request(allow).catch((error) => error.code)
  fakes.at(-1)?.close()
  fakes.at(-1)?.onclose?.({ code: 1006 } as CloseEvent)
  expect(await answer).toBe('offline')
  globalThis.dispatchEvent?.(new Event('online'))
  await vi.waitFor(() => expect(fakes.length).toBeGreaterThan(1), { timeout: 5000 })
  await becomeReady()
  waiting[0]?.done(allow)
  await settled()
  expect(kinds()).toEqual(['hello'])
})
