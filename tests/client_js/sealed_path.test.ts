import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Allowance } from '../../client_js/src/rtc/allowance.js'
import { SealedPath } from '../../client_js/src/rtc/sealed_path.js'
import { ends, settled, until } from './relay_fixtures.js'

const LIMITS = { rate: 1_000_000, burst: 10_000_000 }

/** One end, which notes what happens to it. */
class End {
  readonly told: string[] = []
  readonly sent: ArrayBuffer[] = []
  limits: typeof LIMITS | null = LIMITS
  listens = true
  path!: SealedPath

  sendFrame(frame: ArrayBuffer): boolean {
    if (this.limits) this.sent.push(frame)
    return this.limits !== null
  }

  get relayLimits(): typeof LIMITS | null {
    return this.limits
  }

  relayOpened(run: number): boolean {
    this.told.push(`opened ${run}`)
    return this.listens
  }

  relayMessage(channel: number, data: string | ArrayBuffer): void {
    const text = typeof data === 'string' ? data : `[${new Uint8Array(data)}]`
    this.told.push(`${channel}: ${text}`)
  }

  relayEnded(): void {
    this.told.push('ended')
  }

  relayBroken(): void {
    this.told.push('broken')
  }

  /** Hands over what has been sent, through `change`. */
  async deliver(to: End, change = (frames: ArrayBuffer[]) => frames): Promise<void> {
    for (const frame of change(this.sent.splice(0))) to.path.receive(frame)
    await settled()
  }

  say(channel: number, data: string | ArrayBuffer, low = false): void {
    this.path.send({ channel, data, low })
  }
}

let customer: End
let agent: End

beforeEach(async () => {
  const { offerer, answerer } = await ends()
  ;[customer, agent] = [new End(), new End()]
  for (const [end, { key, view }] of [
    [customer, offerer],
    [agent, answerer],
  ] as const) {
    end.path = new SealedPath(key.seal(view), new Allowance(), end, end)
    await end.path.ready
  }
})

afterEach(() => vi.useRealTimers())

async function opened(): Promise<void> {
  customer.path.open(1)
  await until(() => customer.sent.length === 1)
  await customer.deliver(agent)
  agent.told.length = 0
}

describe('a run', () => {
  it('carries texts and bytes of all channels, in order', async () => {
    customer.path.open(3)
    customer.say(0, new Uint8Array([1, 2]).buffer)
    customer.say(5, 'täxt')
    customer.say(0, new ArrayBuffer(0))
    customer.path.end()
    // Only what had not left by then is given back.
    await until(() => customer.sent.length > 1)
    await customer.deliver(agent)
    expect(agent.told[0]).toBe('opened 3')
    expect(agent.told.at(-1)).toBe('ended')
  })

  it('arrives whole', async () => {
    await opened()
    for (let number = 0; number < 50; number++) customer.say(number % 3, `m${number}`)
    customer.say(0, new Uint8Array([7, 8]).buffer)
    await until(() => customer.sent.length === 51)
    await customer.deliver(agent)
    const wanted = Array.from({ length: 50 }, (_, number) => `${number % 3}: m${number}`)
    expect(agent.told).toEqual([...wanted, '0: [7,8]'])
  })

  it('gives back at its end what has not left', async () => {
    customer.limits = null
    customer.path.open(1)
    customer.say(0, 'one')
    customer.say(5, 'two')
    const left = customer.path.end()
    expect(left.map(({ channel, data }) => [channel, data])).toEqual([
      [0, 'one'],
      [5, 'two'],
    ])
    customer.say(0, 'three')
    customer.path.open(2)
    customer.say(5, 'four')
    expect([0, 5].map((channel) => customer.path.waitingBytes(channel))).toEqual([4, 4])
  })

  it('is not listened to where the other end does not want it', async () => {
    agent.listens = false
    await opened()
    customer.say(0, 'for nobody')
    await until(() => customer.sent.length === 1)
    await customer.deliver(agent)
    expect(agent.told).toEqual([])
  })

  it('begins anew under another number', async () => {
    await opened()
    customer.say(0, 'lost')
    await until(() => customer.sent.length === 1)
    customer.sent.length = 0
    customer.path.open(2)
    customer.say(0, 'found')
    await until(() => customer.sent.length === 2)
    await customer.deliver(agent)
    expect(agent.told).toEqual(['opened 2', '0: found'])
  })
})

describe('on the way', () => {
  async function sendThree(): Promise<void> {
    await opened()
    for (const text of ['a', 'b', 'c']) customer.say(0, text)
    await until(() => customer.sent.length === 3)
  }

  it('what is replayed is dropped and counted', async () => {
    await sendThree()
    await customer.deliver(agent, ([a, b, c]) => [a, a, b, a, c, b] as ArrayBuffer[])
    expect(agent.told).toEqual(['0: a', '0: b', '0: c'])
    expect(agent.path.refused).toBe(3)
  })

  it('what is forged is dropped and counted', async () => {
    await sendThree()
    const forged = new ArrayBuffer(60)
    await customer.deliver(agent, ([a, b, c]) => [a, forged, b, c] as ArrayBuffer[])
    expect(agent.told).toEqual(['0: a', '0: b', '0: c'])
    expect(agent.path.refused).toBe(1)
  })

  it.each([
    ['left out', ([a, , c]: ArrayBuffer[]) => [a, c]],
    ['put in another order', ([a, b, c]: ArrayBuffer[]) => [a, c, b]],
  ])('what is %s breaks the run', async (_, change) => {
    await sendThree()
    await customer.deliver(agent, change as (frames: ArrayBuffer[]) => ArrayBuffer[])
    expect(agent.told).toEqual(['0: a', 'broken'])
  })

  it('what was dropped before it left does not leave', async () => {
    await opened()
    customer.say(0, 'secret')
    customer.path.drop()
    customer.say(0, 'secret')
    await settled()
    expect(customer.sent).toEqual([])
  })

  it('a lost connection breaks the run', async () => {
    await opened()
    customer.limits = null
    customer.sendFrame = () => false
    customer.limits = LIMITS
    customer.say(0, 'lost')
    await until(() => customer.told.includes('broken'))
  })
})

describe('what has to wait', () => {
  it('goes in order, but for what is not urgent', async () => {
    customer.limits = null
    customer.path.open(1)
    customer.say(1, 'asset', true)
    customer.say(0, 'mirror')
    customer.limits = LIMITS
    customer.say(5, 'sync')
    await until(() => customer.sent.length === 4)
    await customer.deliver(agent)
    expect(agent.told).toEqual(['opened 1', '0: mirror', '5: sync', '1: asset'])
  })

  it('keeps to what the server lets through', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    customer.limits = { rate: 10_000, burst: 20_000 }
    customer.path.open(1)
    for (let number = 0; number < 6; number++) customer.say(0, new ArrayBuffer(4_000))
    await settled()
    // Nine tenths of the burst: the opening frame and four.
    expect(customer.sent).toHaveLength(5)
    await vi.advanceTimersByTimeAsync(100)
    await settled()
    expect(customer.sent).toHaveLength(5)
    await vi.advanceTimersByTimeAsync(400)
    await until(() => customer.sent.length === 6)
    await vi.advanceTimersByTimeAsync(500)
    await until(() => customer.sent.length === 7)
  })
})

it('without keys there is no path', async () => {
  const end = new End()
  end.path = new SealedPath(Promise.reject(new Error('no key')), new Allowance(), end, end)
  await end.path.ready
  expect(end.told).toEqual(['broken'])
})
