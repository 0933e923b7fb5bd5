import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PageLinks } from '../../client_js/src/rtc/page_links.js'
import type { RequestWithoutId } from '../../client_js/src/signaling/socket.js'
import { mediaLink, pageLink } from './customer_fixtures.js'
import { FakePeer, withFakePeers } from './fake_peer.js'

withFakePeers()

let sent: RequestWithoutId[]
let told: string[]
/** What the server sends before its `ack`. */
let beforeAck: ((message: RequestWithoutId) => void) | null
let links: PageLinks

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  told = []
  beforeAck = null
  links = new PageLinks(
    {
      request: <R>(message: RequestWithoutId) => {
        sent.push(message)
        beforeAck?.(message)
        return Promise.resolve({} as R)
      },
    },
    {
      linkOpen: ({ link }) => told.push(`open ${link}`),
      linkClosed: (link) => told.push(`closed ${link}`),
      linkStateChanged: (link, state) => told.push(`${link} ${state}`),
    },
  )
})

afterEach(() => {
  links.closeAll()
  vi.useRealTimers()
})

const offering = pageLink()
const answering = pageLink({ offerer: false })
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

function offer(attempt: number, sdp = 'from the peer'): void {
  const description = { type: 'offer', sdp }
  links.handle({ type: 'signal.description', link: 'l1', attempt, description, signed: null })
}

function answer(attempt: number): void {
  const description = { type: 'answer', sdp: 'from the peer' }
  links.handle({ type: 'signal.description', link: 'l1', attempt, description, signed: null })
}

function candidate(attempt: number, text: string): void {
  links.handle({ type: 'signal.candidate', link: 'l1', attempt, candidate: text, mid: '0' })
}

it('leaves alone what is about media', () => {
  const media = mediaLink()
  expect(links.handle({ type: 'link.opened', link: media })).toBe(false)
  expect(links.handle({ type: 'signal.restart', link: 'l1' })).toBe(false)
  expect(links.handle({ type: 'link.closed', link: 'l1' })).toBe(false)
  expect(links.handle({ type: 'ack', id: 'r1', result: {} })).toBe(false)
  links.sync([media])
  expect(sent).toEqual([])
})

describe('where the answerer has to ask', () => {
  beforeEach(() => {
    links = new PageLinks(
      {
        request: <R>(message: RequestWithoutId) => {
          sent.push(message)
          return Promise.resolve({} as R)
        },
      },
      {
        onRequest: () => true,
        linkOpen: ({ link }) => told.push(`open ${link}`),
        linkClosed: (link) => told.push(`closed ${link}`),
      },
    )
  })

  it('the offerer sends nothing before, not after a lost WebSocket either', async () => {
    links.handle({ type: 'link.opened', link: offering })
    links.signalingLost()
    links.sync([offering])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toEqual([])
    expect(FakePeer.all).toEqual([])
    links.handle({ type: 'signal.restart', link: 'l1' })
    await settle()
    expect(FakePeer.all).toHaveLength(1)
  })

  it('the answerer asks at once', async () => {
    links.handle({ type: 'link.opened', link: answering })
    await settle()
    expect(sent).toEqual([{ type: 'signal.restart', link: 'l1' }])
  })
})

describe('the offerer', () => {
  beforeEach(async () => {
    links.handle({ type: 'link.opened', link: offering })
    await settle()
  })

  it('offers, takes the answer and tells when all channels are open', async () => {
    expect(sent).toEqual([
      {
        type: 'signal.description',
        link: 'l1',
        attempt: 1,
        description: { type: 'offer', sdp: 'offer 0' },
      },
    ])
    answer(1)
    await settle()
    expect(FakePeer.last.remoteDescription?.type).toBe('answer')
    const [first, ...others] = FakePeer.last.channels
    for (const channel of others) channel.become('open')
    expect(told).toEqual(['l1 connecting'])
    first?.become('open')
    expect(told).toEqual(['l1 connecting', 'l1 direct', 'open l1'])
  })

  it('sends its candidates and the end of them', () => {
    const { onicecandidate } = FakePeer.last
    onicecandidate?.({ candidate: { candidate: 'candidate:1', sdpMid: '0' } })
    onicecandidate?.({ candidate: null })
    expect(sent.slice(1)).toEqual([
      { type: 'signal.candidate', link: 'l1', attempt: 1, candidate: 'candidate:1', mid: '0' },
      { type: 'signal.candidate', link: 'l1', attempt: 1, candidate: '', mid: null },
    ])
  })

  it('makes a new attempt when asked, and drops what belongs to the old one', async () => {
    links.handle({ type: 'signal.restart', link: 'l1' })
    await settle()
    expect(FakePeer.all.map(({ connectionState }) => connectionState)).toEqual(['closed', 'new'])
    expect(sent.at(-1)).toMatchObject({ attempt: 2 })
    answer(1)
    candidate(1, 'stale')
    await settle()
    expect(FakePeer.last.remoteDescription).toBeNull()
    answer(2)
    candidate(2, 'fresh')
    await settle()
    expect(FakePeer.last.candidates.map((one) => one.candidate)).toEqual(['fresh'])
  })

  it('takes no offer', async () => {
    offer(5)
    await settle()
    expect(FakePeer.all).toHaveLength(1)
    expect(FakePeer.last.remoteDescription).toBeNull()
  })

  it('replaces an attempt that comes to nothing, waiting longer each time', async () => {
    await vi.advanceTimersByTimeAsync(10_000)
    expect(told.at(-1)).toBe('l1 failed')
    await vi.advanceTimersByTimeAsync(500)
    expect(sent.at(-1)).toMatchObject({ type: 'signal.description', attempt: 2 })
    await vi.advanceTimersByTimeAsync(10_500)
    expect(FakePeer.all).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(500)
    expect(FakePeer.all).toHaveLength(3)
  })

  it('replaces a connection that is lost, and tells both', async () => {
    FakePeer.last.connect()
    FakePeer.last.fail()
    expect(told.slice(-2)).toEqual(['closed l1', 'l1 failed'])
    await vi.advanceTimersByTimeAsync(500)
    FakePeer.last.connect()
    expect(told.slice(-3)).toEqual(['l1 connecting', 'l1 direct', 'open l1'])
  })

  it('replaces a connection of which one channel closed', () => {
    FakePeer.last.connect()
    FakePeer.last.channels[1]?.become('closed')
    expect(told.slice(-2)).toEqual(['closed l1', 'l1 failed'])
  })

  it('closes at once when the server says so, and stays closed', async () => {
    FakePeer.last.connect()
    links.handle({ type: 'link.closed', link: 'l1' })
    expect(FakePeer.last.connectionState).toBe('closed')
    expect(told.at(-1)).toBe('closed l1')
    links.handle({ type: 'signal.restart', link: 'l1' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(FakePeer.all).toHaveLength(1)
  })
})

describe('the answerer', () => {
  it('answers an offer, with candidates that came before', async () => {
    links.handle({ type: 'link.opened', link: answering })
    offer(1)
    candidate(1, 'early')
    await settle()
    expect(sent).toEqual([
      {
        type: 'signal.description',
        link: 'l1',
        attempt: 1,
        description: { type: 'answer', sdp: 'answer 0' },
      },
    ])
    expect(FakePeer.last.candidates.map((one) => one.candidate)).toEqual(['early'])
  })

  it('takes a higher attempt for a new connection and drops a lower one', async () => {
    links.handle({ type: 'link.opened', link: answering })
    offer(2)
    await settle()
    offer(1)
    offer(2)
    await settle()
    expect(FakePeer.all).toHaveLength(1)
    offer(3)
    await settle()
    expect(FakePeer.all.map(({ connectionState }) => connectionState)).toEqual(['closed', 'new'])
  })

  it('asks for an attempt where the link was there before it', async () => {
    links.sync([answering])
    await settle()
    expect(sent).toEqual([{ type: 'signal.restart', link: 'l1' }])
  })

  it('asks again after an offer that it cannot take', async () => {
    links.handle({ type: 'link.opened', link: answering })
    offer(1, 'broken')
    await vi.advanceTimersByTimeAsync(500)
    expect(sent.at(-1)).toEqual({ type: 'signal.restart', link: 'l1' })
  })
})

describe('after a reconnect of the WebSocket', () => {
  it('living connections are not touched', async () => {
    links.sync([offering])
    await settle()
    FakePeer.last.connect()
    const before = sent.length
    links.sync([offering])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(FakePeer.all).toHaveLength(1)
    expect(FakePeer.last.connectionState).toBe('connected')
    expect(sent).toHaveLength(before)
  })

  it('connections whose link is gone are closed', async () => {
    links.sync([offering])
    await settle()
    FakePeer.last.connect()
    links.sync([])
    expect(FakePeer.last.connectionState).toBe('closed')
  })

  it('an attempt that was under way begins anew', async () => {
    links.sync([offering])
    await settle()
    links.sync([offering])
    await settle()
    expect(sent.at(-1)).toMatchObject({ type: 'signal.description', attempt: 2 })
  })
})

describe('the servers that a path may use', () => {
  const turn = (username: string) => ({
    urls: ['turn:turn.example'],
    username,
    credential: 'secret',
  })
  const inSeconds = (seconds: number) => `${Math.floor(Date.now() / 1000) + seconds}:e1:l1`
  const withTurn = (seconds: number) => pageLink({ ice_servers: [turn(inSeconds(seconds))] })
  const refreshes = () => sent.filter(({ type }) => type === 'link.refresh')

  it('are those of the link', async () => {
    const link = withTurn(600)
    links.handle({ type: 'link.opened', link })
    await settle()
    expect(FakePeer.last.configuration).toEqual({ iceServers: link.ice_servers })
    expect(refreshes()).toEqual([])
  })

  it('are asked for anew before an attempt when half of their life is over', async () => {
    links.handle({ type: 'link.opened', link: withTurn(600) })
    await settle()
    FakePeer.last.connect()
    await vi.advanceTimersByTimeAsync(299_000)
    links.handle({ type: 'signal.restart', link: 'l1' })
    await settle()
    expect(refreshes()).toEqual([])
    FakePeer.last.connect()
    await vi.advanceTimersByTimeAsync(1_000)
    const fresh = withTurn(600)
    beforeAck = ({ type }) => {
      if (type === 'link.refresh') links.handle({ type: 'link.changed', link: fresh })
    }
    links.handle({ type: 'signal.restart', link: 'l1' })
    await settle()
    expect(refreshes()).toEqual([{ type: 'link.refresh', link: 'l1' }])
    expect(FakePeer.last.configuration).toEqual({ iceServers: fresh.ice_servers })
    links.handle({ type: 'signal.restart', link: 'l1' })
    await settle()
    expect(refreshes()).toHaveLength(1)
  })

  it('are asked for by the answerer, too', async () => {
    const link = { ...withTurn(60), offerer: false }
    links.handle({ type: 'link.opened', link })
    await vi.advanceTimersByTimeAsync(30_000)
    offer(1)
    await settle()
    expect(refreshes()).toHaveLength(1)
    expect(sent.at(-1)).toMatchObject({ type: 'signal.description', attempt: 1 })
  })

  it('that refuse the credentials are told of, and asked for anew at once', async () => {
    links.handle({ type: 'link.opened', link: withTurn(600) })
    await settle()
    const { onicecandidateerror } = FakePeer.last
    onicecandidateerror?.({ url: 'turn:turn.example', errorCode: 701 })
    expect(links.turnProblem('l1')).toBe('unreachable')
    onicecandidateerror?.({ url: 'turn:turn.example', errorCode: 401 })
    expect(links.turnProblem('l1')).toBe('refused')
    onicecandidateerror?.({ url: 'turn:turn.example', errorCode: 701 })
    expect(links.turnProblem('l1')).toBe('refused')
    expect(told).toEqual(['l1 connecting', 'l1 connecting', 'l1 connecting'])
    links.handle({ type: 'signal.restart', link: 'l1' })
    await settle()
    expect(links.turnProblem('l1')).toBeNull()
    expect(refreshes()).toHaveLength(1)
  })

  it('are of no interest where only STUN does not answer', async () => {
    links.handle({ type: 'link.opened', link: withTurn(600) })
    await settle()
    FakePeer.last.onicecandidateerror?.({ url: 'stun:turn.example', errorCode: 701 })
    expect(links.turnProblem('l1')).toBeNull()
  })
})
