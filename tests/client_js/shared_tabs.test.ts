import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { allowed } from '../../client_js/src/customer/let_in.js'
import type { Keys } from '../../client_js/src/customer/shared_tabs/messages.js'
import { type Share, SharedTabs } from '../../client_js/src/customer/shared_tabs/shared_tabs.js'
import { TabActs } from '../../client_js/src/customer/shared_tabs/tab_acts.js'

const letIn = allowed('ag')
const consent = { token: 't0k', conversation: 'c1', session: 's1', grant: 7, letIn }

/** One tab of the website. */
class Tab {
  share: Share | null = null
  title = ''
  free = true
  readonly joined: Keys[] = []
  closed = 0
  readonly tabs = new SharedTabs({
    share: () => this.share,
    title: () => this.title,
    isFree: () => this.free,
    joined: (keys) => this.joined.push(keys),
    closed: () => this.closed++,
    changed: () => undefined,
  })

  /** Shared under this endpoint. */
  static shared(tab: string, title: string): Tab {
    const made = new Tab()
    made.share = { ...consent, tab, agent: 'Ana' }
    made.title = title
    return made.start()
  }

  start(): Tab {
    open.push(this)
    this.tabs.start()
    return this
  }
}

let open: Tab[] = []
let script: BroadcastChannel

beforeEach(() => {
  script = new BroadcastChannel('alongside.tabs')
})

afterEach(() => {
  for (const { tabs } of open) tabs.stop()
  open = []
  script.close()
})

describe('R26 a tab that is not shared', () => {
  it('offers to be, whichever came first, until no tab is', async () => {
    const early = new Tab().start()
    const shared = Tab.shared('e1', 'Home')
    const late = new Tab().start()
    const offer = { session: 's1', agent: 'Ana' }
    await vi.waitFor(() => expect(early.tabs.offer).toEqual(offer))
    await vi.waitFor(() => expect(late.tabs.offer).toEqual(offer))
    shared.share = null
    shared.tabs.refresh()
    await vi.waitFor(() => expect([early.tabs.offer, late.tabs.offer]).toEqual([null, null]))
  })

  it('is shared by her click, and not before', async () => {
    const shared = Tab.shared('e1', 'Home')
    const other = new Tab().start()
    const third = new Tab().start()
    await vi.waitFor(() => expect(other.tabs.offer).not.toBeNull())
    expect(other.joined).toEqual([])
    other.tabs.join()
    await vi.waitFor(() => expect(other.joined).toEqual([consent]))
    expect([third.joined, shared.joined]).toEqual([[], []])
    other.share = { ...consent, tab: 'e2', agent: 'Ana' }
    other.title = 'Cart'
    other.tabs.refresh()
    expect(other.tabs.offer).toBeNull()
    const cart = { tab: 'e2', title: 'Cart' }
    const home = { tab: 'e1', title: 'Home' }
    await vi.waitFor(() => expect(shared.tabs.titles).toEqual([home, cart]))
    expect(other.tabs.titles).toEqual([cart, home])
    other.tabs.stop()
    await vi.waitFor(() => expect(shared.tabs.titles).toEqual([home]))
  })

  it('offers nothing that she declined, or that is not possible', async () => {
    Tab.shared('e1', 'Home')
    const other = new Tab().start()
    await vi.waitFor(() => expect(other.tabs.offer).not.toBeNull())
    other.free = false
    expect(other.tabs.offer).toBeNull()
    other.free = true
    other.tabs.decline('s1')
    expect(other.tabs.offer).toBeNull()
    other.tabs.join()
  })
})

describe('R26 what scripts of the website say', () => {
  it('shares no tab: there is no wish of hers to answer', async () => {
    const other = new Tab().start()
    const shared = Tab.shared('e1', 'Home')
    await vi.waitFor(() => expect(other.tabs.offer).not.toBeNull())
    script.postMessage({ type: 'keys', id: 'x', keys: consent })
    for (const junk of [null, 7, {}, { type: 'here', tab: 'e9' }, { type: 'keys', id: 1 }]) {
      script.postMessage(junk)
    }
    script.postMessage({ type: 'close', tab: 'e1', session: 'another' })
    script.postMessage({ type: 'here', tab: 'last', session: 's1', agent: '', title: 'Last' })
    await vi.waitFor(() => expect(shared.tabs.titles).toHaveLength(2))
    expect([other.joined, shared.closed]).toEqual([[], 0])
  })
})

describe('R26 an agent in control', () => {
  const window = { location: new URL('https://shop.example/x'), open: vi.fn() }
  const asked = { open: [] as string[], show: [] as string[], close: [] as string[] }
  let shared = ['e1', 'e2']
  const acts = new TabActs({
    window: window as unknown as Window,
    origins: () => ['https://pay.example'],
    own: () => 'e1',
    shared: () => shared,
    mayOpen: async (url) => {
      asked.open.push(url)
      return url.endsWith('/yes')
    },
    askToShow: (tab) => asked.show.push(tab),
    close: (tab) => asked.close.push(tab),
  })

  it('opens no tab without her click', async () => {
    expect(acts.act({ type: 'tab', act: 'open', address: '/no' })).toBe('control.needs_click')
    expect(acts.act({ type: 'tab', act: 'open', address: '/yes' })).toBe('control.needs_click')
    const urls = ['https://shop.example/no', 'https://shop.example/yes']
    expect(asked.open).toEqual(urls)
    await vi.waitFor(() => expect(window.open.mock.calls).toEqual([[urls[1], '_blank']]))
    for (const address of ['https://pay.example/', 'https://evil.example/']) {
      expect(acts.act({ type: 'tab', act: 'open', address })).toBe('control.not_permitted')
    }
    expect(acts.act({ type: 'tab', act: 'open', address: 'javascript:1' })).toBe('control.link')
    expect(asked.open).toEqual(urls)
  })

  it('shows and closes those that are shared, never the last', () => {
    expect(acts.act({ type: 'tab', act: 'show', tab: 'e1' })).toBeNull()
    expect(acts.act({ type: 'tab', act: 'show', tab: 'e2' })).toBe('control.needs_click')
    expect(acts.act({ type: 'tab', act: 'show', tab: 'e3' })).toBe('control.gone')
    expect(acts.act({ type: 'tab', act: 'close', tab: 'e2' })).toBeNull()
    shared = ['e1']
    expect(acts.act({ type: 'tab', act: 'close', tab: 'e1' })).toBe('control.not_permitted')
    expect([asked.show, asked.close]).toEqual([['e2'], ['e2']])
  })
})
