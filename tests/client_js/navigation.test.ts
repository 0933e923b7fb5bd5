import { beforeEach, expect, it, vi } from 'vitest'
import { Leaving } from '../../client_js/src/customer/navigation/leaving.js'
import { Navigator } from '../../client_js/src/customer/navigation/navigator.js'
import { Whereabouts } from '../../client_js/src/customer/navigation/whereabouts.js'

class FakeNavigation extends EventTarget {
  canGoBack = true
  canGoForward = false
  readonly gone: string[] = []

  back(): object {
    this.gone.push('back')
    const committed = Promise.reject(new DOMException('', 'AbortError'))
    return { committed, finished: committed }
  }

  forward(): object {
    this.gone.push('forward')
    return {}
  }

  heads(url: string, more: object = {}): void {
    const details = { destination: { url, sameDocument: false }, downloadRequest: null, ...more }
    this.dispatchEvent(Object.assign(new Event('navigate'), details))
  }
}

class FakeWindow extends EventTarget {
  readonly Navigation = FakeNavigation
  readonly setInterval = setInterval
  readonly clearInterval = clearInterval
  navigation: unknown = new FakeNavigation()
  readonly location = {
    href: 'https://shop.example/cart?a=1',
    origin: 'https://shop.example',
    reload: vi.fn(),
    assign: vi.fn(),
  }
}

let page: FakeWindow
let history: FakeNavigation
let window: Window

beforeEach(() => {
  page = new FakeWindow()
  history = page.navigation as FakeNavigation
  window = page as unknown as Window
})

it('R23 goes back, forward, to an address, and reloads', () => {
  const navigator = new Navigator({ window, origins: () => [], askToLeave: vi.fn() })
  expect(navigator.navigate({ type: 'navigate', to: 'back' })).toBeNull()
  expect(navigator.navigate({ type: 'navigate', to: 'forward' })).toBe('control.gone')
  history.canGoForward = true
  expect(navigator.navigate({ type: 'navigate', to: 'forward' })).toBeNull()
  expect(history.gone).toEqual(['back', 'forward'])
  expect(navigator.navigate({ type: 'navigate', to: 'refresh' })).toBeNull()
  expect(page.location.reload).toHaveBeenCalledOnce()
  expect(navigator.navigate({ type: 'navigate', to: 'address', address: '/x' })).toBeNull()
  expect(page.location.assign.mock.calls).toEqual([['https://shop.example/x']])
})

it('R23 goes neither back nor forward where nobody knows where that leads', () => {
  page.navigation = { canGoBack: true, back: vi.fn() }
  const navigator = new Navigator({ window, origins: () => [], askToLeave: vi.fn() })
  expect(navigator.navigate({ type: 'navigate', to: 'back' })).toBe('control.trusted_only')
  expect(navigator.navigate({ type: 'navigate', to: 'forward' })).toBe('control.trusted_only')
})

it('R23 asks the customer before the site is left', () => {
  const askToLeave = vi.fn()
  const origins = () => ['https://pay.example']
  const navigator = new Navigator({ window, origins, askToLeave })
  const go = (address: string) => navigator.navigate({ type: 'navigate', to: 'address', address })
  expect(go('https://evil.example/?q')).toBe('control.leaves_site')
  expect(askToLeave.mock.calls).toEqual([['https://evil.example/?q']])
  expect(go('javascript:alert(1)')).toBe('control.link')
  expect(page.location.assign).not.toHaveBeenCalled()
  expect(go('https://pay.example')).toBeNull()
  expect(page.location.assign.mock.calls).toEqual([['https://pay.example/']])
})

it('R27 tells whether she leaves for a page outside', () => {
  const left = vi.fn()
  const leaving = new Leaving({ window, left })
  leaving.start()
  leaving.start()
  const goes = (...to: [url: string, more?: object]): unknown => {
    history.heads(...to)
    page.dispatchEvent(new Event('pagehide'))
    return left.mock.lastCall?.[0]
  }
  expect(goes('https://shop.example/next')).toBe(false)
  expect(goes('https://other.example/')).toBe(true)
  expect(goes('mailto:ada@shop.example')).toBe(false)
  expect(goes('https://other.example/a.zip', { downloadRequest: '' })).toBe(false)
  history.heads('https://other.example/')
  expect(goes('https://shop.example/')).toBe(false)
  page.dispatchEvent(new Event('pagehide'))
  expect(left).toHaveBeenCalledTimes(6)
  expect(left.mock.lastCall).toEqual([false])
  leaving.stop()
  page.dispatchEvent(new Event('pagehide'))
  expect(left).toHaveBeenCalledTimes(6)
})

it('R23 tells each change of where she is once', () => {
  const tell = vi.fn()
  let name: { address: string; title: string } | null = { address: 'https://a/', title: 'A' }
  const whereabouts = new Whereabouts({ window, name: () => name, tell })
  whereabouts.start()
  page.dispatchEvent(new Event('popstate'))
  expect(tell.mock.calls).toEqual([
    [{ address: 'https://a/', title: 'A', back: true, forward: false }],
  ])
  name = null
  history.dispatchEvent(new Event('currententrychange'))
  expect(tell.mock.lastCall).toEqual([{ address: '', title: '', back: true, forward: false }])
  whereabouts.again()
  expect(tell).toHaveBeenCalledTimes(3)
  whereabouts.stop()
  name = { address: 'https://a/', title: 'B' }
  page.dispatchEvent(new Event('hashchange'))
  expect(tell).toHaveBeenCalledTimes(3)
})
