import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Packed } from '../../client_js/src/mirror/capture/packed.js'
import { Viewer, type ViewerDelegate } from '../../client_js/src/mirror/capture/viewer.js'
import type { PageChannels } from '../../client_js/src/mirror/channels.js'
import { inflate } from '../../client_js/src/mirror/deflate.js'
import { Assembler } from '../../client_js/src/mirror/framing.js'
import type { Operation } from '../../client_js/src/mirror/operations.js'

const GRANT = 7

class Channel {
  readyState = 'open'
  readonly sent: (ArrayBuffer | string)[] = []
  #listener: ((event: { data: string }) => void) | null = null

  send(data: ArrayBuffer | string): void {
    this.sent.push(data)
  }

  addEventListener(_: string, listener: (event: { data: string }) => void): void {
    this.#listener = listener
  }

  removeEventListener(): void {
    this.#listener = null
  }

  receive(message: object): void {
    this.#listener?.({ data: JSON.stringify({ ...message, grant: GRANT }) })
  }

  get bytes(): number {
    return this.sent.reduce((sum, data) => sum + (data as ArrayBuffer).byteLength, 0)
  }
}

/** One viewer, as capture has it, and what it was sent. */
class Seat {
  readonly mirror = new Channel()
  readonly assets = new Channel()
  readonly sync = new Channel()
  readonly names = new Map<number, string | null>()
  readonly contents = new Map<string, Blob>()
  readonly repaired: number[] = []
  snapshots = 0
  stopped = 0
  isReading = false
  readonly viewer: Viewer

  constructor(expected = false) {
    const channels = { mirror: this.mirror, assets: this.assets, sync: this.sync }
    const delegate: ViewerDelegate = {
      assets: {
        nameOf: (asset) => this.names.get(asset),
        contentOf: (name) => this.contents.get(name),
      },
      isReading: () => this.isReading,
      started: () => undefined,
      wanting: () => this.snapshots++,
      repair: (node) => this.repaired.push(node) > 0,
      drained: () => undefined,
      stopped: () => this.stopped++,
    }
    const options = { channels: channels as unknown as PageChannels, grant: GRANT, expected }
    this.viewer = new Viewer(options, delegate)
    this.viewer.start()
  }

  /** It has asked, and gets a snapshot that is whole. */
  begin(referred: number[] = []): void {
    this.sync.receive({ type: 'resync', reason: 'start' })
    this.viewer.begin([new Packed([['start', 1, 'standards']])], referred)
    this.viewer.whole()
  }

  follow(operation: Operation): void {
    this.viewer.follow(new Packed([operation]), [])
  }

  acknowledge(): void {
    for (const channel of ['mirror', 'assets'] as const) {
      this.sync.receive({ type: 'ack', channel, bytes: this[channel].bytes })
    }
  }

  /** The operations of this name that have left. */
  async told(name: string): Promise<Operation[]> {
    const assembler = new Assembler(GRANT, 10_000_000)
    const found: Operation[] = []
    for (const data of this.mirror.sent) {
      const message = assembler.push(data)
      if (message.kind !== 'message') continue
      const { payload, flags } = message
      const bytes = new Uint8Array(payload)
      const json = new TextDecoder().decode(flags.deflated ? await inflate(bytes, 1e7) : bytes)
      found.push(...(JSON.parse(json) as Operation[]).filter(([one]) => one === name))
    }
    return found
  }

  /** A picture of so many bytes. */
  picture(asset: number, name: string, bytes = 100): void {
    this.names.set(asset, name)
    this.contents.set(name, new Blob([new Uint8Array(bytes)]))
  }
}

const noise = (length: number): string =>
  Array.from({ length }, () => String.fromCharCode(0x4e00 + Math.random() * 20_000)).join('')

let seat: Seat

beforeEach(() => {
  seat = new Seat()
})

describe('a viewer', () => {
  it('wants nothing before it asks, unless it is expected to', () => {
    expect([seat.snapshots, seat.viewer.isWanting]).toEqual([0, false])
    expect(new Seat(true).viewer.isWanting).toBe(true)
    seat.sync.receive({ type: 'resync', reason: 'start' })
    expect([seat.snapshots, seat.viewer.isWanting]).toEqual([1, true])
  })

  it('gets one snapshot however often it asks for its first', () => {
    seat.begin()
    seat.isReading = true
    seat.sync.receive({ type: 'resync', reason: 'start' })
    expect([seat.snapshots, seat.viewer.isFollowing]).toEqual([1, true])
  })

  it('waits a second for the next snapshot, and goes on meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    seat.begin()
    for (let i = 0; i < 3; i++) seat.sync.receive({ type: 'resync', reason: 'gap' })
    expect(seat.viewer.isFollowing).toBe(true)
    vi.advanceTimersByTime(1_100)
    expect([seat.snapshots, seat.viewer.isWanting]).toEqual([2, true])
    vi.useRealTimers()
  })

  it('is left behind when more waits than a snapshot would be, until it reads again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    seat.begin()
    let batches = 0
    for (; seat.viewer.isFollowing && batches < 100; batches++) {
      seat.follow(['t', 2, noise(10_000)])
      await vi.waitUntil(() => seat.viewer.isFull || seat.mirror.bytes > 10_000)
    }
    expect(seat.viewer.isFollowing).toBe(false)
    expect(seat.viewer.isFull).toBe(false)
    const { bytes } = seat.mirror
    seat.viewer.want([1])
    expect(seat.mirror.bytes).toBe(bytes)
    seat.acknowledge()
    vi.advanceTimersByTime(1_100)
    vi.useRealTimers()
    expect(seat.viewer.isWanting).toBe(true)
  })

  it('is not left behind for its first snapshot, however long that is', async () => {
    seat.sync.receive({ type: 'resync', reason: 'start' })
    const long = Array.from({ length: 20 }, () => new Packed([['t', 2, noise(10_000)]]))
    seat.viewer.begin([new Packed([['start', 1, 'standards']]), ...long], [])
    for (let i = 0; i < 10; i++) seat.follow(['t', 2, noise(10_000)])
    seat.viewer.whole()
    seat.follow(['t', 2, noise(1_000)])
    expect(seat.viewer.isFollowing).toBe(true)
  })

  it('is sent content once, under however many numbers, and again only when it is renewed', async () => {
    seat.picture(1, 'a')
    seat.names.set(2, 'a')
    seat.names.set(3, null)
    seat.begin([1, 2, 3, 4])
    await vi.waitUntil(() => seat.assets.sent.length === 1)
    expect(await seat.told('m')).toEqual([
      ['m', 1, 'a'],
      ['m', 2, 'a'],
      ['m', 3, null],
    ])
    seat.acknowledge()
    seat.viewer.want([1, 2])
    seat.viewer.begin([new Packed([['start', 2, 'standards']])], [1])
    await vi.waitUntil(async () => (await seat.told('m')).length === 4)
    expect(seat.assets.sent).toHaveLength(1)
    seat.viewer.renew()
    seat.viewer.begin([new Packed([['start', 3, 'standards']])], [1])
    await vi.waitUntil(() => seat.assets.sent.length === 2)
  })

  it('is shown the newest picture of what is drawn faster than it can take', async () => {
    seat.picture(1, 'first', 30_000)
    seat.begin([1])
    await vi.waitUntil(() => seat.assets.sent.length > 0)
    for (const name of ['second', 'third']) {
      seat.contents.clear()
      seat.picture(1, name, 30_000)
      seat.viewer.want([1])
    }
    seat.acknowledge()
    await vi.waitUntil(async () => (await seat.told('m')).length === 2)
    expect((await seat.told('m')).at(-1)).toEqual(['m', 1, 'third'])
  })

  it('is sent nothing while it is held, and then nothing but a snapshot', async () => {
    seat.begin()
    seat.picture(1, 'a')
    seat.viewer.hold()
    const { bytes } = seat.mirror
    seat.viewer.want([1])
    seat.viewer.release()
    expect([seat.viewer.isWanting, seat.mirror.bytes, seat.assets.bytes]).toEqual([true, bytes, 0])
  })

  it('has so many repairs, then it gets a snapshot of its own', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    seat.begin()
    for (let node = 2; node < 200; node++) seat.sync.receive({ type: 'repair', node })
    expect(seat.repaired).toHaveLength(50)
    vi.advanceTimersByTime(1_100)
    vi.useRealTimers()
    expect(seat.viewer.isWanting).toBe(true)
  })

  it('hears and says nothing once it has stopped', async () => {
    seat.begin()
    seat.picture(1, 'a')
    seat.viewer.stop()
    seat.viewer.stop()
    const sent = seat.mirror.bytes
    seat.sync.receive({ type: 'resync', reason: 'gap' })
    seat.viewer.want([1])
    seat.viewer.send({ type: 'beat' })
    seat.follow(['ready', 1])
    expect([seat.mirror.bytes, seat.assets.bytes, seat.sync.sent.length]).toEqual([sent, 0, 0])
    expect([seat.stopped, seat.snapshots]).toEqual([1, 1])
  })
})

describe('a batch', () => {
  it('is deflated once for all viewers', async () => {
    let made = 0
    const { CompressionStream: Real } = globalThis
    vi.stubGlobal(
      'CompressionStream',
      class extends Real {
        constructor(format: CompressionFormat) {
          super(format)
          made++
        }
      },
    )
    const packed = new Packed([['t', 2, noise(5_000)]])
    const seats = [new Seat(), new Seat(), new Seat()]
    for (const one of seats) {
      one.begin()
      one.viewer.follow(packed, [])
    }
    await vi.waitUntil(() => seats.every(({ mirror }) => mirror.sent.length > 1))
    vi.unstubAllGlobals()
    expect(made).toBe(1)
  })

  it('with a size is not written out before it is needed', async () => {
    const text = { toJSON: vi.fn(() => 'text') }
    const packed = new Packed([['t', 2, text as unknown as string]], 100)
    expect(text.toJSON).not.toHaveBeenCalled()
    expect(packed.size).toBe(100)
    const { bytes } = await packed.payload
    expect(new TextDecoder().decode(bytes)).toBe('[["t",2,"text"]]')
  })
})
