import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Door } from '../../client_js/src/dock/door.js'
import type { FromPage } from '../../client_js/src/dock/messages.js'

const SHOP = 'https://shop.example'
const WWW = 'https://www.shop.example'
const ORIGINS = [SHOP, WWW, 'https://m.shop.example']
const want = { type: 'dock.want', want: { act: 'call', scope: 'voice' } }

class Peer {
  closed = false
  readonly got: { message: unknown; to: string }[] = []

  postMessage(message: unknown, to: string): void {
    this.got.push({ message, to })
  }
}

describe('the door between page and dock', () => {
  const own = new EventTarget()
  let peer: Peer
  let heard: FromPage[]
  let door: Door

  const open = (from: string | null): void => {
    door?.close()
    peer = new Peer()
    door = new Door({
      own: own as Window,
      peer: peer as unknown as Window,
      origins: ORIGINS,
      from,
      key: () => 'the-key',
      delegate: { pageSaid: (message) => heard.push(message) },
    })
    door.open()
  }
  const told = (): string[] => peer.got.splice(0).map(({ to }) => to)

  beforeEach(() => {
    vi.useFakeTimers()
    heard = []
    open(SHOP)
    return () => door.close()
  })

  const send = (data: unknown, origin = SHOP, source: unknown = peer): void => {
    own.dispatchEvent(Object.assign(new Event('message'), { data, origin, source }))
  }

  it('hears the page beside it', () => {
    send(want)
    expect(heard).toEqual([want])
  })

  it.each([
    ['another window', want, SHOP, new Peer()],
    ['no window', want, SHOP, null],
    ['another origin', want, 'https://evil.example', undefined],
    ['an origin that only begins alike', want, `${SHOP}.evil.example`, undefined],
    ['a sandboxed page', want, 'null', undefined],
  ])('does not hear %s', (_, data, origin, source) => {
    send(data, origin, source === undefined ? peer : source)
    expect(heard).toEqual([])
  })

  it.each([
    null,
    'dock.close',
    [],
    { type: 'dock.state' },
    { type: 'dock.want', want: { act: 'accept', scope: 'view', request: 'r' } },
    { type: 'dock.want', want: { act: 'accept', scope: 'voice', request: '' } },
    { type: 'dock.want', want: { act: 'mute', muted: 'no' } },
    { type: 'dock.ticket', ticket: 't', mode: 'tab', held: {}, wants: null, language: 'de' },
    {
      type: 'dock.ticket',
      ticket: 't',
      mode: 'window',
      held: { view: 1 },
      wants: null,
      language: 'de',
    },
    { type: 'dock.ticket', ticket: 7, mode: 'window', held: {}, wants: null, language: 'de' },
  ])('drops %j', (data) => {
    send(data)
    expect(heard).toEqual([])
  })

  it('knocks each second where the page is, and nowhere else while that answers', () => {
    for (let second = 0; second < 60; second++) {
      vi.advanceTimersByTime(1_000)
      send({ type: 'dock.heard', language: 'de' })
    }
    expect(told()).toEqual(Array(61).fill(SHOP))
    expect(heard).toEqual(Array(60).fill({ type: 'dock.heard', language: 'de' }))
  })

  it('tries the other origins every 5 s once the page is silent, and stays where it answers', () => {
    vi.advanceTimersByTime(2_000)
    expect(told()).toEqual([SHOP, SHOP, SHOP])
    vi.advanceTimersByTime(6_000)
    const [, www, mobile] = ORIGINS
    const others = told().filter((origin) => origin !== SHOP)
    expect(others).toEqual([www, mobile, www, mobile])
    send(want, WWW)
    vi.advanceTimersByTime(2_000)
    door.say({ type: 'dock.closed' })
    expect(told()).toEqual([WWW, WWW, WWW])
  })

  it.each([null, '', 'https://evil.example'])(
    'knocks at every origin of the website, and no other, where the page is at %j',
    (from) => {
      open(from)
      expect(told()).toEqual(ORIGINS)
      vi.advanceTimersByTime(1_000)
      expect(told()).toEqual(ORIGINS)
      send({ type: 'dock.heard', language: 'de' }, WWW)
      vi.advanceTimersByTime(1_000)
      expect(told()).toEqual([WWW])
    },
  )

  it('says nothing to a window that is gone, and nothing after it was closed', () => {
    peer.closed = true
    vi.advanceTimersByTime(2_000)
    expect(peer.got).toHaveLength(1)
    expect(door.isDeserted).toBe(true)
    door.close()
    send(want)
    expect(heard).toEqual([])
  })
})
