import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PageChannels } from '../../client_js/src/mirror/channels.js'
import { PageLinks } from '../../client_js/src/rtc/page_links.js'
import type { EndpointKey } from '../../client_js/src/rtc/seal.js'
import { SealedRelay } from '../../client_js/src/rtc/sealed_relay.js'
import type { PageLinkView, ServerMessage } from '../../client_js/src/signaling/messages.js'
import type { RequestWithoutId } from '../../client_js/src/signaling/socket.js'
import { pageLink } from './customer_fixtures.js'
import { FakePeer, withFakePeers } from './fake_peer.js'
import { ends, LINK, settled } from './relay_fixtures.js'

withFakePeers()

/** One browser: its links, and the WebSocket to a server that passes everything on. */
class Side {
  readonly told: string[] = []
  readonly heard: string[] = []
  readonly signals: string[] = []
  readonly links: PageLinks
  readonly view: PageLinkView
  channels: PageChannels | null = null
  other: Side | null = null
  state = ''
  connected = true
  frames = 0
  closesAtOnce = false

  constructor({ key, view }: { key: EndpointKey; view: Partial<PageLinkView> }) {
    this.view = pageLink(view)
    this.links = new PageLinks(
      this,
      {
        linkOpen: (_, channels, expected) => this.#opened(channels, expected),
        linkClosed: () => this.told.push('closed'),
        linkStateChanged: (_, state) => {
          // Once more where the fingerprint has come.
          if (this.state !== state) this.told.push(state)
          this.state = state
        },
      },
      new SealedRelay(key, this),
    )
  }

  #opened(channels: PageChannels, expected: boolean): void {
    this.told.push(expected ? 'open, expected' : 'open')
    this.channels = channels
    channels.mirror.addEventListener('message', ({ data }) => this.heard.push(String(data)))
    if (this.closesAtOnce) this.links.close(LINK)
  }

  async request<R>(message: RequestWithoutId): Promise<R> {
    this.signals.push('attempt' in message ? `${message.type} ${message.attempt}` : message.type)
    if (this.connected && this.other?.connected) this.other.links.handle(message as ServerMessage)
    return {} as R
  }

  get relayLimits(): { rate: number; burst: number } | null {
    return this.connected ? { rate: 1_000_000, burst: 1_000_000 } : null
  }

  sendFrame(frame: ArrayBuffer): boolean {
    if (!this.connected) return false
    this.frames++
    if (this.other?.connected) this.other.links.relayFrame(frame.slice(0))
    else this.refuse('peer_absent')
    return true
  }

  refuse(code: string): void {
    this.links.handle({ type: 'relay.refused', link: LINK, code, message: '' })
  }

  start(): void {
    this.links.handle({ type: 'link.opened', link: this.view })
  }

  lose(): void {
    this.connected = false
    this.links.signalingLost()
  }

  returned(): void {
    this.connected = true
    this.links.sync([this.view])
  }
}

let customer: Side
let agent: Side

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const { offerer, answerer } = await ends()
  ;[customer, agent] = [new Side(offerer), new Side(answerer)]
  ;[customer.other, agent.other] = [agent, customer]
})

afterEach(() => {
  customer.links.closeAll()
  agent.links.closeAll()
  vi.useRealTimers()
})

async function relayed(): Promise<void> {
  agent.start()
  customer.start()
  await settled()
}

/** Both ends of the newest connection open; the messages between them are the test's. */
async function direct(): Promise<FakePeer[]> {
  const pair = FakePeer.all.slice(-2)
  for (const peer of pair) peer.connect()
  await settled()
  return pair
}

async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds)
  await settled()
}

describe('the relay', () => {
  it('carries the link at once, both ways, while a connection is made', async () => {
    await relayed()
    expect(customer.told).toEqual(['connecting', 'relay', 'open, expected'])
    expect(agent.told).toEqual(['connecting', 'relay', 'open, expected'])
    customer.channels?.mirror.send('page')
    agent.channels?.mirror.send('thanks')
    await settled()
    expect([agent.heard, customer.heard]).toEqual([['page'], ['thanks']])
    expect(FakePeer.all.map(({ remoteDescription }) => remoteDescription?.type)).toEqual([
      'answer',
      'offer',
    ])
    expect(customer.links.fingerprint(LINK)).toBe(agent.links.fingerprint(LINK))
    expect(customer.links.fingerprint(LINK)).not.toBeNull()
  })

  it('hands over to the connection, and the channels stay', async () => {
    await relayed()
    customer.channels?.mirror.send('one')
    const [own] = await direct()
    customer.channels?.mirror.send('two')
    expect(own?.channel('mirror').sent).toEqual(['two'])
    const frames = customer.frames
    FakePeer.last.channel('mirror').hear('two')
    await settled()
    expect(agent.heard).toEqual(['one', 'two'])
    expect(customer.frames).toBe(frames)
    for (const side of [customer, agent]) {
      expect(side.told.slice(2)).toEqual(['open, expected', 'direct'])
      expect(side.links.fingerprint(LINK)).toBeNull()
    }
  })

  it('comes first in order, however late it arrives', async () => {
    await relayed()
    const held: ArrayBuffer[] = []
    const take = agent.links.relayFrame.bind(agent.links)
    agent.links.relayFrame = (frame) => void held.push(frame)
    customer.channels?.mirror.send('one')
    await settled()
    await direct()
    FakePeer.last.channel('mirror').hear('two')
    await settled()
    expect(agent.heard).toEqual([])
    for (const frame of held) take(frame)
    await settled()
    expect(agent.heard).toEqual(['one', 'two'])
  })

  it('carries on for good where no connection ever stands', async () => {
    await relayed()
    for (const after of [10_000, 500, 10_000, 1_000, 10_000, 2_000]) await pass(after)
    expect(customer.signals.filter((signal) => signal.startsWith('signal.description'))).toEqual([
      'signal.description 1',
      'signal.description 2',
      'signal.description 3',
      'signal.description 4',
    ])
    customer.channels?.mirror.send('still here')
    await settled()
    expect(agent.heard).toEqual(['still here'])
    for (const side of [customer, agent]) expect(side.told.at(-1)).toBe('open, expected')
    await direct()
    expect(agent.told.at(-1)).toBe('direct')
  })

  it('carries the link again when the connection is lost', async () => {
    await relayed()
    const [own, other] = await direct()
    own?.fail()
    other?.fail()
    expect(customer.told.slice(-2)).toEqual(['closed', 'failed'])
    await pass(500)
    customer.channels?.mirror.send('again')
    await settled()
    expect(agent.heard).toEqual(['again'])
    expect(agent.told.slice(-2)).toEqual(['relay', 'open, expected'])
  })
})

describe('the relay is lost', () => {
  it('with the WebSocket, and comes back with it', async () => {
    await relayed()
    customer.lose()
    expect(customer.told.slice(-2)).toEqual(['closed', 'connecting'])
    customer.returned()
    await settled()
    customer.channels?.mirror.send('again')
    await settled()
    expect(agent.heard).toEqual(['again'])
    expect(agent.told.slice(-2)).toEqual(['closed', 'open, expected'])
  })

  it('with the WebSocket of the other end, and comes back with that', async () => {
    await relayed()
    agent.lose()
    customer.channels?.mirror.send('into nothing')
    await settled()
    expect(customer.told.at(-2)).toBe('closed')
    agent.returned()
    await settled()
    expect(agent.told.slice(-2)).toEqual(['relay', 'open, expected'])
    customer.channels?.mirror.send('again')
    await settled()
    expect(agent.heard).toEqual(['again'])
  })

  it('and a connection that was under way carries on alone', async () => {
    await relayed()
    for (const side of [customer, agent]) side.refuse('relay_too_fast')
    await direct()
    for (const side of [customer, agent]) {
      expect(side.told.slice(-4)).toEqual(['closed', 'connecting', 'direct', 'open'])
    }
  })

  it('for good when the quota is used up', async () => {
    await relayed()
    await pass(10_000)
    customer.refuse('relay_used_up')
    expect(customer.told.slice(-2)).toEqual(['closed', 'failed'])
    await pass(60_000)
    const opened = customer.told.filter((one) => one === 'open, expected')
    expect(opened).toHaveLength(1)
  })

  it('without harm once the connection has taken over', async () => {
    await relayed()
    await direct()
    const before = [...customer.told]
    customer.lose()
    customer.refuse('no_such_link')
    customer.returned()
    await settled()
    expect(customer.told).toEqual(before)
  })

  it('and one end that waits for it in vain starts over', async () => {
    await relayed()
    agent.links.relayFrame = () => undefined
    await direct()
    FakePeer.last.channel('mirror').hear('held')
    await pass(1_500)
    expect(agent.told.slice(-2)).toEqual(['closed', 'failed'])
    await pass(500)
    expect(agent.signals).toContain('signal.restart')
  })
})

describe('close', () => {
  it('cuts at once: nothing leaves any more, and nothing is heard', async () => {
    await relayed()
    const frames = customer.frames
    customer.channels?.mirror.send('secret')
    customer.links.close(LINK)
    customer.channels?.mirror.send('secret')
    agent.channels?.mirror.send('too late')
    await settled()
    expect(customer.frames).toBe(frames)
    expect(agent.heard).toEqual([])
    expect(customer.heard).toEqual([])
    expect(customer.told.at(-1)).toBe('closed')
    expect(FakePeer.all[0]?.connectionState).toBe('closed')
  })

  it('within the opening leaves no connection behind', async () => {
    customer.closesAtOnce = true
    await relayed()
    expect(customer.told).toEqual(['connecting', 'relay', 'open, expected', 'closed'])
    expect(customer.frames).toBe(0)
    expect(FakePeer.all).toEqual([])
  })
})

it('frames for links that are not open are dropped', async () => {
  customer.start()
  await settled()
  expect(customer.frames).toBeGreaterThan(0)
  expect(agent.told).toEqual([])
  agent.links.relayFrame(new ArrayBuffer(0))
  agent.links.relayFrame(new ArrayBuffer(100))
})
