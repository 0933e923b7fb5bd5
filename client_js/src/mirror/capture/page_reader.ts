import type { Operation } from '../operations.js'
import { Assets, type AssetsDelegate } from './assets.js'
import { AttributeReader } from './attributes.js'
import type { Budget } from './budget.js'
import { Changes } from './changes.js'
import { Checks } from './checks.js'
import { isElement, localName, shadowRoot } from './dom.js'
import { Drawings } from './drawings.js'
import { type Known, NodeTable } from './nodes.js'
import type { Pointing } from './pointing.js'
import { type Redaction, showsLooks } from './redaction.js'
import { Retelling, type Told } from './retelling.js'
import { RuleTexts } from './rule_texts.js'
import { SheetRules } from './sheet_rules.js'
import { SheetSources } from './sheet_sources.js'
import { Sheets } from './sheets.js'
import { CapturedSpots } from './spots.js'
import { StateReader } from './state_reader.js'
import { TreeReader } from './tree_reader.js'
import { modeOf, viewportSize } from './viewport.js'

/** Nodes looked at in one sweep as if they had changed: nothing stays wrong for ever. */
const VERIFIED_AT_ONCE = 200

export interface PageReaderDelegate
  extends Pick<AssetsDelegate, 'assetKnown' | 'hasRoom' | 'isDrained'> {
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
  readonly spots: CapturedSpots
  readonly #table = new NodeTable()
  readonly #attributes: AttributeReader
  readonly assets: Assets
  readonly #tree: TreeReader
  readonly #nodes: StateReader
  readonly #sources: SheetSources
  readonly #sheets: Sheets
  readonly #drawings: Drawings
  readonly #checks: Checks

  #generation = 0
  /** `preparing`: style sheets are read. `reading`: what is in sight; `rest`: what is not. */
  #state: 'new' | 'preparing' | 'reading' | 'rest' | 'live' = 'new'
  readonly #boxes = new Set<Known>()
  readonly #frames = new Set<Known>()
  /** Elements that are not sent as they are; also some that are gone. */
  readonly #redacted = new Set<Known>()
  /** Viewers are to number definitions anew: one has come that does not know those up to now. */
  #forgets = false
  /** Attribute names that style sheets have begun to select by. */
  readonly #selectedBy: string[] = []
  /** The next batch is to look for what tells nobody that it has changed. */
  #thorough = false
  #viewport = ''
  /** The window may have another size. */
  #resized = true
  #verified: Iterator<Known> | null = null

  constructor(
    private readonly window: Window,
    redaction: Redaction,
    private readonly delegate: PageReaderDelegate,
  ) {
    const table = this.#table
    const changed = (): void => delegate.changed()
    this.changes = new Changes(table, redaction)
    this.spots = new CapturedSpots(table, () => this.#generation)
    this.assets = new Assets(window, {
      assetKnown: (asset) => delegate.assetKnown(asset),
      hasRoom: () => delegate.hasRoom(),
      isDrained: () => delegate.isDrained(),
      origins: () => redaction.assetOrigins,
      mayShow: (image) => {
        const known = table.get(image)
        return known?.treatment === 'show' && !known.doubtful
      },
    })
    const judge = (drawing: Known): void => {
      this.changes.judge(drawing)
      changed()
    }
    this.#drawings = new Drawings(window, table, this.assets, judge, changed)
    this.#attributes = new AttributeReader(redaction, this.assets, (known) =>
      this.#drawings.sourceOf(known),
    )
    const shared = [window, table, redaction, this.#attributes, this.changes] as const
    this.#tree = new TreeReader(...shared, (known) => this.#added(known))
    this.#nodes = new StateReader(...shared, this.assets, changed)
    this.#checks = new Checks(table)
    this.#sources = new SheetSources(window, () => this.#sourceArrived())
    const rules = new SheetRules(this.#sources)
    const texts = new RuleTexts(window, redaction, rules, this.assets, (css) =>
      this.#selectedBy.push(...this.#attributes.noteCss(css)),
    )
    this.#sheets = new Sheets(window, table, rules, texts)
  }

  get pointing(): Pointing {
    return this.#nodes.pointing
  }

  /** Is the page larger than a mirror may be? */
  get isTooLarge(): boolean {
    return this.#table.isFull
  }

  /** Is there more to read at once? */
  get isBehind(): boolean {
    const { parents, attributes, texts, controls } = this.changes
    const waiting = parents.size + attributes.size + texts.size + controls.size > 0
    return this.#state === 'preparing' || !this.#tree.isWhole || this.#sheets.isBehind || waiting
  }

  /** Is a snapshot under way? */
  get isReading(): boolean {
    return this.#state !== 'live'
  }

  start(): void {
    this.#nodes.start()
  }

  /** Forget what the viewer knows; `next` begins a snapshot. */
  restart(): void {
    this.#clear()
    this.#state = 'new'
  }

  stop(): void {
    this.assets.stop()
    this.#sources.stop()
    this.#drawings.stop()
    this.#nodes.stop()
    this.#clear()
  }

  /** The elements from which on down something is kept from the viewer, as last sent. */
  *hidden(): Generator<Element> {
    for (const known of this.#redacted) {
      if (!this.#table.isAlive(known)) this.#redacted.delete(known)
      else if (known.parent?.treatment === 'show') yield known.node as Element
    }
  }

  /** The next batch: what has changed, and as much of what was not read yet as the budget allows.
   * `snapshot` is true for the first batch after `restart`. */
  next(budget: Budget): { operations: Operation[]; snapshot: boolean } {
    const snapshot = this.#state === 'new'
    const operations: Operation[] = []
    if (snapshot) this.#begin(operations)
    else if (this.#forgets) operations.push(['f'])
    this.#forgets = false
    this.#addViewport(operations)
    if (this.#state === 'preparing') {
      if (!this.#sheets.prepare(budget)) return { operations, snapshot }
      this.#selectedBy.length = 0
      this.#state = 'reading'
    }
    this.#tree.read(budget, this.#state === 'reading', operations)
    this.#readState(budget, operations)
    this.#finish(operations)
    if (!this.isBehind) this.#drawings.release()
    return { operations, snapshot }
  }

  /** All that has been told since the last snapshot, for those who come only now: from here on they
   * are told the same as the others. Call after `next`, which takes back what must not be seen. */
  retell(): Told[] {
    const retelling = new Retelling(this.#table, this.#tree.newFold(), (text) =>
      this.assets.refer(text),
    )
    const { tell, fresh } = retelling
    const tellState = (): void => {
      this.#sheets.retell(fresh, tell)
      this.#nodes.retellNodes(fresh, tell)
      fresh.clear()
    }
    const root = this.#table.find(1)
    tell(['start', this.#generation, modeOf(this.window.document)])
    const [width, height] = this.#viewport.split(' ').map(Number)
    if (width && height) tell(['view', width, height])
    if (root) retelling.tellInSight(root)
    tellState()
    if (this.#state === 'rest' || this.#state === 'live') tell(['ready', this.#generation])
    retelling.tellRest()
    tellState()
    this.#nodes.retellRest(tell)
    if (this.#state === 'live') tell(['whole', this.#generation])
    this.#tree.forgetDefinitions()
    this.#forgets = true
    return retelling.batches
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
    return this.#state === 'live' ? this.#checks.next() : []
  }

  /** The view has something else than this node. False if only a snapshot can help. */
  repair(id: number): boolean {
    const known = this.#table.find(id)
    const part = known?.kind === 'shadow' || known?.kind === 'document' ? known.parent : known
    if (!part?.parent) return known === undefined
    this.changes.repair(part)
    return true
  }

  #begin(operations: Operation[]): void {
    this.#clear()
    this.#state = 'preparing'
    this.#generation++
    operations.push(['start', this.#generation, modeOf(this.window.document)])
    this.#tree.begin()
  }

  #clear(): void {
    const parts = [this.#table, this.#tree, this.#nodes, this.#sheets, this.#drawings, this.#checks]
    const sets = [this.#boxes, this.#frames, this.#redacted]
    for (const part of [...parts, ...sets, this.changes]) part.clear()
    this.#viewport = ''
    this.#resized = true
    this.#verified = null
  }

  /** What belongs to a node beside its children. */
  #added(known: Known): void {
    const { node, kind } = known
    this.#nodes.added(known)
    if (isElement(node) && known.treatment !== 'show') this.#redacted.add(known)
    if (kind === 'box' || kind === 'drawing') this.#boxes.add(known)
    if (kind === 'drawing') this.#drawings.track(known)
    if (kind === 'document' || kind === 'shadow') {
      this.#sheets.trackRoot(known)
      this.delegate.rootFound(node as Document | ShadowRoot)
    }
    if (kind === 'frame') {
      this.#frames.add(known)
      this.changes.hosts.add(known)
    }
    const mayHaveSheet = kind === 'closed' && isElement(node) && showsLooks(known.treatment)
    if (mayHaveSheet && ['style', 'link'].includes(localName(node))) this.#sheets.trackOwner(known)
  }

  #readState(budget: Budget, operations: Operation[]): void {
    const thorough = this.#thorough
    this.#thorough = false
    for (const known of this.changes.loaded) this.#sheets.reread(known)
    this.#sheets.changes(thorough, budget, operations)
    this.#noteSelectors()
    this.#nodes.readNodes(budget, operations)
    this.#nodes.readRest(thorough, budget, this.delegate.roots(), operations)
  }

  #finish(operations: Operation[]): void {
    // What is in sight has its looks, and its fields what is in them.
    const told = !this.#sheets.isBehind && this.changes.controls.size === 0
    if (this.#state === 'reading' && !this.#tree.hasSooner && told) {
      this.#state = 'rest'
      operations.push(['ready', this.#generation])
    }
    if (this.#state === 'rest' && this.#tree.isWhole && told) {
      this.#state = 'live'
      operations.push(['whole', this.#generation])
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
      if (known.kind !== 'element') continue
      this.#nodes.noteScrolled(known)
      if (!known.inner && shadowRoot(known.node as Element)) this.changes.hosts.add(known)
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
