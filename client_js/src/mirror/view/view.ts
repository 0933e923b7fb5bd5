import type { PageChannels } from '../channels.js'
import { Assembler } from '../framing.js'
import { MAX_ASSET_MESSAGE_BYTES, MAX_BATCH_BYTES } from '../limits.js'
import type { Mode } from '../operations.js'
import { ACK_EVERY_BYTES, parseSync, type ResyncReason, STALE_MS } from '../sync.js'
import { AssetBook } from './asset_book.js'
import { MirrorFault } from './fault.js'
import { type Batch, Inbox } from './inbox.js'
import type { Room } from './room.js'
import type { MirroredSpots } from './spots.js'
import { Stage } from './stage.js'
import type { MirrorWords } from './words.js'
import type { Size, Zoom } from './zoom.js'

/** `unshared`: the customer is on a page that is not shown; what was shown has been taken away. */
export type MirrorState = 'loading' | 'live' | 'catching-up' | 'stale' | 'unshared'

export interface MirrorViewDelegate {
  /** The page can be seen. Told once. */
  firstPaint(): void
  stateChanged(state: MirrorState): void
  /** Changes of a busy page are collected for so long; 0: as fast as frames. */
  paced?(milliseconds: number): void
  /** The customer's viewport, CSS pixels. */
  viewport?(size: Size): void
  /** The page is shown in this scale, at most 1. */
  scaled?(scale: number): void
  /** `mirror.bad_message`: the customer's side keeps sending what it must not;
   * `mirror.frame_failed`: the page at `mirrorUrl` does not load. Each told at most once. */
  problem(code: string): void
}

export interface MirrorViewOptions {
  container: HTMLElement
  /** A blank page with a policy of its own (docs/mirror.md, "The page behind the mirror"). */
  mirrorUrl: string
  words: MirrorWords
  zoom: Zoom
  channels: PageChannels
  grant: number
  /** The first snapshot comes without being asked for. */
  expected?: boolean
  /** Origins from which pictures and fonts may be loaded, beside what the customer sends. */
  assetOrigins?: readonly string[]
  delegate: MirrorViewDelegate
}

const ASK_AGAIN_MS = 1_000
/** More resyncs than this within `RESYNC_WINDOW_MS` are no accident. */
const MAX_RESYNCS = 5
const RESYNC_WINDOW_MS = 30_000
const CHECK_MS = 1_000
const PAINT_FALLBACK_MS = 100
/** Time for one slice of applying what has come; the console has as long for itself. */
const SLICE_MS = 8
/** Capture never has more under way than its window; more than this is a flood. */
const MAX_UNDEALT_BYTES = 4 * 65_536
/** More repairs than this between two snapshots do not help. */
const MAX_REPAIRS = 50

/** The agent's side of a mirror: asks for the page and shows what comes, trusting nothing of it. */
export class MirrorView {
  readonly #options: MirrorViewOptions
  readonly #stage: Stage
  readonly #assets: AssetBook
  readonly #mirror: Assembler
  readonly #inbox = new Inbox(() => this.#work())
  readonly #slices = new MessageChannel()
  #working = false
  /** Batches are dropped up to the next snapshot. */
  #lost = false
  #isWhole = false
  #repairs = 0
  readonly #broken = new Set<number>()
  /** The snapshot's first batch that the stage was made ready for. */
  #prepared: Batch | null = null
  readonly #assetMessages: Assembler
  readonly #received = { mirror: 0, assets: 0 }
  readonly #acknowledged = { mirror: 0, assets: 0 }
  readonly #resyncs: number[] = []
  readonly #told = new Set<string>()
  /** `broken`: resyncs did not help; to others it is stale. */
  #state: Exclude<MirrorState, 'unshared'> | 'new' | 'broken' | 'stopped' = 'new'
  /** The customer is on a page that is not shown, whatever the state is beneath. */
  #covered = false
  #toldState: MirrorState | null = null
  #painted = false
  #heardAt = 0
  #askedAt = 0
  #timer = 0
  #refresh = 0

  constructor(options: MirrorViewOptions) {
    this.#options = options
    const { grant } = options
    this.#mirror = new Assembler(grant, MAX_BATCH_BYTES)
    this.#assetMessages = new Assembler(grant, MAX_ASSET_MESSAGE_BYTES, 'first')
    this.#assets = new AssetBook(() => this.#assetsChanged(), options.assetOrigins)
    this.#stage = new Stage({
      ...options,
      assets: this.#assets,
      delegate: {
        shown: () => this.#shown(),
        whole: () => {
          this.#isWhole = true
        },
        viewport: (size) => options.delegate.viewport?.(size),
        scaled: (scale) => options.delegate.scaled?.(scale),
        broken: (id) => this.#repair(id),
        loaded: () => this.#work(),
        frameLost: () => this.#problem('mirror.frame_failed'),
      },
    })
  }

  /** Once, when the channels are open. */
  start(): void {
    if (this.#state !== 'new') return
    const { mirror, assets, sync } = this.#options.channels
    mirror.binaryType = 'arraybuffer'
    assets.binaryType = 'arraybuffer'
    mirror.addEventListener('message', this.#mirrorMessage)
    assets.addEventListener('message', this.#assetMessage)
    sync.addEventListener('message', this.#syncMessage)
    this.#slices.port1.onmessage = () => {
      this.#working = false
      this.#work()
    }
    this.#stage.start()
    this.#enter('loading')
    this.#heardAt = performance.now()
    if (this.#options.expected) this.#askedAt = this.#heardAt
    else this.#ask('start')
    this.#timer = window.setInterval(() => this.#check(), CHECK_MS)
  }

  /** Takes everything away that was shown. */
  stop(): void {
    if (this.#state === 'stopped') return
    this.#state = 'stopped'
    const { mirror, assets, sync } = this.#options.channels
    mirror.removeEventListener('message', this.#mirrorMessage)
    assets.removeEventListener('message', this.#assetMessage)
    sync.removeEventListener('message', this.#syncMessage)
    window.clearInterval(this.#timer)
    window.clearTimeout(this.#refresh)
    this.#inbox.close()
    this.#slices.port1.close()
    this.#stage.stop()
    this.#assets.clear()
  }

  zoom(zoom: Zoom): void {
    this.#stage.zoom(zoom)
  }

  /** True: the agent scrolls the page on her own, until false: then it is where the customer is. */
  lookAround(looking: boolean): void {
    this.#stage.lookAround(looking)
  }

  /** Of the page in sight; null while there is none. Ask each time: a snapshot brings another. */
  get spots(): MirroredSpots | null {
    return this.#covered ? null : this.#stage.spots
  }

  /** Where the page is seen. */
  get room(): Room {
    return this.#stage.room
  }

  /** Milliseconds since anything has been heard of the customer's side. */
  get silence(): number {
    return performance.now() - this.#heardAt
  }

  readonly #mirrorMessage = ({ data }: MessageEvent<unknown>): void => {
    const assembled = this.#mirror.push(data)
    this.#alive()
    if (data instanceof ArrayBuffer) this.#received.mirror += data.byteLength
    if (assembled.kind === 'message') {
      this.#inbox.push(assembled.payload, assembled.flags, this.#received.mirror)
    } else if (this.#inbox.isEmpty) {
      this.#acknowledge('mirror', this.#received.mirror, assembled.kind !== 'part')
    }
    const flood = this.#received.mirror - this.#acknowledged.mirror > MAX_UNDEALT_BYTES
    if (assembled.kind === 'fault') this.#faulty(assembled.reason)
    else if (flood) this.#faulty('bad-message')
  }

  readonly #assetMessage = ({ data }: MessageEvent<unknown>): void => {
    const assembled = this.#assetMessages.push(data)
    this.#alive()
    if (data instanceof ArrayBuffer) this.#received.assets += data.byteLength
    this.#acknowledge('assets', this.#received.assets, assembled.kind === 'message')
    const bad = assembled.kind === 'fault'
    if (bad || (assembled.kind === 'message' && !this.#assets.take(assembled.payload))) {
      this.#problem('mirror.bad_message')
    }
  }

  readonly #syncMessage = ({ data }: MessageEvent<unknown>): void => {
    const message = parseSync(data, this.#options.grant)
    if (message?.type === 'pace') this.#options.delegate.paced?.(message.ms)
    if (message?.type !== 'beat' && message?.type !== 'page') return
    this.#alive()
    if (message.type === 'page') this.#cover(!message.shared)
    const waits = this.#options.expected && performance.now() - this.#askedAt < ASK_AGAIN_MS
    if (this.#state === 'loading' && this.#received.mirror === 0 && !waits) this.#ask('start')
  }

  #cover(covered: boolean): void {
    if (covered === this.#covered) return
    this.#covered = covered
    if (covered) {
      this.#mirror.fail()
      this.#lost = true
      this.#stage.cover()
      this.#enter(this.#painted ? 'catching-up' : 'loading')
    } else {
      this.#askedAt = performance.now()
      this.#stage.uncover()
    }
    this.#tellState()
  }

  /** Applies what has come, in slices: the console stays usable whatever is sent. */
  #work(): void {
    if (this.#working || this.#state === 'stopped') return
    const deadline = performance.now() + SLICE_MS
    for (let batch = this.#inbox.first; batch; batch = this.#inbox.first) {
      if (!this.#workOn(batch, deadline)) return
      if (performance.now() > deadline) {
        this.#later()
        return
      }
    }
  }

  /** False if it is not done yet. */
  #workOn(batch: Batch, deadline: number): boolean {
    try {
      if (!this.#begin(batch)) return false
      const operations = this.#lost ? [] : (batch.operations ?? [])
      while (batch.done < operations.length) {
        this.#stage.apply(operations[batch.done++])
        if (performance.now() > deadline) {
          this.#later()
          return false
        }
      }
      if (!this.#lost) this.#stage.settle()
    } catch (error) {
      this.#faulty(error instanceof MirrorFault ? error.reason : 'bad-message')
    }
    this.#end(batch)
    return true
  }

  /** False as long as there is nothing to apply it to. */
  #begin(batch: Batch): boolean {
    if (batch.done === 0 && batch.snapshot) {
      if (this.#prepared !== batch) {
        this.#prepared = batch
        this.#lost = false
        this.#isWhole = false
        this.#repairs = 0
        this.#broken.clear()
        this.#stage.prepare(modeOf(batch))
      }
    }
    if (this.#lost) return true
    if (batch.operations === null) throw new MirrorFault('bad-message')
    return this.#stage.isReady || this.#prepared === null
  }

  #end(batch: Batch): void {
    if (this.#inbox.first === batch) this.#inbox.shift()
    const all = this.#inbox.isEmpty
    this.#acknowledge('mirror', all ? this.#received.mirror : batch.received, true)
    if (this.#painted && !this.#lost) this.#enter(this.#isWhole ? 'live' : 'catching-up')
  }

  /** Goes on in another task. */
  #later(): void {
    this.#working = true
    this.#slices.port2.postMessage(null)
  }

  /** Asks for this node to be sent anew, as long as that helps. */
  #repair(node: number): void {
    if (this.#broken.has(node)) return
    this.#broken.add(node)
    if (++this.#repairs > MAX_REPAIRS) this.#faulty('bad-message')
    else this.#send({ type: 'repair', node })
  }

  /** Gives credit back, in good time for the sender never to wait for it. */
  #acknowledge(lane: 'mirror' | 'assets', bytes: number, now: boolean): void {
    if (!now && bytes - this.#acknowledged[lane] < ACK_EVERY_BYTES) return
    if (bytes <= this.#acknowledged[lane]) return
    this.#acknowledged[lane] = bytes
    this.#send({ type: 'ack', channel: lane, bytes })
  }

  #alive(): void {
    this.#heardAt = performance.now()
    if (this.#state !== 'stale') return
    this.#enter(!this.#painted ? 'loading' : this.#isWhole ? 'live' : 'catching-up')
  }

  #check(): void {
    const now = performance.now()
    if (this.#state === 'loading' && this.#received.mirror === 0) this.#ask('start')
    else if (
      this.#lost &&
      this.#state === 'catching-up' &&
      now - this.#askedAt > 5 * ASK_AGAIN_MS
    ) {
      this.#ask('gap')
    } else if (this.#state === 'broken' && now - this.#askedAt > RESYNC_WINDOW_MS) this.#ask('gap')
    if (now - this.#heardAt > STALE_MS && this.#state === 'live') this.#enter('stale')
  }

  #faulty(reason: Exclude<ResyncReason, 'start'>): void {
    this.#mirror.fail()
    this.#lost = true
    if (this.#painted) this.#enter('catching-up')
    const now = performance.now()
    while ((this.#resyncs[0] ?? now) < now - RESYNC_WINDOW_MS) this.#resyncs.shift()
    if (this.#resyncs.length >= MAX_RESYNCS) {
      this.#enter('broken')
      this.#problem('mirror.bad_message')
      return
    }
    this.#resyncs.push(now)
    this.#ask(reason)
  }

  #ask(reason: ResyncReason): void {
    this.#askedAt = performance.now()
    this.#send({ type: 'resync', reason })
  }

  #shown(): void {
    if (this.#painted) return
    this.#painted = true
    // After the frame in which it is painted; a hidden console has none.
    const frames = new Promise((resolve) =>
      window.requestAnimationFrame(() => window.requestAnimationFrame(resolve)),
    )
    const time = new Promise((resolve) => window.setTimeout(resolve, PAINT_FALLBACK_MS))
    void Promise.race([frames, time]).then(() => {
      if (this.#state !== 'stopped') this.#options.delegate.firstPaint()
    })
  }

  #assetsChanged(): void {
    if (this.#refresh !== 0 || this.#state === 'stopped') return
    this.#refresh = window.setTimeout(() => {
      this.#refresh = 0
      this.#stage.refresh()
    }, 16)
  }

  #enter(state: Exclude<MirrorState, 'unshared'> | 'broken'): void {
    if (this.#state === state || this.#state === 'stopped') return
    this.#state = state
    this.#tellState()
  }

  #tellState(): void {
    if (this.#state === 'new' || this.#state === 'stopped') return
    const beneath = this.#state === 'broken' ? 'stale' : this.#state
    const state = this.#covered ? 'unshared' : beneath
    if (state === this.#toldState) return
    this.#toldState = state
    this.#options.delegate.stateChanged(state)
  }

  #problem(code: string): void {
    if (this.#told.has(code) || this.#state === 'stopped') return
    this.#told.add(code)
    this.#options.delegate.problem(code)
  }

  #send(message: object): void {
    const { channels, grant } = this.#options
    if (this.#state === 'stopped' || channels.sync.readyState !== 'open') return
    channels.sync.send(JSON.stringify({ ...message, grant }))
  }
}

/** Which mode a snapshot says that it is in; whether it says so rightly is found when it is applied. */
function modeOf({ operations }: Batch): Mode {
  const first = operations?.[0]
  return Array.isArray(first) && first[2] === 'quirks' ? 'quirks' : 'standards'
}
