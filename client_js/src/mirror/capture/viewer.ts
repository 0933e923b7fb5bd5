import type { PageChannels } from '../channels.js'
import type { Operation } from '../operations.js'
import { parseSync, type ResyncReason, type SyncMessage } from '../sync.js'
import type { AssetStore } from './assets.js'
import { Outbox, WINDOW_BYTES } from './outbox.js'
import { Packed } from './packed.js'

export interface ViewerOptions {
  channels: PageChannels
  /** The number of the grant under which the page may be seen. */
  grant: number
  /** The viewer listens already, and shows what it has not asked for. */
  expected?: boolean
}

export interface ViewerDelegate {
  readonly assets: AssetStore
  /** Is a snapshot of the page being read? */
  isReading(): boolean
  started(viewer: Viewer): void
  /** It wants a snapshot, from when it `isWanting`. */
  wanting(viewer: Viewer): void
  /** It has something else than this node. False if only a snapshot can help. */
  repair(node: number): boolean
  /** Something has left, or has arrived. */
  drained(viewer: Viewer): void
  stopped(viewer: Viewer): void
}

/** What may wait for credit, beside a snapshot, before changes fall together for this viewer. */
const MAX_BACKLOG_BYTES = 2 * WINDOW_BYTES
/** A viewer that was left behind can read again when no more than this is under way. */
const CAUGHT_UP_BYTES = WINDOW_BYTES / 2
const SNAPSHOT_EVERY_MS = 1_000
/** A page or a line that is slow needs longer for one. */
const SNAPSHOT_PATIENCE_MS = 10_000
/** The view asks for no more between two snapshots: each costs the other viewers too. */
const MAX_REPAIRS = 50

/**
 * One viewer of the page: what it has asked for and been sent, at its own pace.
 *
 * Nothing of the page is sent before its first request, or `expected`, and nothing after `stop` has
 * returned.
 */
export class Viewer {
  readonly #options: ViewerOptions
  readonly #delegate: ViewerDelegate
  readonly #outbox: Outbox
  /** `behind`: too slow for the others; it gets a snapshot when it can read again. */
  #state: 'new' | 'watching' | 'wanting' | 'following' | 'behind' | 'stopped' = 'new'
  #lastSnapshot = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined
  #repairs = 0
  /** What may wait; no limit while a snapshot is not whole: another one would be no shorter. */
  #room = Number.POSITIVE_INFINITY
  /** Asset numbers that it is to be told of, in this order. */
  readonly #wanted = new Set<number>()
  /** What asset numbers stand for, as it was told since the last snapshot. */
  readonly #told = new Map<number, string | null>()
  /** Names of content that it has. */
  readonly #sent = new Set<string>()

  constructor(options: ViewerOptions, delegate: ViewerDelegate) {
    this.#options = options
    this.#delegate = delegate
    this.#outbox = new Outbox(options.channels, options.grant, {
      drained: () => delegate.drained(this),
      nextAsset: () => this.#nextAsset(),
    })
  }

  /** Once, when the channels are open. */
  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'watching'
    this.#options.channels.sync.addEventListener('message', this.#received)
    this.#delegate.started(this)
    if (this.#options.expected) this.#ask()
  }

  /** Begins anew, with all that somebody needs who looks on from now. */
  renew(): void {
    this.#sent.clear()
    if (this.#state !== 'watching') this.#ask()
  }

  /** At once and for good. Closing the connection is the caller's. */
  stop(): void {
    if (this.#state === 'stopped') return
    this.#state = 'stopped'
    clearTimeout(this.#timer)
    this.#options.channels.sync.removeEventListener('message', this.#received)
    this.#outbox.close()
    this.#delegate.stopped(this)
  }

  /** Has it been started, and shown something? */
  get hasBegun(): boolean {
    return !['new', 'watching', 'stopped'].includes(this.#state)
  }

  get isWanting(): boolean {
    return this.#state === 'wanting'
  }

  /** Is it sent what changes? */
  get isFollowing(): boolean {
    return this.#state === 'following'
  }

  /** Does so much wait for it that reading on would be too early? */
  get isFull(): boolean {
    return this.#outbox.backlog('mirror') > MAX_BACKLOG_BYTES
  }

  /** Bytes of pictures and fonts that wait. */
  get assetsBacklog(): number {
    let bytes = this.#outbox.backlog('assets')
    for (const asset of this.#wanted) bytes += this.#contentOf(asset)?.size ?? 0
    return bytes
  }

  /** A snapshot. `referred`: the assets that it refers to. */
  begin(batches: readonly Packed[], referred: Iterable<number>): void {
    this.#state = 'following'
    this.#lastSnapshot = performance.now()
    this.#room = Number.POSITIVE_INFINITY
    this.#repairs = 0
    this.#wanted.clear()
    this.#told.clear()
    for (const name of this.#sent) {
      if (!this.#delegate.assets.contentOf(name)) this.#sent.delete(name)
    }
    for (const [i, packed] of batches.entries()) this.#outbox.batch(packed, i === 0)
    this.want(referred)
  }

  /** What has changed since. */
  follow(packed: Packed, referred: Iterable<number>): void {
    if (this.#outbox.backlog('mirror') > this.#room) {
      // What waits is longer than what it is about.
      this.#state = 'behind'
      this.#outbox.drop()
      return
    }
    this.#outbox.batch(packed, false)
    this.want(referred)
  }

  /** All of the snapshot is on its way: what comes now comes on top. */
  whole(): void {
    if (this.#room === Number.POSITIVE_INFINITY) {
      this.#room = this.#outbox.backlog('mirror') + MAX_BACKLOG_BYTES
    }
  }

  /** To be told what these assets are, and sent their content, if it was not. */
  want(assets: Iterable<number>): void {
    for (const asset of assets) this.#wanted.add(asset)
    if (this.#wanted.size > 0) this.#outbox.pump()
  }

  /** Nothing of the page is sent before `release`, nor after it before a snapshot. */
  hold(): void {
    if (this.hasBegun) this.#state = 'wanting'
    this.#wanted.clear()
    this.#outbox.hold()
  }

  release(): void {
    this.#outbox.release()
  }

  send(
    message: { type: 'beat' } | { type: 'pace'; ms: number } | { type: 'page'; shared: boolean },
  ): void {
    const { channels, grant } = this.#options
    const { readyState } = channels.sync
    if (this.#state === 'new' || this.#state === 'stopped' || readyState !== 'open') return
    channels.sync.send(JSON.stringify({ ...message, grant }))
  }

  readonly #received = (event: MessageEvent<unknown>): void => {
    const message = parseSync(event.data, this.#options.grant)
    if (message?.type === 'ack') this.#acknowledge(message)
    else if (message?.type === 'resync' && !this.#isUnderWay(message.reason)) this.#ask()
    else if (message?.type === 'repair' && this.#state === 'following') {
      const helps = ++this.#repairs <= MAX_REPAIRS && this.#delegate.repair(message.node)
      if (!helps) this.#ask()
    }
  }

  #acknowledge({ channel, bytes }: Extract<SyncMessage, { type: 'ack' }>): void {
    this.#outbox.acknowledge(channel, bytes)
    if (this.#state === 'behind' && this.#outbox.inFlight <= CAUGHT_UP_BYTES) this.#ask()
  }

  /** A viewer that asked twice for its first snapshot gets one: to begin anew while it is read, or
   * waits to be sent, would make it later still. */
  #isUnderWay(reason: ResyncReason): boolean {
    if (reason !== 'start' || this.#state === 'watching') return false
    const isUnsent = this.#delegate.isReading() || this.#outbox.backlog('mirror') > 0
    const patience = isUnsent ? SNAPSHOT_PATIENCE_MS : SNAPSHOT_EVERY_MS
    return performance.now() - this.#lastSnapshot < patience
  }

  #ask(): void {
    const may =
      this.#state === 'watching' || this.#state === 'following' || this.#state === 'behind'
    if (this.#timer !== undefined || !may) return
    const wait = this.#lastSnapshot + SNAPSHOT_EVERY_MS - performance.now()
    if (wait <= 0) this.#want()
    else this.#timer = setTimeout(() => this.#want(), wait)
  }

  #want(): void {
    this.#timer = undefined
    if (this.#state === 'stopped') return
    this.#state = 'wanting'
    this.#delegate.wanting(this)
  }

  /** Tells what the next asset is, and returns its content, if there is some to be sent. */
  #nextAsset(): Blob | null {
    if (this.#state !== 'following') return null
    const operations: Operation[] = []
    let content: Blob | undefined
    for (const asset of this.#wanted) {
      const own = this.#contentOf(asset)
      if (own && content) continue
      content ??= own
      this.#wanted.delete(asset)
      this.#name(asset, operations)
    }
    if (operations.length > 0) this.#outbox.batch(new Packed(operations), false)
    return content ?? null
  }

  #name(asset: number, operations: Operation[]): void {
    const { assets } = this.#delegate
    const name = assets.nameOf(asset)
    const before = this.#told.get(asset)
    if (name === undefined || name === before) return
    this.#told.set(asset, name)
    operations.push(['m', asset, name])
    // What was drawn there before has gone for good.
    if (before && !assets.contentOf(before)) this.#sent.delete(before)
    if (name && assets.contentOf(name)) this.#sent.add(name)
  }

  /** What is still to be sent for this asset. */
  #contentOf(asset: number): Blob | undefined {
    const name = this.#delegate.assets.nameOf(asset)
    return name && !this.#sent.has(name) ? this.#delegate.assets.contentOf(name) : undefined
  }
}
