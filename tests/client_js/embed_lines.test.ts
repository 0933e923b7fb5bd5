// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HostLine } from '../../client_js/src/agent/embedded/host_line.js'
import { FrameLine } from '../../client_js/src/embed/frame_line.js'
import type { FromHost, FromPane } from '../../client_js/src/embed/messages.js'

const DESK = 'https://desk.example'
const BROKER = 'https://broker.example'
const HELLO = { type: 'embed.hello', protocol: 1 }

/** The other end of a port, by hand. */
class Port {
  readonly said: unknown[] = []
  closed = false
  onmessage: ((event: { data: unknown }) => void) | null = null
  postMessage(data: unknown): void {
    this.said.push(data)
  }
  close(): void {
    this.closed = true
  }
  hear(data: unknown): void {
    this.onmessage?.({ data })
  }
}

describe('the pane', () => {
  const parent = {} as Window
  let listener: ((event: Partial<MessageEvent>) => void) | null
  let heard: FromHost[]
  let floods: number
  let now: number
  let port: Port

  function greet(changes: Partial<MessageEvent> = {}): void {
    const ports = [port] as unknown as MessagePort[]
    listener?.({ origin: DESK, source: parent, data: HELLO, ports, ...changes })
  }

  beforeEach(() => {
    heard = []
    floods = 0
    now = 1
    port = new Port()
    const own = {
      parent,
      addEventListener: (_: string, added: typeof listener) => {
        listener = added
      },
      removeEventListener: () => {
        listener = null
      },
    }
    new HostLine({
      own: own as unknown as Window,
      origins: [DESK],
      now: () => now,
      opened: () => undefined,
      heard: (message) => heard.push(message),
      flooded: () => {
        floods += 1
      },
    }).open()
  })

  it('answers the greeting of a page that the operator has named', () => {
    greet()
    expect(port.said).toEqual([{ type: 'pane.ready', protocol: 1 }])
    port.hear({ type: 'agent.sign_out' })
    expect(heard).toEqual([{ type: 'agent.sign_out' }])
  })

  it('hears nobody else', () => {
    for (const origin of [
      'null',
      '',
      'http://desk.example',
      `${DESK}:444`,
      `${DESK}.evil.example`,
    ]) {
      greet({ origin })
    }
    greet({ origin: 'https://evil.desk.example' })
    // A frame beside it, the page that has opened this one, nobody.
    for (const source of [{} as Window, null]) greet({ source })
    for (const data of [
      null,
      'embed.hello',
      { type: 'embed.hello' },
      { ...HELLO, protocol: '1' },
    ]) {
      greet({ data })
    }
    greet({ ports: [] })
    expect(port.said).toEqual([])
    expect(port.onmessage).toBeNull()
  })

  it('takes one greeting: a second one changes nothing', () => {
    const early = listener
    greet()
    expect(listener).toBeNull()
    const other = new Port()
    const ports = [other] as unknown as MessagePort[]
    early?.({ origin: DESK, source: parent, data: HELLO, ports })
    expect(other.said).toEqual([])
    expect(other.onmessage).toBeNull()
  })

  it('drops what does not parse', () => {
    greet()
    for (const data of [null, 'x', { type: 'eval', code: '1' }, { type: 'agent.sign_in' }]) {
      port.hear(data)
    }
    expect(heard).toEqual([])
  })

  it('drops a flood, says so once, and hears again later', () => {
    greet()
    for (let count = 0; count < 10_000; count += 1) port.hear({ type: 'co_browse.request' })
    expect(heard).toHaveLength(30)
    expect(floods).toBe(1)
    now += 1_000
    port.hear({ type: 'co_browse.end' })
    expect(heard.at(-1)).toEqual({ type: 'co_browse.end' })
  })
})

describe('the element', () => {
  const posted: { data: unknown; origin: string; port: Port }[] = []
  let heard: FromPane[]
  let silences: number
  let line: FrameLine

  const frame = {
    postMessage: (data: unknown, origin: string, [port]: [Port]) => {
      posted.push({ data, origin, port })
    },
  } as unknown as Window

  /** What the line holds on its own side. */
  function ownPort(): Port {
    return channels.at(-1) as Port
  }
  const channels: Port[] = []

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal(
      'MessageChannel',
      class {
        port1 = new Port()
        port2 = new Port()
        constructor() {
          channels.push(this.port1)
        }
      },
    )
    posted.length = 0
    heard = []
    silences = 0
    line = new FrameLine({
      origin: BROKER,
      heard: (message) => heard.push(message),
      silent: () => {
        silences += 1
      },
    })
    line.open(frame)
  })

  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('greets the origin of the broker and no other', () => {
    expect(posted).toMatchObject([{ data: HELLO, origin: BROKER }])
  })

  it('hears the pane once that has answered', () => {
    const talk = { type: 'agent.signed_in', agent: 'agent_1' } as const
    ownPort().hear(talk)
    expect(heard).toEqual([])
    ownPort().hear({ type: 'pane.ready', protocol: 1 })
    ownPort().hear(talk)
    ownPort().hear({ ...talk, agent: '<script>' })
    expect(heard).toEqual([{ type: 'pane.ready', protocol: 1 }, talk])
  })

  it('says so when nothing answers, once', () => {
    vi.advanceTimersByTime(60_000)
    expect(silences).toBe(1)
    expect(line.isOpen).toBe(false)
  })

  it('begins anew with each document of the frame', () => {
    ownPort().hear({ type: 'pane.ready', protocol: 1 })
    const before = ownPort()
    line.open(frame)
    expect(before.closed).toBe(true)
    expect(line.isOpen).toBe(false)
    ownPort().hear({ type: 'pane.ready', protocol: 1 })
    vi.advanceTimersByTime(60_000)
    expect(silences).toBe(0)
    line.say({ type: 'co_browse.end' })
    expect(ownPort().said).toEqual([{ type: 'co_browse.end' }])
  })
})
