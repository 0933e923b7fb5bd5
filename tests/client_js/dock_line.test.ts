import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DockLine, type Peer } from '../../client_js/src/customer/calling/dock_line.js'
import type { DockState, Held, Want } from '../../client_js/src/dock/messages.js'

const BROKER = 'https://broker.example'
const HERE = { type: 'dock.here', protocol: 1, key: '04aa' } as const
const CALL: Want = { act: 'call', scope: 'voice' }
const ALLOW: Want = { act: 'accept', scope: 'screen', request: 'r1' }

function state(more: Partial<DockState> = {}): DockState {
  const off = { voice: 'off', video: 'off', screen: 'off', document: 'off' } as const
  const rest = { connected: true, held: {}, muted: false, camera: false, onHold: false }
  return { type: 'dock.state', ...rest, ...off, ...more }
}

class FakeWindow implements Peer {
  closed = false
  readonly got: { message: unknown; options: { targetOrigin: string; delegate?: string } }[] = []
  refusesDelegation = false

  close(): void {
    this.closed = true
  }

  focus(): void {}

  postMessage(message: unknown, options: { targetOrigin: string; delegate?: string }): void {
    if (this.refusesDelegation && options.delegate !== undefined) throw new Error('NotAllowed')
    this.got.push({ message, options })
  }

  get last(): unknown {
    return this.got.at(-1)?.message
  }
}

let opened: FakeWindow[]
let framed: FakeWindow[]
let removed: number
let blocked: boolean
let wasThere: boolean
let held: Held
let ticket: () => Promise<string>
let told: string[]
let line: DockLine
let mine: Set<unknown>

beforeEach(() => {
  vi.useFakeTimers()
  opened = []
  framed = []
  removed = 0
  blocked = false
  wasThere = false
  held = {}
  told = []
  mine = new Set()
  let tickets = 0
  ticket = () => Promise.resolve(`t${++tickets}`)
  line = new DockLine({
    origin: BROKER,
    places: {
      window: () => {
        if (blocked) return null
        opened.push(new FakeWindow())
        return opened.at(-1) as FakeWindow
      },
      frame: () => {
        framed.push(new FakeWindow())
        const peer = framed.at(-1) as FakeWindow
        return { peer, remove: () => void removed++ }
      },
      isOpenedHere: (source): source is Peer => mine.has(source),
    },
    ticket: () => ticket(),
    vouch: (key) => Promise.resolve({ key: `for ${key}`, at: 1, signature: 'cc' }),
    language: () => 'de',
    isExpected: () => wasThere,
    held: () => held,
    changed: () => undefined,
    closed: () => told.push('closed'),
    failed: () => told.push('failed'),
  })
})

afterEach(() => {
  line.close()
  vi.useRealTimers()
})

async function say(
  source: FakeWindow,
  data: unknown,
  more: { isTrusted?: boolean; origin?: string } = {},
): Promise<void> {
  const event = { isTrusted: true, origin: BROKER, source: source as unknown as Window, data }
  line.heard({ ...event, ...more })
  await vi.advanceTimersByTimeAsync(0)
}

async function connected(): Promise<FakeWindow> {
  line.open(CALL)
  const [dock] = opened as [FakeWindow]
  await say(dock, HERE)
  await say(dock, state({ voice: 'asking' }))
  return dock
}

describe('a window', () => {
  it('gets a ticket and what she clicked, once, at the origin of the broker only', async () => {
    line.open(CALL)
    const [dock] = opened as [FakeWindow]
    expect(line.isOpening).toBe(true)
    expect(dock.got).toEqual([])
    await say(dock, HERE)
    const message = {
      type: 'dock.ticket',
      voucher: { key: 'for 04aa', at: 1, signature: 'cc' },
      ticket: 't1',
      mode: 'window',
      held: {},
      wants: CALL,
      language: 'de',
    }
    expect(dock.got).toEqual([{ message, options: { targetOrigin: BROKER } }])
    expect(line.isOpening).toBe(false)
  })

  it('is not answered again while it is connected, though it goes on knocking', async () => {
    const dock = await connected()
    for (let i = 0; i < 5; i++) await say(dock, HERE)
    const [ticket, ...then] = dock.got.map(({ message }) => message)
    expect(ticket).toMatchObject({ type: 'dock.ticket' })
    expect(then).toEqual(Array(5).fill({ type: 'dock.heard', language: 'de' }))
  })

  it('gets another ticket when it has lost its connection for good', async () => {
    const dock = await connected()
    await say(dock, state({ connected: false }))
    await vi.advanceTimersByTimeAsync(10_000)
    await say(dock, HERE)
    expect(dock.last).toMatchObject({ ticket: 't2', wants: null })
    await say(dock, HERE)
    expect(dock.last).toEqual({ type: 'dock.heard', language: 'de' })
    expect(dock.got).toHaveLength(3)
  })

  it('is used for what she clicks next', async () => {
    const dock = await connected()
    line.open({ act: 'call', scope: 'video' })
    expect(opened).toHaveLength(1)
    expect(dock.last).toEqual({ type: 'dock.want', want: { act: 'call', scope: 'video' } })
  })

  it('that is loading when she hangs up is closed', async () => {
    line.open(CALL)
    line.close()
    expect(opened[0]?.closed).toBe(true)
  })

  it('is told to go when she has another one', async () => {
    const dock = await connected()
    const other = new FakeWindow()
    mine.add(other)
    await say(other, HERE)
    expect(other.last).toEqual({ type: 'dock.close' })
    expect(dock.got).toHaveLength(1)
  })

  it('that she closes is gone', async () => {
    const dock = await connected()
    dock.close()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told).toEqual(['closed'])
    expect(line.mode).toBeNull()
    line.open(CALL)
    expect(opened).toHaveLength(2)
  })

  it('gets no ticket while there is none, and one when it knocks again', async () => {
    const good = ticket
    ticket = () => Promise.reject(new Error('unreachable'))
    line.open(CALL)
    const [dock] = opened as [FakeWindow]
    await say(dock, HERE)
    expect(dock.got).toEqual([])
    ticket = good
    await vi.advanceTimersByTimeAsync(10_000)
    await say(dock, HERE)
    expect(dock.last).toMatchObject({ ticket: 't1', wants: CALL })
  })
})

describe('the picker', () => {
  it('gets her click on Allow delegated', async () => {
    const dock = await connected()
    line.open(ALLOW)
    expect(dock.got.at(-1)).toEqual({
      message: { type: 'dock.want', want: ALLOW },
      options: { targetOrigin: BROKER, delegate: 'display-capture' },
    })
  })

  it('is asked for without, where the browser refuses that', async () => {
    const dock = await connected()
    dock.refusesDelegation = true
    line.open(ALLOW)
    expect(dock.got.at(-1)).toEqual({
      message: { type: 'dock.want', want: ALLOW },
      options: { targetOrigin: BROKER },
    })
  })
})

describe('a frame takes over', () => {
  it('where no window opens', () => {
    blocked = true
    line.open(CALL)
    expect(framed).toHaveLength(1)
    expect(line.mode).toBe('frame')
  })

  it('where the window says nothing for three seconds, with what she clicked', async () => {
    line.open(CALL)
    await vi.advanceTimersByTimeAsync(2_900)
    expect(framed).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(200)
    expect(opened[0]?.closed).toBe(true)
    const [dock] = framed as [FakeWindow]
    await say(dock, HERE)
    expect(dock.last).toMatchObject({ mode: 'frame', ticket: 't1', wants: CALL })
  })

  it('at once where the window is cut off', async () => {
    line.open(CALL)
    ;(opened[0] as FakeWindow).closed = true
    await vi.advanceTimersByTimeAsync(600)
    expect(framed).toHaveLength(1)
  })

  it('and if it is silent, too, she is told', async () => {
    blocked = true
    line.open(CALL)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(told).toEqual(['failed'])
    expect(removed).toBe(1)
  })

  it('and goes when it says so', async () => {
    blocked = true
    line.open(CALL)
    const [dock] = framed as [FakeWindow]
    await say(dock, HERE)
    await say(dock, { type: 'dock.closed' })
    expect(removed).toBe(1)
    expect(told).toEqual(['closed'])
  })
})

describe('after a page load', () => {
  it('the window is found by its knocking, and keeps its connection', async () => {
    const dock = new FakeWindow()
    mine.add(dock)
    await say(dock, HERE)
    expect(dock.last).toMatchObject({ type: 'dock.ticket', ticket: null, mode: 'window' })
    await say(dock, state({ voice: 'on', held: { voice: 4 } }))
    expect(line.state?.voice).toBe('on')
    line.open(ALLOW)
    expect(opened).toHaveLength(0)
    expect(dock.last).toEqual({ type: 'dock.want', want: ALLOW })
  })

  it('what she clicks before the window has knocked waits for it', async () => {
    wasThere = true
    line.open(ALLOW)
    expect(line.isOpening).toBe(true)
    await vi.advanceTimersByTimeAsync(900)
    const dock = new FakeWindow()
    mine.add(dock)
    await say(dock, HERE)
    expect(dock.last).toMatchObject({ ticket: null, wants: ALLOW })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(opened).toHaveLength(0)
  })

  it('but not for long', async () => {
    wasThere = true
    line.open(ALLOW)
    await vi.advanceTimersByTimeAsync(1_600)
    expect(opened).toHaveLength(1)
    expect(line.isOpening).toBe(true)
  })

  it('nor at all when the page has been there for a while', async () => {
    wasThere = true
    await vi.advanceTimersByTimeAsync(2_000)
    line.open(ALLOW)
    expect(opened).toHaveLength(1)
  })

  it('and hanging up takes it back', async () => {
    wasThere = true
    line.open(CALL)
    line.close()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(opened).toHaveLength(0)
    expect(line.isOpening).toBe(false)
  })

  it('a window without a connection gets a ticket as soon as it says so', async () => {
    const dock = new FakeWindow()
    mine.add(dock)
    await say(dock, HERE)
    await say(dock, state({ connected: false }))
    await say(dock, HERE)
    expect(dock.last).toMatchObject({ ticket: 't1' })
  })

  it('a frame goes on with what the last one held', async () => {
    held = { voice: 7 }
    line.rejoin(false)
    const [dock] = framed as [FakeWindow]
    await say(dock, HERE)
    expect(dock.last).toMatchObject({ mode: 'frame', held: { voice: 7 }, wants: null })
  })

  it('a frame stays as silent as it was', async () => {
    line.rejoin(true)
    const [dock] = framed as [FakeWindow]
    await say(dock, HERE)
    expect(dock.last).toMatchObject({ wants: { act: 'mute', muted: true } })
  })
})

describe('hostile messages', () => {
  it.each([
    ['of another origin', { origin: 'https://evil.example' }],
    ['made up by a script of the page', { isTrusted: false }],
  ])('%s are dropped', async (_, more) => {
    line.open(CALL)
    const [dock] = opened as [FakeWindow]
    await say(dock, HERE, more)
    await say(dock, state({ voice: 'on' }), more)
    expect(dock.got).toEqual([])
    expect(line.state).toBeNull()
  })

  it('of another window of the broker are dropped', async () => {
    const dock = await connected()
    const other = new FakeWindow()
    await say(other, HERE)
    await say(other, state({ voice: 'on' }))
    await say(other, { type: 'dock.closed' })
    expect(other.got).toEqual([])
    expect(line.state?.voice).toBe('asking')
    expect(dock.got).toHaveLength(1)
  })

  it('of a window that this page has not opened do not get a ticket', async () => {
    const other = new FakeWindow()
    await say(other, HERE)
    expect(other.got).toEqual([])
    expect(line.mode).toBeNull()
  })

  it('that do not parse change nothing', async () => {
    const dock = await connected()
    await say(dock, { ...state(), voice: 'loud' })
    await say(dock, 'dock.closed')
    expect(line.state?.voice).toBe('asking')
  })
})
