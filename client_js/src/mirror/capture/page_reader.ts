import { MAX_TEXT_LENGTH } from '../limits.js'
import type { Item, Operation } from '../operations.js'
import { textChange } from '../splice.js'
import { Animations } from './animations.js'
import { Assets, type AssetsDelegate } from './assets.js'
import { AttributeReader } from './attributes.js'
import type { Budget } from './budget.js'
import { Changes } from './changes.js'
import { Checks } from './checks.js'
import { Children } from './children.js'
import { Definitions } from './definitions.js'
import {
  defaultView,
  frameDocument,
  isElement,
  isTag,
  scrollLeft,
  scrollTop,
  shadowRoot,
} from './dom.js'
import { Drawings } from './drawings.js'
import { Fold } from './fold.js'
import { Forms } from './forms.js'
import { type Known, NodeTable } from './nodes.js'
import { Pictures } from './pictures.js'
import { Pointing } from './pointing.js'
import { ReadingList } from './reading_list.js'
import { isParent, Records } from './records.js'
import { type Redaction, showsLooks } from './redaction.js'
import { RuleTexts } from './rule_texts.js'
import { mayBeScrolled } from './scrolled.js'
import { SelectedText } from './selection.js'
import { SheetRules } from './sheet_rules.js'
import { SheetSources } from './sheet_sources.js'
import { Sheets } from './sheets.js'
import { TopLayer } from './top_layer.js'
import { modeOf, viewportSize } from './viewport.js'

/** Nodes looked at in one sweep as if they had changed: nothing stays wrong for ever. */
const VERIFIED_AT_ONCE = 200
/** Of so many nodes a page is read before it is worth asking what of the rest is in sight. */
const READ_ANYWAY = 1_000
const NONE: ReadonlySet<Known> = new Set()

export interface PageReaderDelegate extends Pick<AssetsDelegate, 'assetReady' | 'hasRoom'> {
  /** There is something for the next batch. */
  changed(): void
  rootFound(root: Document | ShadowRoot): void
  elementsWith(selector: string): Iterable<Element>
  roots(): Iterable<Document | ShadowRoot>
}

/**
 * Reads the page into operations: first all of it, in slices, what is in sight before the rest;
 * then what has changed. The caller tells what may have changed; nothing is read before `next`.
 */
export class PageReader {
  /** Tell here what may have changed in the page. */
  readonly changes: Changes
  readonly pointing: Pointing
  readonly #table = new NodeTable()
  readonly #definitions = new Definitions()
  readonly #attributes: AttributeReader
  readonly #records: Records
  readonly #children: Children
  readonly #forms: Forms
  readonly #assets: Assets
  readonly #sources: SheetSources
  readonly #sheets: Sheets
  readonly #pictures: Pictures
  readonly #drawings: Drawings
  readonly #topLayer: TopLayer
  readonly #selected: SelectedText
  readonly #checks: Checks
  readonly #animations: Animations
  readonly #list = new ReadingList()

  #root: Known | null = null
  #generation = 0
  #state: 'new' | 'preparing' | 'reading' | 'rest' | 'live' = 'new'
  #fold: Fold | null = null
  readonly #boxes = new Set<Known>()
  readonly #frames = new Set<Known>()
  /** What assets have become known; the viewer keeps that over snapshots. */
  readonly #announcements: Operation[] = []
  /** Attribute names that style sheets have begun to select by. */
  readonly #selectedBy: string[] = []
  /** The next look at style sheets goes deep. */
  #thorough = false
  #viewport = ''
  /** The window may have another size. */
  #resized = true
  #verified: Iterator<Known> | null = null

  constructor(
    private readonly window: Window,
    private readonly redaction: Redaction,
    private readonly delegate: PageReaderDelegate,
  ) {
    const changed = (): void => delegate.changed()
    this.changes = new Changes(this.#table, redaction)
    this.#assets = new Assets(window, {
      assetReady: (message) => delegate.assetReady(message),
      hasRoom: () => delegate.hasRoom(),
      origins: () => redaction.assetOrigins,
      assetKnown: (asset, hash) => {
        this.#announcements.push(['m', asset, hash])
        delegate.changed()
      },
    })
    this.#pictures = new Pictures(this.#table)
    this.#drawings = new Drawings(
      window,
      this.#table,
      this.#assets,
      (drawing) => {
        this.changes.judge(drawing)
        delegate.changed()
      },
      () => delegate.changed(),
    )
    this.#attributes = new AttributeReader(redaction, this.#assets, (known) =>
      this.#drawings.sourceOf(known),
    )
    this.#records = new Records(this.#table, redaction, this.#attributes, this.#definitions, {
      added: (known) => this.#added(known),
      takeAway: (known) => this.#children.takeAway(known),
      postponed: (known, later) => this.#list.add(known, later),
      canWait: (known) => this.#canWait(known),
    })
    this.#children = new Children(this.#table, redaction, this.#records)
    this.#forms = new Forms(this.#table, redaction)
    this.#topLayer = new TopLayer(this.#table)
    this.#checks = new Checks(this.#table)
    this.#animations = new Animations(this.#table, this.#assets)
    this.pointing = new Pointing(this.#table, changed)
    this.#selected = new SelectedText(window, this.#table, changed)
    this.#sources = new SheetSources(window, () => this.#sourceArrived())
    const rules = new SheetRules(this.#sources)
    const texts = new RuleTexts(window, redaction, rules, this.#assets, (css) =>
      this.#selectedBy.push(...this.#attributes.noteCss(css)),
    )
    this.#sheets = new Sheets(window, this.#table, rules, texts)
  }

  /** Is the page larger than a mirror may be? */
  get isTooLarge(): boolean {
    return this.#table.isFull
  }

  /** Is there more to read at once? */
  get isBehind(): boolean {
    const { parents, attributes, texts } = this.changes
    const waiting = parents.size + attributes.size + texts.size > 0
    return this.#state === 'preparing' || !this.#list.isEmpty || this.#sheets.isBehind || waiting
  }

  /** Is a snapshot under way? */
  get isReading(): boolean {
    return this.#state !== 'live'
  }

  start(): void {
    this.#selected.start()
  }

  /** Forget what the viewer knows; `next` begins a snapshot. */
  restart(): void {
    this.#clear()
    this.#state = 'new'
  }

  stop(): void {
    this.#assets.stop()
    this.#sources.stop()
    this.#drawings.stop()
    this.#selected.stop()
    this.#clear()
  }

  /** The next batch: what has changed, and as much of what was not read yet as the budget allows.
   * `snapshot` is true for the first batch after `restart`. */
  next(budget: Budget): { operations: Operation[]; snapshot: boolean } {
    const snapshot = this.#state === 'new'
    const operations: Operation[] = []
    if (snapshot) this.#begin(operations)
    this.#addViewport(operations)
    if (this.#state === 'preparing') {
      if (!this.#sheets.prepare(budget)) return { operations, snapshot }
      this.#selectedBy.length = 0
      this.#state = 'reading'
    }
    this.#readTree(budget, operations)
    this.#readState(budget, operations)
    this.#finish(operations)
    if (!this.isBehind) this.#drawings.release()
    return { operations, snapshot }
  }

  /** Looks for what tells nobody that it has changed. Call from time to time. */
  sweep(): void {
    if (this.#state === 'new' || this.#state === 'preparing') return
    this.#thorough = true
    this.#resized = true
    for (const box of this.#boxes) {
      if (this.#table.isAlive(box)) this.changes.attributes.add(box)
      else this.#boxes.delete(box)
    }
    for (const frame of this.#frames) {
      if (this.#table.isAlive(frame)) this.changes.hosts.add(frame)
      else this.#frames.delete(frame)
    }
    this.#verify()
    this.delegate.changed()
  }

  resized(): void {
    this.#resized = true
  }

  sweepDrawings(): void {
    if (this.#state !== 'live') return
    this.#drawings.sweep()
  }

  /** A check that the view can make after all that it was told before. */
  check(): Operation[] {
    const whole = this.#state === 'live' && this.#root
    return whole ? this.#checks.next(whole) : []
  }

  /** The view has something else than this node. False if only a snapshot can help. */
  repair(id: number): boolean {
    const known = this.#table.find(id)
    const part = known?.kind === 'shadow' || known?.kind === 'document' ? known.parent : known
    if (!part?.parent) return known === undefined
    this.changes.repair(part)
    return true
  }

  assetsHaveRoom(): void {
    this.#assets.pump()
  }

  #canWait(known: Known): boolean {
    return this.#table.size > READ_ANYWAY && (this.#fold?.isBelow(known) ?? false)
  }

  #begin(operations: Operation[]): void {
    this.#clear()
    const { document } = this.window
    this.#state = 'preparing'
    this.#generation++
    this.#fold = new Fold(this.window)
    this.#root = this.#table.add(document, 'document', this.redaction.outermost, null)
    this.#root.children = []
    this.#root.unread = true
    this.#list.add(this.#root, false)
    this.#added(this.#root)
    operations.push(['start', this.#generation, modeOf(document)])
  }

  #clear(): void {
    const parts = [this.#table, this.#definitions, this.#children, this.#forms, this.#topLayer]
    const more = [
      this.#sheets,
      this.#pictures,
      this.#drawings,
      this.#list,
      this.#selected,
      this.#checks,
    ]
    for (const part of [...parts, ...more, this.pointing, this.changes]) part.clear()
    this.#root = null
    this.#viewport = ''
    this.#resized = true
    this.#verified = null
    this.#boxes.clear()
    this.#frames.clear()
  }

  /** What belongs to a node beside its children. */
  #added(known: Known): void {
    const { node, kind } = known
    if (kind === 'box' || kind === 'drawing') this.#boxes.add(known)
    if (kind === 'drawing') this.#drawings.track(known)
    if (kind === 'document' || kind === 'shadow') {
      this.#sheets.trackRoot(known)
      this.delegate.rootFound(node as Document | ShadowRoot)
      if (kind === 'document') this.changes.scrolled.add(known)
    }
    if (kind === 'frame') {
      this.#frames.add(known)
      this.changes.hosts.add(known)
    }
    if (!isElement(node)) return
    if (kind === 'closed') {
      if (isTag(node, 'img')) this.changes.loaded.add(known)
      if (node.localName === 'style' || node.localName === 'link') this.#sheets.trackOwner(known)
    }
    if (Forms.isControl(node) && (kind === 'closed' || kind === 'element')) this.#forms.track(known)
    this.#topLayer.track(known)
    if (isParent(known) && mayBeScrolled(node)) this.#noteScrolled(known)
  }

  #noteScrolled(known: Known): void {
    const element = known.node as Element
    if (scrollTop(element) !== 0 || scrollLeft(element) !== 0) this.changes.scrolled.add(known)
  }

  #readTree(budget: Budget, operations: Operation[]): void {
    this.changes.addReturned()
    const dirty = [...this.changes.parents]
    const judged = new Set(this.changes.judged)
    this.changes.parents.clear()
    this.changes.judged.clear()
    const left = new Set(this.#children.sync(dirty, judged, budget, operations))
    this.#readInner(budget, operations)
    this.#readOn(left, budget, operations)
    this.#readInner(budget, operations)
    // What moved below something new has its place now.
    for (const parent of this.#children.sync(left, NONE, budget, operations)) {
      this.changes.parents.add(parent)
    }
    this.#children.settle()
  }

  /** What was left for later before. `unsettled`: their lists are not what they were. */
  #readOn(unsettled: ReadonlySet<Known>, budget: Budget, operations: Operation[]): void {
    const waiting: Known[] = []
    while (!budget.isSpent) {
      const inSightOnly = this.#state === 'reading'
      const next = this.#list.next((known) => this.#table.isAlive(known), inSightOnly)
      if (!next) break
      // Below the fold nothing waits for anything.
      if (next.later) this.#fold = null
      const { known } = next
      if (!known.unread) continue
      const reached = unsettled.has(known) ? null : this.#children.readOn(known, budget, operations)
      if (reached === null) waiting.push(known)
      else if (reached !== 'end') this.#list.add(known, reached === 'fold')
    }
    for (const known of waiting) this.#list.add(known, false)
  }

  /** Shadow roots that came late, and what is in frames. */
  #readInner(budget: Budget, operations: Operation[]): void {
    for (const host of this.changes.hosts) {
      if (this.#table.isAlive(host) && !this.#children.isInPlace(host)) continue
      this.changes.hosts.delete(host)
      const root = this.#table.isAlive(host) ? innerRoot(host) : null
      if (root === null || host.inner?.node === root) continue
      if (host.inner) this.#table.forget(host.inner)
      const items: Item[] = []
      this.#records.inner(host, root, budget, items)
      const mode = host.kind === 'frame' ? modeOf(root as Document) : ''
      operations.push(['h', host.id, mode, items])
    }
  }

  #readState(budget: Budget, operations: Operation[]): void {
    this.#topLayer.changes(operations)
    this.#sheets.changes(this.#thorough, budget, operations)
    const thorough = this.#thorough
    this.#thorough = false
    if (thorough) this.#animations.changes(this.delegate.roots(), operations)
    this.#noteSelectors()
    for (const known of drained(this.changes.attributes, budget)) {
      if (this.#table.isAlive(known)) this.#addAttributes(known, operations)
    }
    for (const known of drained(this.changes.texts, budget)) {
      if (this.#table.isAlive(known)) this.#addText(known, operations)
    }
    for (const known of this.changes.loaded) {
      if (!this.#table.isAlive(known)) continue
      this.#pictures.addSize(known, operations)
      this.#sheets.reread(known)
    }
    this.changes.loaded.clear()
    this.#forms.changes(this.changes.controls, thorough, operations)
    this.changes.controls.clear()
    for (const known of this.changes.scrolled) this.#addScroll(known, operations)
    this.changes.scrolled.clear()
    this.pointing.changes(operations)
    this.#selected.changes(operations)
    operations.push(...this.#announcements.splice(0))
  }

  #finish(operations: Operation[]): void {
    if (this.#state === 'reading' && !this.#list.hasSooner && !this.#sheets.isBehind) {
      this.#state = 'rest'
      operations.push(['ready', this.#generation])
    }
    if (this.#state === 'rest' && this.#list.isEmpty && !this.#sheets.isBehind) {
      this.#state = 'live'
      this.#fold = null
      operations.push(['whole', this.#generation])
    }
  }

  #addAttributes(known: Known, operations: Operation[]): void {
    this.#topLayer.track(known)
    const before = known.attributes
    known.attributes = this.#attributes.read(known)
    const changes = difference(before, known.attributes)
    if (changes.length > 0) operations.push(['a', known.id, Object.fromEntries(changes)])
  }

  #addText(known: Known, operations: Operation[]): void {
    const data = (known.node as Text).data.slice(0, MAX_TEXT_LENGTH)
    const text = this.redaction.text(data, known.treatment)
    if (text === known.text) return
    operations.push(['t', known.id, ...textChange(known.text, text)] as Operation)
    known.text = text
  }

  #addScroll(known: Known, operations: Operation[]): void {
    if (!this.#table.isAlive(known)) return
    if (known.kind === 'document') {
      const { scrollX, scrollY } = defaultView(known.node as Document) ?? this.window
      operations.push(['p', known.id, Math.round(scrollX), Math.round(scrollY)])
    } else if (showsLooks(known.treatment) && isElement(known.node)) {
      const [x, y] = [scrollLeft(known.node), scrollTop(known.node)]
      operations.push(['p', known.id, Math.round(x), Math.round(y)])
    }
  }

  #addViewport(operations: Operation[]): void {
    if (!this.#resized) return
    this.#resized = false
    const { width, height } = viewportSize(this.window)
    const size = `${width} ${height}`
    if (size === this.#viewport || width <= 0 || height <= 0) return
    this.#viewport = size
    for (const known of this.#boxes) this.changes.attributes.add(known)
    operations.push(['view', width, height])
  }

  #verify(): void {
    if (this.#state !== 'live') return
    this.#verified ??= this.#table.values()
    for (let i = 0; i < VERIFIED_AT_ONCE; i++) {
      const { done, value: known } = this.#verified.next()
      if (done) {
        this.#verified = null
        return
      }
      this.changes.verify(known)
      if (known.kind === 'element') this.#noteScrolled(known)
      if (known.kind === 'element' && !known.inner && shadowRoot(known.node as Element)) {
        this.changes.hosts.add(known)
      }
    }
  }

  /** Style sheets have begun to select by some attributes: these travel from now on. */
  #noteSelectors(): void {
    const names = this.#selectedBy.splice(0)
    if (names.length === 0) return
    const selector = names.map((name) => `[${CSS.escape(name)}]`).join()
    for (const element of this.delegate.elementsWith(selector)) {
      const known = this.#table.get(element)
      if (known) this.changes.attributes.add(known)
    }
  }

  #sourceArrived(): void {
    this.#sheets.reread()
    this.delegate.changed()
  }
}

function innerRoot({ kind, node }: Known): Document | ShadowRoot | null {
  if (kind === 'frame') return frameDocument(node as Element)
  return kind === 'element' ? shadowRoot(node as Element) : null
}

/** Takes out of the set as much as the budget allows. */
function* drained(set: Set<Known>, budget: Budget): Generator<Known> {
  for (const known of set) {
    if (budget.isSpent) return
    set.delete(known)
    budget.spend()
    yield known
  }
}

function difference(
  before: Record<string, string>,
  after: Record<string, string>,
): [string, string | null][] {
  const changes: [string, string | null][] = []
  for (const [name, value] of Object.entries(after)) {
    if (!Object.hasOwn(before, name) || before[name] !== value) changes.push([name, value])
  }
  for (const name of Object.keys(before))
    if (!Object.hasOwn(after, name)) changes.push([name, null])
  return changes
}
