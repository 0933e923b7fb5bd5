import type { PageChannels } from '../channels.js'
import { BEAT_MS, parseSync, type ResyncReason } from '../sync.js'
import { Budget } from './budget.js'
import { type Judgement, judge } from './judgement.js'
import { Observers } from './observers.js'
import { Outbox, WINDOW_BYTES } from './outbox.js'
import { Pace } from './pace.js'
import { PageReader } from './page_reader.js'
import { OPEN_POLICY, type RedactionPolicy, type RedactionRule } from './policy.js'
import { Redaction } from './redaction.js'
import { Scheduler } from './scheduler.js'
import { secretsOf, watchSecrets } from './secrets.js'
import type { CapturedSpots } from './spots.js'

export interface CaptureOptions {
  window: Window
  channels: PageChannels
  /** The number of the grant under which the page may be seen. */
  grant: number
  /** Our own UI in the page: never mirrored, not even as a gap. */
  exclude: Element[]
  /** The viewer listens already, and shows what it has not asked for. */
  expected?: boolean
  /** What of the site may be seen; by default all that nobody has marked. */
  policy?: RedactionPolicy
  /** `mirror.bad_rule`: a rule of the site's is none, and pages it is for are not shown.
   * `mirror.too_large`: the viewer gets a part of the page; `mirror.capture_failed`: nothing more is
   * sent. Each at most once. */
  onProblem(code: string): void
  /** The browser does not understand these rules of the policy. */
  rulesFailed?(rules: readonly RedactionRule[]): void
}

/** Main-thread time for one slice of reading the page; making a batch of it comes on top. */
const SLICE_MS = 6
/** Nodes, attributes, texts and rules in one batch. */
const BATCH_NODES = 2_500
/** What may wait for credit before reading the page pauses: changes then fall together. */
const MAX_BACKLOG_BYTES = 2 * WINDOW_BYTES
const MAX_ASSETS_BACKLOG_BYTES = 512 * 1024
const SNAPSHOT_EVERY_MS = 1_000
/** A page or a line that is slow needs longer for one. */
const SNAPSHOT_PATIENCE_MS = 10_000
const SWEEP_MS = 500
const CHECK_EVERY_SWEEPS = 4
const FAILURES_TOLERATED = 3
const FORGIVEN_MS = 60_000

/**
 * The customer's side of a mirror: reads the page, redacts, and sends what a viewer asks for.
 *
 * From `start` on it watches (a password field may turn into something else before anybody looks);
 * it sends of the page from the viewer's first request on, or at once where it is expected to, and
 * nothing after `stop` has returned.
 */
export class Capture {
  readonly #options: CaptureOptions
  readonly #redaction: Redaction
  readonly #outbox: Outbox
  readonly #reader: PageReader
  readonly #observers: Observers
  readonly #scheduler: Scheduler
  #state: 'new' | 'watching' | 'sending' | 'stopped' = 'new'
  #snapshotWanted = false
  #lastSnapshot = Number.NEGATIVE_INFINITY
  #snapshotTimer = 0
  #beatTimer = 0
  #sweepTimer = 0
  #sweeps = 0
  readonly #pace = new Pace((ms) => this.#send({ type: 'pace', ms }))
  #failures = 0
  #failedAt = 0
  /** Reading waits for credit. */
  #paused = false
  /** Is the customer on a page that may be shown, as far as the viewer has been told? */
  #shared = true
  readonly #told = new Set<string>()

  constructor(options: CaptureOptions) {
    this.#options = options
    const { window, channels, grant } = options
    const policy = options.policy ?? OPEN_POLICY
    this.#redaction = new Redaction(window, new Set(options.exclude), secretsOf(window), policy)
    this.#outbox = new Outbox(channels, grant, () => this.#drained())
    this.#scheduler = new Scheduler(
      window,
      () => this.#flush(),
      (ms) => this.#pace.rested(ms),
    )
    this.#reader = new PageReader(window, this.#redaction, {
      assetReady: (message) => this.#outbox.asset(message),
      hasRoom: () => this.#mayRead() && this.#outbox.backlog('assets') < MAX_ASSETS_BACKLOG_BYTES,
      isDrained: () => this.#outbox.backlog('assets') === 0,
      changed: () => this.#changed(),
      rootFound: (root) => this.#observers.observe(root),
      elementsWith: (selector) => this.#observers.find(selector),
      roots: () => this.#observers.roots,
    })
    this.#observers = this.#makeObservers(window)
  }

  /** Once, when the channels are open. */
  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'watching'
    this.#observers.start()
    this.#reader.start()
    this.#options.channels.sync.addEventListener('message', this.#received)
    this.#tellBrokenRule()
    // A viewer that asked before we listened asks again when it hears us.
    this.#beat()
    if (this.#options.expected) this.#askedForSnapshot()
  }

  /** Takes effect at once, also on what has been shown. */
  setPolicy(policy: RedactionPolicy): void {
    if (this.#state === 'stopped') return
    if (this.#redaction.setPolicy(policy)) this.#coverUp()
    this.#tellBrokenRule()
    if (this.#mayRead() && this.#state === 'sending') this.#scheduler.soon()
  }

  /** The outermost elements of the page that are not shown to the viewer as they are: masked,
   * blocked, left out. Empty while nothing is. Costs as much as there is redacted. */
  hidden(): Iterable<Element> {
    return this.#reader.hidden()
  }

  /** What holds for this element at this moment: may it be seen, and what may agents do to it? */
  judge(element: Element): Judgement {
    return judge(this.#redaction, element)
  }

  /** Where things are in the page, as this viewer knows it. */
  get spots(): CapturedSpots {
    return this.#reader.spots
  }

  /** Begins anew, with all that somebody needs who looks on from now. */
  renew(): void {
    if (this.#state !== 'sending') return
    this.#reader.forgetAssets()
    this.#askedForSnapshot()
  }

  /** At once and for good. Closing the connection is the caller's. */
  stop(): void {
    if (this.#state === 'stopped') return
    this.#state = 'stopped'
    this.#outbox.close()
    this.#options.channels.sync.removeEventListener('message', this.#received)
    this.#scheduler.stop()
    this.#observers.stop()
    this.#reader.stop()
    const { window } = this.#options
    window.clearTimeout(this.#snapshotTimer)
    window.clearInterval(this.#beatTimer)
    window.clearInterval(this.#sweepTimer)
  }

  #makeObservers(window: Window): Observers {
    const reader = this.#reader
    const marking =
      <Arguments extends unknown[]>(mark: (...given: Arguments) => void) =>
      (...given: Arguments): void => {
        mark(...given)
        this.#changed()
      }
    return new Observers(window, {
      nodeAdded: (root) => this.#redaction.note(root),
      childrenChanged: marking((parent, removed) => {
        this.#redaction.childrenChanged()
        reader.changes.inChildren(parent, removed)
      }),
      attributeChanged: marking((element, name, oldValue) => {
        if (name === 'type' && oldValue?.toLowerCase() === 'password') {
          this.#redaction.noteSecret(element)
        }
        this.#redaction.attributeChanged(name)
        reader.changes.inAttributes(element)
      }),
      textChanged: marking((text) => reader.changes.inText(text)),
      scrolled: marking((target) => reader.changes.inScroll(target)),
      resourceLoaded: marking((element) => reader.changes.byLoading(element)),
      controlChanged: marking((control) => {
        if (control) reader.changes.inControl(control)
        else reader.changes.inControls()
      }),
      resized: marking(() => reader.resized()),
      slotChanged: marking((slot) => reader.changes.inSlot(slot)),
      shadowAttached: marking((host) => reader.changes.inHost(host)),
      documentFound: (document) => {
        reader.pointing.observe(document)
        watchSecrets(document, secretsOf(window))
      },
      documentLost: (document) => reader.pointing.ignore(document),
      otherwise: () => {
        this.#mayRead()
        this.#changed()
      },
    })
  }

  readonly #received = (event: MessageEvent<unknown>): void => {
    const message = parseSync(event.data, this.#options.grant)
    if (message?.type === 'ack') this.#outbox.acknowledge(message.channel, message.bytes)
    else if (message?.type === 'resync' && !this.#isUnderWay(message.reason)) {
      this.#askedForSnapshot()
    } else if (message?.type === 'repair' && this.#state === 'sending') {
      if (this.#reader.repair(message.node)) this.#changed()
      else this.#askedForSnapshot()
    }
  }

  /** A viewer that asked twice for its first snapshot gets one: to begin anew while it is read, or
   * waits to be sent, would make it later still. */
  #isUnderWay(reason: ResyncReason): boolean {
    if (reason !== 'start' || this.#state !== 'sending') return false
    const isUnsent = this.#reader.isReading || this.#outbox.backlog('mirror') > 0
    const patience = isUnsent ? SNAPSHOT_PATIENCE_MS : SNAPSHOT_EVERY_MS
    return performance.now() - this.#lastSnapshot < patience
  }

  #askedForSnapshot(): void {
    if (this.#snapshotWanted || this.#state === 'stopped') return
    this.#snapshotWanted = true
    const { window } = this.#options
    const wait = this.#lastSnapshot + SNAPSHOT_EVERY_MS - performance.now()
    if (wait <= 0) this.#beginSnapshot()
    else this.#snapshotTimer = window.setTimeout(() => this.#beginSnapshot(), wait)
  }

  #beginSnapshot(): void {
    this.#snapshotWanted = false
    this.#lastSnapshot = performance.now()
    this.#reader.restart()
    if (this.#state === 'watching') this.#beginSending()
    this.#scheduler.soon()
  }

  #beginSending(): void {
    this.#state = 'sending'
    const { window } = this.#options
    this.#beatTimer = window.setInterval(() => this.#beat(), BEAT_MS)
    this.#sweepTimer = window.setInterval(() => this.#sweep(), SWEEP_MS)
  }

  /** Compares where the customer is now with what the viewer was told. To be asked before anything
   * is read: pages may change their address at any time, and do not always tell. */
  #mayRead(): boolean {
    const shared = this.#redaction.isPageShared()
    if (shared === this.#shared) return shared
    this.#shared = shared
    // What was read of the other page is no more to be compared with this one.
    this.#reader.restart()
    if (shared) this.#outbox.release()
    else this.#outbox.hold()
    this.#send({ type: 'page', shared })
    if (this.#state === 'sending') this.#scheduler.soon()
    return shared
  }

  /** What the viewer shows is to be seen no more, and everything is read anew. */
  #coverUp(): void {
    if (!this.#shared || this.#state !== 'sending') return
    this.#outbox.hold()
    this.#send({ type: 'page', shared: false })
    this.#reader.restart()
    this.#outbox.release()
    this.#send({ type: 'page', shared: true })
  }

  #sweep(): void {
    if (!this.#mayRead()) return
    this.#observers.prune()
    this.#reader.sweep()
    this.#reader.sweepDrawings()
    if (++this.#sweeps % CHECK_EVERY_SWEEPS !== 0) return
    const check = this.#reader.check()
    if (check.length > 0) this.#outbox.batch(check, false)
  }

  #changed(): void {
    if (this.#state === 'sending') this.#scheduler.afterFrame()
  }

  #drained(): void {
    if (this.#state !== 'sending') return
    this.#reader.assetsHaveRoom()
    if (this.#outbox.backlog('mirror') <= MAX_BACKLOG_BYTES && this.#paused) {
      this.#paused = false
      this.#scheduler.soon()
    }
  }

  #flush(): void {
    if (this.#state !== 'sending' || !this.#mayRead()) return
    if (this.#outbox.backlog('mirror') > MAX_BACKLOG_BYTES) {
      this.#paused = true
      return
    }
    try {
      this.#observers.flush()
      for (const element of this.#redaction.refresh(this.#observers.roots)) {
        this.#reader.changes.inAttributes(element)
      }
      const budget = new Budget(performance.now() + SLICE_MS, BATCH_NODES)
      const { operations, snapshot } = this.#reader.next(budget)
      if (operations.length > 0) this.#outbox.batch(operations, snapshot)
    } catch {
      this.#failed()
      return
    }
    if (this.#reader.isTooLarge) this.#tell('mirror.too_large')
    if (this.#reader.isReading && this.#reader.isBehind) this.#scheduler.soon()
    else if (this.#reader.isBehind) this.#scheduler.afterFrame()
  }

  /** An error of ours must neither hurt the page nor leave a wrong mirror behind. */
  #failed(): void {
    const now = performance.now()
    if (now - this.#failedAt > FORGIVEN_MS) this.#failures = 0
    this.#failedAt = now
    if (++this.#failures <= FAILURES_TOLERATED) {
      this.#askedForSnapshot()
      return
    }
    this.stop()
    this.#tell('mirror.capture_failed')
  }

  #tell(code: string): void {
    if (this.#told.has(code)) return
    this.#told.add(code)
    this.#options.onProblem(code)
  }

  #tellBrokenRule(): void {
    const rules = this.#redaction.brokenRules
    if (rules.length === 0) return
    this.#tell('mirror.bad_rule')
    this.#options.rulesFailed?.(rules)
  }

  #beat(): void {
    this.#send(this.#mayRead() ? { type: 'beat' } : { type: 'page', shared: false })
  }

  #send(
    message: { type: 'beat' } | { type: 'pace'; ms: number } | { type: 'page'; shared: boolean },
  ): void {
    const { channels, grant } = this.#options
    if (this.#state === 'stopped' || channels.sync.readyState !== 'open') return
    channels.sync.send(JSON.stringify({ ...message, grant }))
  }
}
