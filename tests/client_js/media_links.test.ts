import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MediaLinks } from '../../client_js/src/rtc/media_links.js'
import { SignalingError } from '../../client_js/src/signaling/errors.js'
import type { MediaLinkView } from '../../client_js/src/signaling/messages.js'
import type { RequestWithoutId } from '../../client_js/src/signaling/socket.js'
import { mediaLink as media, pageLink } from './customer_fixtures.js'
import { FakeMediaPeer, withFakeMediaPeers } from './fake_media_peer.js'

withFakeMediaPeers()

let sent: RequestWithoutId[]
let told: string[]
let refusal: string | null
let mayOpen: boolean
let mayReceive: boolean
let links: MediaLinks

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)
const types = (): string[] => sent.map(({ type }) => type)

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  told = []
  refusal = null
  mayOpen = mayReceive = true
  links = new MediaLinks(
    {
      request: async <R>(message: RequestWithoutId) => {
        sent.push(message)
        if (refusal !== null) throw new SignalingError(refusal, 'No.')
        if (message.type === 'link.refresh') {
          links.handle({ type: 'link.changed', link: media({ ice_servers: [turn('fresh')] }) })
        }
        return {} as R
      },
    },
    {
      mayOpen: () => mayOpen,
      maySend: () => true,
      mayReceive: () => mayReceive,
      firstMessages: () => [{ type: 'again' }],
      trackArrived: (_, slot, track) => told.push(`${slot} ${track ? 'on' : 'off'}`),
      linkStateChanged: (_, state) => told.push(String(state)),
      callMessage: (_, { type }) => told.push(type),
    },
  )
})

afterEach(() => {
  links.closeAll()
  vi.useRealTimers()
})

function turn(credential: string): MediaLinkView['ice_servers'][number] {
  return { urls: ['turn:turn.test'], username: 'name', credential }
}

const open = (link: MediaLinkView): Promise<unknown> => {
  links.handle({ type: 'link.opened', link })
  return settle()
}

function describePeer(type: string, attempt: number, flow = 'sendrecv'): Promise<unknown> {
  const description = { type, sdp: flow }
  links.handle({ type: 'signal.description', link: 'l1', attempt, description, signed: null })
  return settle()
}

async function connect(): Promise<void> {
  await open(media())
  await describePeer('answer', 1)
  FakeMediaPeer.last.connect()
}

it('shares the upload out anew when a second one comes to see the screen', async () => {
  links.send('screen', {} as MediaStreamTrack)
  await connect()
  const [first] = FakeMediaPeer.all
  const most = () => first?.transceivers[2]?.sender.parameters.encodings[0]?.maxBitrate
  const alone = most()
  await open(media({ link: 'l2' }))
  FakeMediaPeer.last.connect()
  expect(most()).toBeLessThan(alone ?? 0)
})

it('leaves alone what is not about media', () => {
  expect(links.handle({ type: 'link.opened', link: pageLink() })).toBe(false)
  expect(links.handle({ type: 'link.changed', link: pageLink() })).toBe(false)
  expect(links.handle({ type: 'link.closed', link: 'l1' })).toBe(false)
  expect(links.handle({ type: 'signal.restart', link: 'l1' })).toBe(false)
  links.sync([pageLink()])
  expect(links.links.size).toBe(0)
  expect(FakeMediaPeer.all).toEqual([])
})

describe('the offerer', () => {
  it('has all four sections and the channel in its first offer', async () => {
    await open(media())
    expect(types()).toEqual(['signal.description'])
    expect(FakeMediaPeer.last.directions).toEqual(['sendrecv', 'inactive', 'inactive', 'inactive'])
    expect(FakeMediaPeer.last.channel.label).toBe('call')
    await describePeer('answer', 1)
    FakeMediaPeer.last.connect()
    expect(told).toEqual(['connecting', 'voice on', 'connected'])
    expect(FakeMediaPeer.last.channel.sent).toEqual(['{"type":"again"}'])
  })

  it.each([
    ['sendrecv', true],
    ['inactive', false],
  ])('knows from an answer of %s whether it is heard', async (flow, heard) => {
    await open(media())
    expect(links.reaches('l1', 'voice')).toBe(false)
    await describePeer('answer', 1, flow)
    FakeMediaPeer.last.connect()
    expect(links.reaches('l1', 'voice')).toBe(heard)
    expect(links.reaches('l1', 'camera')).toBe(false)
  })

  it('offers in place when more may flow, one offer at a time', async () => {
    await connect()
    links.handle({ type: 'link.changed', link: media({ send: ['voice', 'camera'] }) })
    await settle()
    links.handle({ type: 'link.changed', link: media({ send: ['voice', 'screen'] }) })
    await settle()
    expect(types()).toEqual(['signal.description', 'signal.description'])
    await describePeer('answer', 1)
    expect(types()).toHaveLength(3)
    expect(sent.every((message) => 'attempt' in message && message.attempt === 1)).toBe(true)
    expect(FakeMediaPeer.last.directions).toEqual(['sendrecv', 'inactive', 'sendonly', 'inactive'])
    await describePeer('answer', 1)
    expect(types()).toHaveLength(3)
    expect(FakeMediaPeer.all).toHaveLength(1)
  })

  it('does not offer where only the credentials are others', async () => {
    await connect()
    links.handle({ type: 'link.changed', link: media({ ice_servers: [turn('new')] }) })
    await settle()
    expect(types()).toEqual(['signal.description'])
  })

  it('takes a refused offer back, and tries again only after a change', async () => {
    await connect()
    refusal = 'media_not_consented'
    links.handle({ type: 'link.changed', link: media({ send: ['voice', 'camera'] }) })
    await settle()
    expect(FakeMediaPeer.last.rollbacks).toBe(1)
    links.reconsider()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(types()).toHaveLength(2)
    refusal = null
    links.handle({ type: 'link.changed', link: media({ send: ['voice', 'camera'] }) })
    await settle()
    expect(types()).toHaveLength(3)
    expect(told).not.toContain('failed')
  })

  it('begins anew where nobody knows what became of an offer in place', async () => {
    await connect()
    refusal = 'offline'
    links.handle({ type: 'link.changed', link: media({ send: ['voice', 'camera'] }) })
    await vi.advanceTimersByTimeAsync(30_000)
    // The call goes on without the server.
    expect(links.state('l1')).toBe('connected')
    refusal = null
    links.sync([media({ send: ['voice', 'camera'] })])
    await settle()
    expect(sent.at(-1)).toMatchObject({ type: 'signal.description', attempt: 2 })
    expect(FakeMediaPeer.last.directions[1]).toBe('sendonly')
  })

  it('keeps a connection that stands when the WebSocket returns', async () => {
    await connect()
    links.sync([media()])
    await settle()
    expect(FakeMediaPeer.all).toHaveLength(1)
    expect(types()).toHaveLength(1)
  })

  it('replaces a connection whose offer in place is not answered', async () => {
    await connect()
    links.handle({ type: 'link.changed', link: media({ send: ['voice', 'camera'] }) })
    await vi.advanceTimersByTimeAsync(11_000)
    expect(told.slice(3, 5)).toEqual(['voice off', 'failed'])
    expect(sent.at(-1)).toMatchObject({ type: 'signal.description', attempt: 2 })
  })

  it('waits for one who does not answer at all, and begins when asked', async () => {
    await open(media())
    await vi.advanceTimersByTimeAsync(50_000)
    expect(links.state('l1')).toBe('unanswered')
    expect(FakeMediaPeer.all).toHaveLength(1)
    links.handle({ type: 'signal.restart', link: 'l1' })
    await settle()
    expect(sent.at(-1)).toMatchObject({ type: 'signal.description', attempt: 2 })
  })

  it('says when nothing arrives for a moment', async () => {
    await connect()
    FakeMediaPeer.last.become('disconnected')
    FakeMediaPeer.last.become('connected')
    expect(told.slice(-2)).toEqual(['interrupted', 'connected'])
  })

  it('replaces a lost connection, with fresh credentials', async () => {
    await open(media({ ice_servers: [turn('old')] }))
    await describePeer('answer', 1)
    FakeMediaPeer.last.connect()
    expect(types()).not.toContain('link.refresh')
    await vi.advanceTimersByTimeAsync(120_000)
    FakeMediaPeer.last.become('failed')
    await vi.advanceTimersByTimeAsync(500)
    expect(types()).toEqual(['signal.description', 'link.refresh', 'signal.description'])
    expect(FakeMediaPeer.last.servers).toMatchObject([{ credential: 'fresh' }])
  })

  it('shows nothing that its ledger does not permit', async () => {
    mayReceive = false
    await connect()
    expect(told).not.toContain('voice on')
    expect(FakeMediaPeer.last.directions[0]).toBe('sendonly')
  })

  it('does not render what its ledger takes back, before anything is negotiated', async () => {
    await connect()
    mayReceive = false
    links.reconsider()
    expect(told.at(-1)).toBe('voice off')
  })

  it('closes at once what may be open no more', async () => {
    await connect()
    mayOpen = false
    links.reconsider()
    expect(FakeMediaPeer.last.connectionState).toBe('closed')
    expect(told.slice(-2)).toEqual(['voice off', 'null'])
    mayOpen = true
    links.reconsider()
    await settle()
    expect(FakeMediaPeer.all).toHaveLength(2)
  })
})

describe('the answerer', () => {
  const answering = (more: Partial<MediaLinkView> = {}): MediaLinkView =>
    media({ offerer: false, ...more })

  it('sets its directions by the link before it answers', async () => {
    await open(answering())
    await describePeer('offer', 1)
    expect(sent).toMatchObject([{ type: 'signal.description', description: { type: 'answer' } }])
    expect(FakeMediaPeer.last.directions).toEqual(['sendrecv', 'inactive', 'inactive', 'inactive'])
    links.handle({ type: 'link.changed', link: answering({ receive: ['voice', 'screen'] }) })
    await describePeer('offer', 1)
    expect(FakeMediaPeer.last.directions[2]).toBe('recvonly')
    expect(FakeMediaPeer.all).toHaveLength(1)
  })

  it('takes a later attempt as a new connection, and no earlier one', async () => {
    await open(answering())
    await describePeer('offer', 2)
    await describePeer('offer', 1)
    expect(FakeMediaPeer.all).toHaveLength(1)
    expect(sent).toMatchObject([{ attempt: 2 }])
    await describePeer('offer', 3)
    expect(FakeMediaPeer.all).toHaveLength(2)
    expect(FakeMediaPeer.all[0]?.connectionState).toBe('closed')
  })

  it('asks for what it missed', async () => {
    links.sync([answering()])
    expect(sent).toEqual([{ type: 'signal.restart', link: 'l1' }])
  })

  it('asks for a new attempt where its ledger came too late for the offer', async () => {
    mayReceive = false
    await open(answering())
    await describePeer('offer', 1)
    FakeMediaPeer.last.connect()
    mayReceive = true
    links.reconsider()
    await vi.advanceTimersByTimeAsync(4_000)
    expect(sent.at(-1)).toEqual({ type: 'signal.restart', link: 'l1' })
  })

  it('does not ask where less may flow: the offerer will offer', async () => {
    await open(answering())
    await describePeer('offer', 1)
    FakeMediaPeer.last.connect()
    links.handle({ type: 'link.changed', link: answering({ send: [], receive: [] }) })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(types()).toEqual(['signal.description'])
  })

  it('refuses an offer that has other sections', async () => {
    await open(answering())
    FakeMediaPeer.sections = ['audio', 'audio', 'video', 'audio']
    await describePeer('offer', 1)
    expect(types()).not.toContain('signal.description')
    expect(links.state('l1')).toBe('failed')
  })
})

describe('a path that is not there', () => {
  const ATTEMPT_MS = 10_000

  async function fail(errorCode?: number): Promise<void> {
    await open(media({ ice_servers: [turn('old')] }))
    await describePeer('answer', 1)
    if (errorCode) FakeMediaPeer.last.onicecandidateerror?.({ url: 'turn:turn.test', errorCode })
    await vi.advanceTimersByTimeAsync(ATTEMPT_MS)
  }

  it('is told as such, until there is one', async () => {
    await fail()
    expect(told.at(-1)).toBe('failed')
    expect(links.problem('l1')).toBe('no_path')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told.at(-1)).toBe('connecting')
    expect(links.problem('l1')).toBe('no_path')
    await describePeer('answer', 2)
    FakeMediaPeer.last.connect()
    expect(links.problem('l1')).toBeNull()
  })

  it('is explained by TURN, and refused credentials are asked for anew', async () => {
    await fail(401)
    expect(links.problem('l1')).toBe('refused')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(types()).toContain('link.refresh')
    expect(FakeMediaPeer.last.servers).toEqual([turn('fresh')])
  })

  it('is explained by a TURN server that does not answer', async () => {
    await fail(701)
    expect(links.problem('l1')).toBe('unreachable')
  })

  it('is not blamed for an agent who does not answer, nor for a connection that was lost', async () => {
    await open(media())
    await vi.advanceTimersByTimeAsync(ATTEMPT_MS)
    expect([told.at(-1), links.problem('l1')]).toEqual(['unanswered', null])
    links.handle({ type: 'signal.restart', link: 'l1' })
    await settle()
    await describePeer('answer', 2)
    FakeMediaPeer.last.connect()
    FakeMediaPeer.last.become('failed')
    expect([told.at(-1), links.problem('l1')]).toEqual(['failed', null])
  })

  it('is known even if the other end gives up first', async () => {
    await open(media())
    await describePeer('answer', 1)
    await vi.advanceTimersByTimeAsync(ATTEMPT_MS - 500)
    links.handle({ type: 'signal.restart', link: 'l1' })
    await settle()
    expect(told.slice(-2)).toEqual(['failed', 'connecting'])
    expect(links.problem('l1')).toBe('no_path')
  })

  it('is known to the answerer, too', async () => {
    await open(media({ offerer: false }))
    await describePeer('offer', 1)
    await vi.advanceTimersByTimeAsync(ATTEMPT_MS)
    expect(links.problem('l1')).toBe('no_path')
  })
})
