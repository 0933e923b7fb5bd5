import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CloseCode, type Ready } from '../../client_js/src/signaling/messages.js'
import {
  type SignalingError,
  SignalingSocket,
  TicketRefused,
} from '../../client_js/src/signaling/socket.js'
import { FakeWebSocket } from './fake_websocket.js'

const limits = {
  message_bytes: 65536,
  rate: 50,
  burst: 200,
  hello_seconds: 5,
  resume_seconds: 30,
  ping_seconds: 20,
  relay_rate: 1000,
  relay_burst: 65536,
}

let sockets: FakeWebSocket[]
let states: string[]
let readies: Ready[]
let tickets: number
let ticket: () => Promise<string>
let whenReady: () => void
let socket: SignalingSocket

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime(1_000_000)
  sockets = []
  states = []
  readies = []
  tickets = 0
  ticket = async () => `fresh${++tickets}`
  whenReady = () => undefined
  socket = new SignalingSocket({
    url: 'wss://broker.example/ws',
    ticket: () => ticket(),
    client: 'test/1',
    delegate: {
      socketReady: (ready) => {
        readies.push(ready)
        whenReady()
      },
      socketMessage: () => undefined,
      socketStateChanged: (state, reason) =>
        states.push(reason === undefined ? state : `${state}: ${reason}`),
    },
    open: (url, protocol) => {
      const fake = new FakeWebSocket(url, protocol)
      sockets.push(fake)
      return fake as unknown as WebSocket
    },
    random: () => 1,
  })
})

afterEach(() => {
  socket.stop()
  vi.useRealTimers()
})

function last(): FakeWebSocket {
  const one = sockets.at(-1)
  if (one === undefined) throw new Error('nothing was opened')
  return one
}

function ticketOf(one: FakeWebSocket): string | null {
  return new URL(one.url).searchParams.get('ticket')
}

function welcome(resumeTicket: string, endpoint = 'e1'): void {
  last().open()
  last().say({
    type: 'welcome',
    protocol: 1,
    version: '1',
    server_time: 1005,
    limits,
  })
  last().say({
    type: 'ready',
    id: 'hello',
    endpoint,
    person: { id: 'p', role: 'customer', name: '' },
    resume_ticket: resumeTicket,
    conversations: [],
    queue: [],
    links: [],
    redaction: null,
  })
}

async function connected(resumeTicket = 'resume1'): Promise<void> {
  socket.start()
  await vi.advanceTimersByTimeAsync(0)
  welcome(resumeTicket)
}

async function code(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'resolved',
    (error: SignalingError) => error.code,
  )
}

describe('the first connection', () => {
  it('opens with a fresh ticket, says hello and becomes open', async () => {
    await connected()
    expect(last().url).toBe('wss://broker.example/ws?ticket=fresh1')
    expect(last().protocol).toBe('alongside.v1')
    expect(last().sent[0]).toMatchObject({
      type: 'hello',
      protocol: 1,
      client: 'test/1',
    })
    expect(states).toEqual(['connecting', 'open'])
    expect(readies).toHaveLength(1)
  })

  it('learns the clock of the server', async () => {
    await connected()
    expect(socket.serverClockOffset).toBe(5000)
    expect(socket.secondsUntil(1007)).toBe(2)
    expect(socket.secondsUntil(1)).toBe(0)
  })

  it('stops where the server refuses tickets for good', async () => {
    ticket = () => Promise.reject(new TicketRefused('origin_not_allowed', 'no'))
    socket.start()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(states).toEqual(['connecting', 'stopped: origin_not_allowed'])
  })

  it('tries again where no ticket can be had for now', async () => {
    ticket = () => Promise.reject(new Error('network'))
    socket.start()
    await vi.advanceTimersByTimeAsync(10_000)
    ticket = async () => 'at last'
    await vi.advanceTimersByTimeAsync(5_000)
    expect(ticketOf(last())).toBe('at last')
  })
})

describe('a lost connection', () => {
  it('comes back with the resume ticket', async () => {
    await connected()
    last().close(1006)
    expect(states.at(-1)).toBe('retrying')
    await vi.advanceTimersByTimeAsync(250)
    expect(sockets).toHaveLength(2)
    expect(ticketOf(last())).toBe('resume1')
    welcome('resume2')
    expect(states.at(-1)).toBe('open')
    last().close(1001)
    await vi.advanceTimersByTimeAsync(250)
    expect(ticketOf(last())).toBe('resume2')
  })

  it('keeps the resume ticket for as long as the server is down', async () => {
    await connected()
    ticket = () => Promise.reject(new Error('network'))
    last().close(1006)
    for (let attempt = 0; attempt < 8; attempt++) {
      await vi.advanceTimersByTimeAsync(4_000)
      expect(ticketOf(last())).toBe('resume1')
      last().close(1006)
    }
    ticket = async () => 'fresh'
    await vi.advanceTimersByTimeAsync(4_000)
    welcome('resume2')
    expect(socket.state).toBe('open')
    expect(readies.map(({ endpoint }) => endpoint)).toEqual(['e1', 'e1'])
  })

  it('becomes a new endpoint when a server that answers refuses the resume ticket', async () => {
    await connected()
    last().close(1006)
    await vi.advanceTimersByTimeAsync(250)
    last().close(1006) // refused, or down: the server answers over HTTP
    await vi.advanceTimersByTimeAsync(500)
    expect(ticketOf(last())).toBe('resume1')
    last().close(1006) // refused
    await vi.advanceTimersByTimeAsync(1_000)
    expect(ticketOf(last())).toBe('fresh2')
    welcome('resume2', 'e2')
    expect(readies.map(({ endpoint }) => endpoint)).toEqual(['e1', 'e2'])
  })

  it('is noticed when the server does not answer pings', async () => {
    await connected()
    await vi.advanceTimersByTimeAsync(20_000)
    const ping = last().sent.at(-1)
    expect(ping).toMatchObject({ type: 'ping' })
    last().say({ type: 'ack', id: ping?.id ?? '', result: {} })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(socket.state).toBe('open')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(socket.state).toBe('retrying')
  })

  it('is noticed when the upgrade succeeds and nobody speaks', async () => {
    socket.start()
    await vi.advanceTimersByTimeAsync(0)
    last().open()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(socket.state).toBe('retrying')
  })

  it.each([
    [CloseCode.REPLACED, 'stopped: replaced'],
    [CloseCode.SIGNED_OUT, 'stopped: signed_out'],
    [CloseCode.UNSUPPORTED_PROTOCOL, 'stopped: unsupported_protocol'],
  ])('stays lost after close code %i', async (closeCode, state) => {
    await connected()
    last().close(closeCode)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(states.at(-1)).toBe(state)
    expect(sockets).toHaveLength(1)
  })

  it('stays lost after stop(), also in the middle of an attempt', async () => {
    await connected()
    last().close(1006)
    socket.stop()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(sockets).toHaveLength(1)
    expect(states.at(-1)).toBe('stopped: stopped')
  })
})

describe('a request', () => {
  it('resolves to the result of its ack', async () => {
    await connected()
    const first = socket.request<{ conversation: string }>({
      type: 'conversation.start',
      text: 'Hello',
    })
    const second = socket.request({ type: 'ping' })
    const [, one, two] = last().sent
    last().say({ type: 'ack', id: two?.id ?? '', result: {} })
    last().say({
      type: 'ack',
      id: one?.id ?? '',
      result: { conversation: 'c1' },
    })
    expect(await first).toEqual({ conversation: 'c1' })
    expect(await second).toEqual({})
  })

  it('rejects with the code of its error', async () => {
    await connected()
    const answer = socket.request({ type: 'conversation.start', text: '' })
    const id = last().sent.at(-1)?.id ?? ''
    last().say({ type: 'error', id, code: 'bad_text', message: 'Too short.' })
    expect(await code(answer)).toBe('bad_text')
  })

  it('rejects at once while there is no connection', async () => {
    await connected()
    last().close(1006)
    expect(await code(socket.request({ type: 'ping' }))).toBe('offline')
  })

  it('rejects when the connection is lost before the answer', async () => {
    await connected()
    const answer = code(socket.request({ type: 'ping' }))
    last().close(1006)
    expect(await answer).toBe('offline')
  })

  it('that is queued is sent after the reconnect, and again if the answer got lost', async () => {
    await connected()
    last().close(1006)
    const message = {
      type: 'session.end',
      conversation: 'c1',
      session: 's1',
    } as const
    const answer = socket.request(message, { queue: true })
    await vi.advanceTimersByTimeAsync(250)
    welcome('resume2')
    expect(last().sent.at(-1)).toMatchObject(message)
    last().close(1006)
    await vi.advanceTimersByTimeAsync(250)
    welcome('resume3')
    expect(last().sent.at(-1)).toMatchObject(message)
    last().say({ type: 'ack', id: last().sent.at(-1)?.id ?? '', result: {} })
    expect(await answer).toEqual({})
  })

  it('that is made on becoming ready is sent once', async () => {
    whenReady = () => void socket.request({ type: 'ping' }, { queue: true }).catch(() => undefined)
    await connected()
    expect(last().sent.filter(({ type }) => type === 'ping')).toHaveLength(1)
  })

  it('rejects for good after stop()', async () => {
    await connected()
    last().close(1006)
    const queued = code(socket.request({ type: 'ping' }, { queue: true }))
    socket.stop()
    expect(await queued).toBe('stopped')
    expect(await code(socket.request({ type: 'ping' }, { queue: true }))).toBe('stopped')
  })
})
