import { MAX_TEXT_LENGTH } from '../limits.js'
import type { Operation } from '../operations.js'
import { textChange } from '../splice.js'
import { Animations } from './animations.js'
import type { Assets } from './assets.js'
import type { AttributeReader } from './attributes.js'
import type { Budget } from './budget.js'
import type { Changes } from './changes.js'
import { defaultView, isElement, isTag, ownerDocument, scrollLeft, scrollTop } from './dom.js'
import { Forms } from './forms.js'
import type { Known, NodeTable } from './nodes.js'
import { Pictures } from './pictures.js'
import { Pointing } from './pointing.js'
import { isParent } from './records.js'
import { type Redaction, showsLooks } from './redaction.js'
import type { Tell } from './retelling.js'
import { mayBeScrolled } from './scrolled.js'
import { SelectedText } from './selection.js'
import { TopLayer } from './top_layer.js'

/** So many elements of a page are asked where they are scrolled to, whether they told or not. */
const ASKED_ANYWAY = 1_500

/** Reads what the nodes of the page are like: attributes and texts, and all that is no attribute. */
export class StateReader {
  readonly pointing: Pointing
  readonly #forms: Forms
  readonly #pictures: Pictures
  readonly #topLayer: TopLayer
  readonly #selected: SelectedText
  readonly #animations: Animations
  /** Where things are scrolled to, as it was told last. */
  readonly #positions = new WeakMap<Known, string>()

  constructor(
    private readonly window: Window,
    private readonly table: NodeTable,
    private readonly redaction: Redaction,
    private readonly attributes: AttributeReader,
    private readonly changes: Changes,
    assets: Assets,
    changed: () => void,
  ) {
    this.#forms = new Forms(table, redaction)
    this.#pictures = new Pictures(table)
    this.#topLayer = new TopLayer(table)
    this.#animations = new Animations(table, assets)
    this.pointing = new Pointing(table, changed)
    this.#selected = new SelectedText(window, table, changed)
  }

  start(): void {
    this.#selected.start()
  }

  stop(): void {
    this.#selected.stop()
  }

  /** The view hears of this node for the first time. */
  added(known: Known): void {
    const { node, kind } = known
    if (kind === 'document') this.changes.scrolled.add(known)
    if (!isElement(node)) return
    if (isTag(node, 'img') && kind === 'closed') this.changes.loaded.add(known)
    if (Forms.isControl(node) && (kind === 'closed' || kind === 'element')) this.#forms.track(known)
    this.#topLayer.track(known)
    const asks = this.table.size < ASKED_ANYWAY || mayBeScrolled(node)
    if (isParent(known) && asks) this.noteScrolled(known)
  }

  /** An element that is scrolled, perhaps, and did not tell. */
  noteScrolled(known: Known): void {
    const element = known.node as Element
    // What scrolls with the window is told of the document.
    if (ownerDocument(element)?.scrollingElement === element) return
    if (scrollTop(element) !== 0 || scrollLeft(element) !== 0) this.changes.scrolled.add(known)
  }

  /** Attributes and texts, as far as the budget reaches, and what is open on top of the page. */
  readNodes(budget: Budget, operations: Operation[]): void {
    this.#topLayer.changes(operations)
    for (const known of drained(this.changes.attributes, budget)) {
      if (this.table.isAlive(known)) this.#addAttributes(known, budget, operations)
    }
    for (const known of drained(this.changes.texts, budget)) {
      if (this.table.isAlive(known)) this.#addText(known, budget, operations)
    }
  }

  /** `thorough`: also what tells nobody that it has changed, in `roots`. */
  readRest(
    thorough: boolean,
    budget: Budget,
    roots: Iterable<Document | ShadowRoot>,
    operations: Operation[],
  ): void {
    if (thorough) {
      this.#animations.changes(roots, operations)
      this.#pictures.sweep()
    }
    for (const known of this.changes.loaded) {
      if (this.table.isAlive(known)) this.#pictures.addSize(known, operations)
    }
    this.changes.loaded.clear()
    this.#forms.changes(this.changes.controls, thorough, budget, operations)
    for (const known of this.changes.scrolled) this.#addScroll(known, operations)
    this.changes.scrolled.clear()
    this.pointing.changes(operations)
    this.#selected.changes(operations)
  }

  /** What else was told of the nodes in `fresh`. */
  retellNodes(fresh: ReadonlySet<Known>, tell: Tell): void {
    for (const part of [this.#topLayer, this.#pictures, this.#forms]) part.retell(fresh, tell)
    for (const known of fresh) {
      const [x, y] = this.#positions.get(known)?.split(',').map(Number) ?? []
      if (x !== undefined && y !== undefined) tell(['p', known.id, x, y])
    }
  }

  /** What was told of the page as a whole. */
  retellRest(tell: Tell): void {
    for (const part of [this.#animations, this.pointing, this.#selected]) part.retell(tell)
  }

  clear(): void {
    const parts = [this.#forms, this.#pictures, this.#topLayer, this.#selected, this.#animations]
    for (const part of [...parts, this.pointing]) part.clear()
  }

  #addAttributes(known: Known, budget: Budget, operations: Operation[]): void {
    this.#topLayer.track(known)
    const before = known.attributes
    known.attributes = this.attributes.read(known)
    const changes = difference(before, known.attributes)
    for (const [, value] of changes) budget.spend(value?.length)
    if (changes.length > 0) operations.push(['a', known.id, Object.fromEntries(changes)])
  }

  #addText(known: Known, budget: Budget, operations: Operation[]): void {
    const data = (known.node as Text).data.slice(0, MAX_TEXT_LENGTH)
    const text = this.redaction.text(data, known.treatment)
    if (text === known.text) return
    budget.spend(text.length)
    operations.push(['t', known.id, ...textChange(known.text, text)] as Operation)
    known.text = text
  }

  #addScroll(known: Known, operations: Operation[]): void {
    const position = this.table.isAlive(known) ? this.#positionOf(known) : null
    if (position === null || position.join() === this.#positions.get(known)) return
    this.#positions.set(known, position.join())
    operations.push(['p', known.id, ...position])
  }

  /** Null where nobody shall know it. */
  #positionOf({ node, kind, treatment }: Known): [number, number] | null {
    if (kind === 'document') {
      const { scrollX, scrollY } = defaultView(node as Document) ?? this.window
      return [Math.round(scrollX), Math.round(scrollY)]
    }
    if (!showsLooks(treatment) || !isElement(node)) return null
    return [Math.round(scrollLeft(node)), Math.round(scrollTop(node))]
  }
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
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name))
  return [...changes, ...gone.map((name): [string, null] => [name, null])]
}
