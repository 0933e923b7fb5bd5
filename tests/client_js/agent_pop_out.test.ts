import { beforeEach, describe, expect, it, vi } from 'vitest'
import { consoleUrl, PopOut, wishOf } from '../../client_js/src/agent/pop_out.js'

const ORIGIN = 'https://broker.example'

class FakeWindow {
  closed = false
  readonly focus = vi.fn()
  close(): void {
    this.closed = true
  }
}

let opened: FakeWindow | null
let hear: (event: Partial<MessageEvent>) => void
let changes: number
let popOut: PopOut
const open = vi.fn(() => opened)

function said(data: unknown, source: unknown = opened, origin = ORIGIN): void {
  hear({ origin, source: source as Window, data })
}

function report(conversation: unknown): unknown {
  return { type: 'alongside.pane', conversation }
}

beforeEach(() => {
  opened = new FakeWindow()
  changes = 0
  const host = {
    open,
    location: { origin: ORIGIN },
    addEventListener: (_: string, listener: typeof hear) => {
      hear = listener
    },
    removeEventListener: vi.fn(),
  }
  popOut = new PopOut(
    () => {
      changes += 1
    },
    host as unknown as Window,
  )
  popOut.start()
})

describe('the address of the console', () => {
  it('says what to show, whatever the id is', () => {
    expect(wishOf('')).toMatchObject({ conversation: null, alone: false })
    expect(wishOf('?conversation=c1')).toMatchObject({ conversation: 'c1', alone: false })
    const url = new URL(consoleUrl('c&pane=x', 'co-browse'), ORIGIN)
    expect(url.pathname).toBe('/agent/')
    expect(wishOf(url.search)).toMatchObject({ conversation: 'c&pane=x', alone: true })
    expect(wishOf('?pane=co-browse').alone).toBe(false)
    expect(wishOf('?conversation=c1&pane=chat').alone).toBe(false)
  })
})

describe('the window of its own', () => {
  it('shows one conversation until it is brought back', () => {
    popOut.open('c1')
    expect(popOut.conversation).toBe('c1')
    popOut.focusFor('c2')
    expect(opened?.focus).not.toHaveBeenCalled()
    popOut.focusFor('c1')
    expect(opened?.focus).toHaveBeenCalledOnce()
    popOut.bringBack()
    expect(opened?.closed).toBe(true)
    expect(popOut.conversation).toBeNull()
    expect(changes).toBe(2)
  })

  it('is over when the agent closes it, or when it is gone without a word', () => {
    popOut.open('c1')
    said(report(null))
    expect(popOut.conversation).toBeNull()
    popOut.open('c1')
    opened?.close()
    popOut.check()
    expect(popOut.conversation).toBeNull()
  })

  it('is found again after a reload of the console, and told of once', () => {
    said(report('c1'))
    said(report('c1'))
    expect(popOut.conversation).toBe('c1')
    expect(changes).toBe(1)
    popOut.focus()
    expect(opened?.focus).toHaveBeenCalledOnce()
  })

  it('may be blocked by the browser, which is told', () => {
    opened = null
    popOut.open('c1')
    expect(popOut.blocked).toBe(true)
    expect(popOut.conversation).toBeNull()
  })

  it('is none that another origin speaks for, nor what says something else', () => {
    said(report('c1'), opened, 'https://evil.example')
    said(report('c1'), null)
    for (const data of [null, 'c1', 7, {}, report(7), report(undefined), { conversation: 'c1' }]) {
      said(data)
    }
    expect(popOut.conversation).toBeNull()
    popOut.open('c1')
    said(report(null), new FakeWindow())
    expect(popOut.conversation).toBe('c1')
  })
})
