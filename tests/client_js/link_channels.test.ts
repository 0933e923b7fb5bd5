import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PAGE_CHANNELS, type PageChannelName } from '../../client_js/src/mirror/channels.js'
import { type DirectChannels, LinkChannels } from '../../client_js/src/rtc/link_channels.js'
import type { Message, SealedPath } from '../../client_js/src/rtc/sealed_path.js'

/** The relay as far as a link's channels use it. */
class FakeRelay {
  readonly sent: string[] = []
  left: Message[] = []
  dropped = false

  send({ channel, data, low }: Message): void {
    this.sent.push(`${channel}: ${data}${low ? ' low' : ''}`)
  }

  waitingBytes(channel: number): number {
    return 10 + channel
  }

  end(): Message[] {
    this.sent.push('end')
    return this.left
  }

  drop(): void {
    this.dropped = true
  }
}

let relay: FakeRelay
let direct: string[]
let heard: string[]
let stuck: number
let channels: LinkChannels

const names = Object.keys(PAGE_CHANNELS) as PageChannelName[]
const directChannels = Object.fromEntries(
  names.map((name) => [
    name,
    { bufferedAmount: 3, send: (data: string) => void direct.push(`${name}: ${data}`) },
  ]),
) as unknown as DirectChannels

function listen(): void {
  for (const name of names) {
    channels.channels[name].addEventListener('message', ({ data }) => heard.push(`${name} ${data}`))
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  relay = new FakeRelay()
  direct = []
  heard = []
  stuck = 0
  channels = new LinkChannels(relay as unknown as SealedPath, () => stuck++)
  listen()
})

afterEach(() => vi.useRealTimers())

const ID = PAGE_CHANNELS

describe('the sender', () => {
  it('uses the relay at once, ends it when it goes direct, and uses it no more', () => {
    channels.channels.mirror.send('one')
    channels.channels.assets.send('two')
    expect(channels.channels.sync.bufferedAmount).toBe(10 + ID.sync.id)
    channels.goDirect(directChannels)
    channels.channels.sync.send('three')
    expect(relay.sent).toEqual([`${ID.mirror.id}: one`, `${ID.assets.id}: two low`, 'end'])
    expect(direct).toEqual(['sync: three'])
    expect(channels.channels.mirror.bufferedAmount).toBe(3)
  })

  it('takes along what has not left, before anything newer', () => {
    relay.left = [
      { channel: ID.mirror.id, data: 'old', low: false },
      { channel: 99, data: 'of no channel', low: false },
    ]
    channels.goDirect(directChannels)
    channels.channels.mirror.send('new')
    expect(direct).toEqual(['mirror: old', 'mirror: new'])
  })

  it('sends nothing after close', () => {
    channels.close()
    channels.channels.mirror.send('secret')
    expect(channels.channels.mirror.readyState).toBe('closed')
    expect(relay.sent).toEqual([])
    expect(relay.dropped).toBe(true)
  })

  it('sends nothing directly after close either', () => {
    channels.goDirect(directChannels)
    channels.close()
    channels.channels.mirror.send('secret')
    expect(direct).toEqual([])
  })
})

describe('the receiver', () => {
  it('holds back what comes directly until the relay has ended', () => {
    channels.directMessage('mirror', 'three')
    channels.relayMessage(ID.mirror.id, 'one')
    channels.directMessage('sync', 'four')
    channels.relayMessage(ID.sync.id, 'two')
    expect(heard).toEqual(['mirror one', 'sync two'])
    channels.relayEnded()
    channels.directMessage('mirror', 'five')
    expect(heard.slice(2)).toEqual(['mirror three', 'sync four', 'mirror five'])
    vi.runAllTimers()
    expect(stuck).toBe(0)
  })

  it('does not hold back pointers, which have no order', () => {
    channels.directMessage('pointer', 'now')
    expect(heard).toEqual(['pointer now'])
  })

  it('hears nothing of the relay after its end, and nothing of unknown channels', () => {
    channels.relayMessage(99, 'nothing')
    channels.relayEnded()
    channels.relayMessage(ID.mirror.id, 'late')
    expect(heard).toEqual([])
  })

  it('does not wait for the end for ever', () => {
    channels.directMessage('mirror', 'held')
    vi.advanceTimersByTime(1_499)
    expect(stuck).toBe(0)
    vi.advanceTimersByTime(1)
    expect(stuck).toBe(1)
  })

  it('does not hold back without a limit', () => {
    for (let number = 0; number < 65; number++) {
      channels.directMessage('mirror', new ArrayBuffer(16_384))
    }
    expect(stuck).toBe(1)
  })

  it('hears nothing after close, whoever listens', () => {
    channels.directMessage('mirror', 'held')
    channels.close()
    channels.relayEnded()
    channels.relayMessage(ID.mirror.id, 'late')
    vi.runAllTimers()
    expect(heard).toEqual([])
    expect(stuck).toBe(0)
  })

  it('hears no more in a message that made somebody close', () => {
    channels.channels.sync.addEventListener('message', () => channels.close())
    channels.channels.sync.addEventListener('message', () => heard.push('after'))
    channels.relayMessage(ID.sync.id, 'stop')
    expect(heard).toEqual(['sync stop'])
  })
})

it('is direct when both sides have ended the relay', () => {
  expect(channels.isDirect).toBe(false)
  channels.goDirect(directChannels)
  expect(channels.isDirect).toBe(false)
  channels.relayEnded()
  expect(channels.isDirect).toBe(true)
})

it('works without a relay', () => {
  channels = new LinkChannels(null, () => stuck++)
  listen()
  channels.goDirect(directChannels)
  channels.directMessage('mirror', 'one')
  channels.channels.sync.send('two')
  expect([heard, direct]).toEqual([['mirror one'], ['sync: two']])
  expect(channels.isDirect).toBe(true)
})
