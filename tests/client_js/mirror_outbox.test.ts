import { describe, expect, it, vi } from 'vitest'
import { Outbox, WINDOW_BYTES } from '../../client_js/src/mirror/capture/outbox.js'
import { Packed } from '../../client_js/src/mirror/capture/packed.js'
import type { PageChannels } from '../../client_js/src/mirror/channels.js'
import { deflate, inflate } from '../../client_js/src/mirror/deflate.js'
import type { Operation } from '../../client_js/src/mirror/operations.js'
import { CreditWindow } from '../../client_js/src/rtc/credit.js'

describe('CreditWindow', () => {
  const window = (): CreditWindow<'a' | 'b'> => new CreditWindow(100, { a: 100, b: 40 })

  it('gives no more than it has, over all lanes', () => {
    const credit = window()
    expect(credit.take('a', 70)).toBe(true)
    expect(credit.take('b', 31)).toBe(false)
    expect(credit.take('b', 30)).toBe(true)
    expect(credit.take('a', 1)).toBe(false)
    expect(credit.inFlight).toBe(100)
  })

  it('keeps a lane to its own limit', () => {
    const credit = window()
    expect(credit.take('b', 41)).toBe(false)
    expect(credit.take('b', 40)).toBe(true)
    expect(credit.take('b', 1)).toBe(false)
    expect(credit.take('a', 60)).toBe(true)
  })

  it('gets credit back by totals, and believes no others', () => {
    const credit = window()
    credit.take('a', 100)
    for (const lie of [101, -1, Number.NaN, 0]) credit.acknowledge('a', lie)
    expect(credit.inFlight).toBe(100)
    credit.acknowledge('a', 60)
    credit.acknowledge('a', 50)
    expect(credit.inFlight).toBe(40)
    credit.acknowledge('b', 10)
    expect(credit.inFlight).toBe(40)
  })
})

class Channel {
  readyState = 'open'
  readonly sent: ArrayBuffer[] = []

  send(data: ArrayBuffer): void {
    if (this.readyState !== 'open') throw new Error('not open')
    this.sent.push(data)
  }

  get bytes(): number {
    return this.sent.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }
}

/** An outbox that is given operations, and bytes of assets. */
class Lab {
  readonly mirror = new Channel()
  readonly assets = new Channel()
  readonly #waiting: Blob[] = []
  #drained = 0
  readonly box = new Outbox(
    { mirror: this.mirror, assets: this.assets } as unknown as PageChannels,
    7,
    { drained: () => this.#drained++, nextAsset: () => this.#waiting.shift() ?? null },
  )

  readonly drained = (): number => this.#drained

  readonly batch = (operations: Operation[], snapshot: boolean): void =>
    this.box.batch(new Packed(operations), snapshot)

  readonly asset = (bytes: number): void => {
    this.#waiting.push(new Blob([new Uint8Array(bytes)]))
    this.box.pump()
  }
}

const outbox = (): Lab => new Lab()

/** Does not get shorter when it is deflated. */
const noise = (length: number): string =>
  Array.from({ length }, () => String.fromCharCode(0x4e00 + Math.random() * 20_000)).join('')
const long: Operation[] = [['t', 1, noise(100_000)]]

describe('Outbox', () => {
  it('sends nothing while it is held, and nothing of the page from before', async () => {
    const { box, mirror, assets, batch, asset } = outbox()
    batch([['t', 1, 'x'.repeat(5_000)]], false)
    box.hold()
    asset(10)
    box.acknowledge('mirror', 0)
    await vi.waitUntil(() => box.backlog('mirror') === 0)
    expect(mirror.sent.length + assets.sent.length).toBe(0)
    box.release()
    await vi.waitUntil(() => assets.sent.length === 1)
    batch([['start', 1, 'standards']], true)
    await vi.waitUntil(() => mirror.sent.length > 0)
    expect(mirror.bytes).toBeLessThan(100)
  })

  it('keeps the order of batches, deflated or not', async () => {
    const { mirror, batch } = outbox()
    batch([['start', 1, 'standards']], true)
    batch([['t', 1, 'x'.repeat(5_000)]], false)
    batch([['ready', 1]], false)
    expect(mirror.sent).toHaveLength(1)
    await vi.waitUntil(() => mirror.sent.length === 3)
    expect(mirror.sent.map((sent) => new Uint8Array(sent)[1])).toEqual([7, 11, 3])
    const payload = new Uint8Array(mirror.sent[1] as ArrayBuffer, 12)
    const text = new TextDecoder().decode(await inflate(payload, 10_000))
    expect(text).toBe(JSON.stringify([['t', 1, 'x'.repeat(5_000)]]))
    await expect(inflate(payload, 1_000)).rejects.toThrow()
  })

  it('sends what fits into the window and keeps the rest', async () => {
    const { box, mirror, batch } = outbox()
    batch(long, false)
    await vi.waitUntil(() => mirror.sent.length > 0)
    expect(mirror.bytes).toBeLessThanOrEqual(WINDOW_BYTES)
    expect(mirror.bytes).toBeGreaterThan(WINDOW_BYTES - 16_384)
    expect(box.backlog('mirror')).toBeGreaterThan(130_000)
    for (let total = 0; box.backlog('mirror') > 0; total = mirror.bytes) {
      box.acknowledge('mirror', total)
    }
    expect(mirror.bytes).toBeGreaterThan(200_000)
  })

  it('lets operations go before pictures', async () => {
    const { box, mirror, assets, batch, asset } = outbox()
    asset(100_000)
    await vi.waitUntil(() => box.backlog('assets') > 0)
    expect(assets.bytes).toBeLessThanOrEqual(32_768)
    batch([['t', 1, 'now']], false)
    expect(mirror.sent).toHaveLength(1)
  })

  it('drops for a snapshot what is queued before it, but no pictures', async () => {
    const { box, mirror, batch, asset } = outbox()
    batch(long, false)
    await vi.waitUntil(() => mirror.sent.length > 0)
    const before = mirror.sent.length
    asset(10)
    await vi.waitUntil(() => box.backlog('assets') > 0)
    batch([['ready', 1]], true)
    expect(box.backlog('mirror')).toBeLessThan(100)
    expect(box.backlog('assets')).toBeGreaterThan(0)
    box.acknowledge('mirror', mirror.bytes)
    expect(mirror.sent).toHaveLength(before + 1)
    expect(new Uint8Array(mirror.sent.at(-1) as ArrayBuffer)[1]).toBe(7)
  })

  it('sends nothing after it is closed', async () => {
    const { box, mirror, assets, drained, batch, asset } = outbox()
    batch(long, false)
    await vi.waitUntil(() => mirror.sent.length > 0)
    batch(long, false)
    const [bytes, calls] = [mirror.bytes, drained()]
    box.close()
    box.acknowledge('mirror', bytes)
    batch([['ready', 1]], true)
    asset(10)
    // Whatever was being deflated meanwhile.
    await deflate(new Uint8Array(500_000))
    expect(mirror.bytes).toBe(bytes)
    expect(assets.bytes).toBe(0)
    expect(drained()).toBe(calls)
  })

  it('waits where a channel is not open', () => {
    const { mirror, batch } = outbox()
    mirror.readyState = 'closing'
    batch([['ready', 1]], true)
    expect(mirror.sent).toHaveLength(0)
  })
})
