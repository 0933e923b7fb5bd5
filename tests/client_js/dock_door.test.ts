import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Door } from '../../client_js/src/dock/door.js'
import type { FromPage } from '../../client_js/src/dock/messages.js'

const SHOP = 'https://shop.example'
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

  beforeEach(() => {
    vi.useFakeTimers()
    peer = new Peer()
    heard = []
    door = new Door({
      own: own as Window,
      peer: peer as unknown as Window,
      origins: [SHOP, 'https://www.shop.example'],
      delegate: { pageSaid: (message) => heard.push(message) },
    })
    door.open()
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
    { type: 'dock.ticket', ticket: 't', mode: 'tab', held: {}, wants: null },
    { type: 'dock.ticket', ticket: 't', mode: 'window', held: { view: 1 }, wants: null },
    { type: 'dock.ticket', ticket: 7, mode: 'window', held: {}, wants: null },
  ])('drops %j', (data) => {
    send(data)
    expect(heard).toEqual([])
  })

  it('knocks each second, at every origin of the website and at no other', () => {
    vi.advanceTimersByTime(1_000)
    expect(peer.got.map(({ to }) => to)).toEqual([
      SHOP,
      'https://www.shop.example',
      SHOP,
      'https://www.shop.example',
    ])
  })

  it('says nothing to a window that is gone, and nothing after it was closed', () => {
    peer.closed = true
    vi.advanceTimersByTime(2_000)
    expect(peer.got).toHaveLength(2)
    expect(door.isDeserted).toBe(true)
    door.close()
    send(want)
    expect(heard).toEqual([])
  })
})
