import type { Operation } from '../operations.js'
import { BEAT_MS } from '../sync.js'
import { Budget } from './budget.js'
import { type Judgement, judge } from './judgement.js'
import { Observers } from './observers.js'
import { Pace } from './pace.js'
import { Packed } from './packed.js'
import { PageReader } from './page_reader.js'
import { OPEN_POLICY, type RedactionPolicy, type RedactionRule } from './policy.js'
import { Redaction } from './redaction.js'
import { Scheduler } from './scheduler.js'
import { secretsOf, watchSecrets } from './secrets.js'
import type { CapturedSpots } from './spots.js'
import { Viewer, type ViewerOptions } from './viewer.js'

export interface CaptureOptions {
  window: Window
  /** Our own UI in the page: never mirrored, not even as a gap. */
  exclude: Element[]
  /** What of the site may be seen; by default all that nobody has marked. */
  policy?: RedactionPolicy
  /** `mirror.bad_rule`: a rule of the site's is none, and pages it is for are not shown.
   * `mirror.too_large`: viewers get a part of the page; `mirror.capture_failed`: nothing more is
   * sent. Each at most once. */
  onProblem(code: string): void
  /** The browser does not understand these rules of the policy. */
  rulesFailed?(rules: readonly RedactionRule[]): void
}

/** Main-thread time for one slice of reading the page; making a batch of it comes on top. */
const SLICE_MS = 6
/** Nodes, attributes, texts and rules in one batch. */
const BATCH_NODES = 2_500
const MAX_ASSETS_BACKLOG_BYTES = 512 * 1024
const SWEEP_MS = 500
const CHECK_EVERY_SWEEPS = 4
const FAILURES_TOLERATED = 3
const FORGIVEN_MS = 60_000
const REST_AFTER_FAILURE_MS = 1_000

/**
 * The customer's side of a mirror: reads the page, redacts, and tells all viewers what each of them
 * has asked for. The page is read once, however many they are; all know its nodes by the same numbers.
 *
 * From the first viewer's `start` on it watches (a password field may turn into something else
 * before anybody looks), until the last one has stopped: then it is over.
 */
export class Capture {
  readonly #options: CaptureOptions
  readonly #redaction: Redaction
  readonly #reader: PageReader
  readonly #observers: Observers
  readonly #scheduler: Scheduler
  readonly #viewers = new Set<Viewer>()
  #state: 'new' | 'watching' | 'sending' | 'stopped' = 'new'
  #beatTimer = 0
  #sweepTimer = 0
  #sweeps = 0
  readonly #pace = new Pace((ms) => this.#tellAll({ type: 'pace', ms }))
  #failures = 0
  #failedAt = Number.NEGATIVE_INFINITY
  #restTimer = 0
  /** Reading waits for credit. */
  #paused = false
  /** Is the customer on a page that may be shown, as far as viewers have been told? */
  #shared = true
  #policy: RedactionPolicy
  readonly #problems = new Set<string>()

  constructor(options: CaptureOptions) {
    this.#options = options
    const { window } = options
    this.#policy = options.policy ?? OPEN_POLICY
    const excluded = new Set(options.exclude)
    this.#redaction = new Redaction(window, excluded, secretsOf(window), this.#policy)
    this.#scheduler = new Scheduler(
      window,
      () => this.#flush(),
      (ms) => this.#pace.rested(ms),
    )
    this.#reader = new PageReader(window, this.#redaction, {
      assetKnown: (asset) => {
        for (const viewer of this.#following) viewer.want([asset])
      },
      hasRoom: () => this.#mayRead() && this.#haveAssets((one) => one < MAX_ASSETS_BACKLOG_BYTES),
      isDrained: () => this.#haveAssets((one) => one === 0),
      changed: () => this.#changed(),
      rootFound: (root) => this.#observers.observe(root),
      elementsWith: (selector) => this.#observers.find(selector),
      roots: () => this.#observers.roots,
    })
    this.#observers = this.#makeObservers(window)
  }

  /** Somebody who is to see the page; not started yet. */
  viewer(options: ViewerOptions): Viewer {
    const viewer = new Viewer(options, {
      assets: this.#reader.assets,
      isReading: () => this.#reader.isReading,
      started: (one) => this.#started(one),
      wanting: () => this.#wanting(),
      repair: (node) => this.#repair(node),
      drained: () => this.#drained(),
      stopped: (one) => this.#left(one),
    })
    this.#viewers.add(viewer)
    return viewer
  }

  /** Nobody looks on any more, and this one cannot begin again. */
  get isOver(): boolean {
    return this.#state === 'stopped'
  }

  /** Takes effect at once, also on what has been shown. */
  setPolicy(policy: RedactionPolicy): void {
    if (this.#state === 'stopped' || policy === this.#policy) return
    this.#policy = policy
    if (this.#redaction.setPolicy(policy)) this.#coverUp()
    this.#tellBrokenRule()
    if (this.#mayRead() && this.#state === 'sending') this.#scheduler.soon()
  }

  /** The outermost elements of the page that are not shown to viewers as they are: masked,
   * blocked, left out. Empty while nothing is. Costs as much as there is redacted. */
  hidden(): Iterable<Element> {
    return this.#reader.hidden()
  }

  /** What holds for this element at this moment: may it be seen, and what may agents do to it? */
  judge(element: Element): Judgement {
    return judge(this.#redaction, element)
  }

  /** Where things are in the page, as viewers know it. */
  get spots(): CapturedSpots {
    return this.#reader.spots
  }

  /** At once and for good, for all viewers. */
  stop(): void {
    if (this.#state === 'stopped') return
    this.#state = 'stopped'
    for (const viewer of this.#viewers) viewer.stop()
    this.#scheduler.stop()
    this.#observers.stop()
    this.#reader.stop()
    const { window } = this.#options
    window.clearTimeout(this.#restTimer)
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

  get #following(): Viewer[] {
    return [...this.#viewers].filter((viewer) => viewer.isFollowing)
  }

  get #wanted(): Viewer[] {
    return [...this.#viewers].filter((viewer) => viewer.isWanting)
  }

  /** Can somebody take more pictures and fonts? The others are sent them at their own pace. */
  #haveAssets(suits: (backlog: number) => boolean): boolean {
    return this.#following.some((viewer) => suits(viewer.assetsBacklog))
  }

  #started(viewer: Viewer): void {
    if (this.#state === 'new') {
      this.#state = 'watching'
      this.#observers.start()
      this.#reader.start()
      this.#tellBrokenRule()
    }
    if (!this.#shared) viewer.hold()
    // A viewer that asked before we listened asks again when it hears us.
    this.#beat(viewer)
  }

  #left(viewer: Viewer): void {
    this.#viewers.delete(viewer)
    if (this.#viewers.size === 0) this.stop()
    else this.#drained()
  }

  #wanting(): void {
    if (this.#state === 'watching') {
      this.#state = 'sending'
      const { window } = this.#options
      this.#beatTimer = window.setInterval(() => {
        for (const viewer of this.#viewers) if (viewer.hasBegun) this.#beat(viewer)
      }, BEAT_MS)
      this.#sweepTimer = window.setInterval(() => this.#sweep(), SWEEP_MS)
    }
    this.#scheduler.soon()
  }

  #repair(node: number): boolean {
    const helps = this.#reader.repair(node)
    if (helps) this.#changed()
    return helps
  }

  /** Compares where the customer is now with what viewers were told. To be asked before anything
   * is read: pages may change their address at any time, and do not always tell. */
  #mayRead(): boolean {
    const shared = this.#redaction.isPageShared()
    if (shared === this.#shared) return shared
    this.#shared = shared
    // What was read of the other page is no more to be compared with this one.
    this.#reader.restart()
    for (const viewer of this.#viewers) {
      if (shared) viewer.release()
      else viewer.hold()
    }
    this.#tellAll({ type: 'page', shared })
    if (this.#state === 'sending') this.#scheduler.soon()
    return shared
  }

  /** What viewers show is to be seen no more, and everything is read anew. */
  #coverUp(): void {
    if (!this.#shared || this.#state !== 'sending') return
    this.#reader.restart()
    for (const viewer of this.#viewers) {
      if (!viewer.hasBegun) continue
      viewer.hold()
      viewer.send({ type: 'page', shared: false })
      viewer.release()
      viewer.send({ type: 'page', shared: true })
    }
  }

  #sweep(): void {
    if (!this.#mayRead()) return
    this.#observers.prune()
    this.#reader.sweep()
    this.#reader.sweepDrawings()
    if (++this.#sweeps % CHECK_EVERY_SWEEPS !== 0 || this.#mustWait) return
    const check = this.#reader.check()
    if (check.length > 0) this.#spread(check)
  }

  #changed(): void {
    if (this.#state === 'sending') this.#scheduler.afterFrame()
  }

  #drained(): void {
    if (this.#state !== 'sending') return
    this.#reader.assets.pump()
    if (this.#paused && !this.#mustWait) {
      this.#paused = false
      this.#scheduler.soon()
    }
  }

  /** Nobody can take more of the page now. Who is slower than others does not count. */
  get #mustWait(): boolean {
    return this.#following.every((viewer) => viewer.isFull) && this.#wanted.length === 0
  }

  #flush(): void {
    if (this.#state !== 'sending' || this.#restTimer !== 0 || !this.#mayRead()) return
    this.#paused = this.#mustWait
    if (this.#paused) return
    try {
      this.#observers.flush()
      for (const element of this.#redaction.refresh(this.#observers.roots)) {
        this.#reader.changes.inAttributes(element)
      }
      if (this.#following.length === 0) this.#reader.restart()
      const budget = new Budget(performance.now() + SLICE_MS, BATCH_NODES)
      const { operations, snapshot } = this.#reader.next(budget)
      if (snapshot) this.#begin([...this.#following, ...this.#wanted], [new Packed(operations)])
      else if (operations.length > 0) this.#spread(operations)
      this.#admit()
    } catch {
      this.#failed()
      return
    }
    if (this.#reader.isTooLarge) this.#tell('mirror.too_large')
    if (this.#reader.isReading && this.#reader.isBehind) this.#scheduler.soon()
    else if (this.#reader.isBehind) this.#scheduler.afterFrame()
  }

  #spread(operations: readonly Operation[]): void {
    const packed = new Packed(operations)
    const referred = this.#reader.assets.takeReferred()
    for (const viewer of this.#following) viewer.follow(packed, referred)
    this.#noteWhole()
  }

  /** Who has come meanwhile is told what the others know, and follows from here on. */
  #admit(): void {
    const joining = this.#wanted
    if (joining.length === 0) return
    const told = this.#reader.retell()
    this.#begin(
      joining,
      told.map(({ operations, size }) => new Packed(operations, size)),
    )
  }

  #begin(viewers: readonly Viewer[], batches: readonly Packed[]): void {
    const referred = this.#reader.assets.takeReferred()
    for (const viewer of viewers) {
      viewer.begin(batches, referred)
      if (this.#pace.told > 0) viewer.send({ type: 'pace', ms: this.#pace.told })
    }
    this.#noteWhole()
    this.#reader.assets.pump()
  }

  #noteWhole(): void {
    if (!this.#reader.isReading) for (const viewer of this.#following) viewer.whole()
  }

  /** An error of ours must neither hurt the page nor leave a wrong mirror behind. */
  #failed(): void {
    const now = performance.now()
    if (now - this.#failedAt > FORGIVEN_MS) this.#failures = 0
    this.#failedAt = now
    if (++this.#failures > FAILURES_TOLERATED) {
      this.stop()
      this.#tell('mirror.capture_failed')
      return
    }
    this.#reader.restart()
    this.#restTimer = this.#options.window.setTimeout(() => {
      this.#restTimer = 0
      this.#scheduler.soon()
    }, REST_AFTER_FAILURE_MS)
  }

  #tell(code: string): void {
    if (this.#problems.has(code)) return
    this.#problems.add(code)
    this.#options.onProblem(code)
  }

  #tellBrokenRule(): void {
    const rules = this.#redaction.brokenRules
    if (rules.length === 0) return
    this.#tell('mirror.bad_rule')
    this.#options.rulesFailed?.(rules)
  }

  #beat(viewer: Viewer): void {
    viewer.send(this.#mayRead() ? { type: 'beat' } : { type: 'page', shared: false })
  }

  #tellAll(message: Parameters<Viewer['send']>[0]): void {
    for (const viewer of this.#viewers) viewer.send(message)
  }
}
