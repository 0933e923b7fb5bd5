import { MAX_TEXT_LENGTH } from '../limits.js'
import type { Operation } from '../operations.js'
import { Assets, type AssetsDelegate } from './assets.js'
import { AttributeReader } from './attributes.js'
import { Changes } from './changes.js'
import { Children } from './children.js'
import { passedOn } from './classify.js'
import { isElement, isTag, scrollLeft, scrollTop, shadowRoot } from './dom.js'
import { Forms } from './forms.js'
import { type Known, NodeTable } from './nodes.js'
import { Pictures } from './pictures.js'
import type { Redaction } from './redaction.js'
import { SheetSources } from './sheet_sources.js'
import { Sheets } from './sheets.js'
import { TopLayer } from './top_layer.js'

const LATE_SHADOWS_AT_ONCE = 2_000

export interface PageReaderDelegate extends Pick<AssetsDelegate, 'assetReady' | 'hasRoom'> {
  /** There is something for the next batch. */
  changed(): void
  shadowFound(root: ShadowRoot): void
  elementsWith(attribute: string): Iterable<Element>
}

/**
 * Reads the page into operations: first all of it, in slices, then what has changed. The caller
 * tells what may have changed; nothing is read before `next`.
 */
export class PageReader {
  /** Tell here what may have changed in the page. */
  readonly changes: Changes
  readonly #table = new NodeTable()
  readonly #attributes: AttributeReader
  readonly #children: Children
  readonly #forms: Forms
  readonly #assets: Assets
  readonly #sources: SheetSources
  readonly #sheets: Sheets
  readonly #pictures: Pictures
  readonly #topLayer: TopLayer

  #root: Known | null = null
  #generation = 0
  /** Known nodes whose content is not read yet; `#read` of them are done. */
  #pending: Known[] = []
  #read = 0
  /** Those of them that had no place when it was their turn. */
  readonly #postponed: Known[] = []
  #state: 'new' | 'snapshot' | 'live' = 'new'
  readonly #boxes = new Set<Known>()
  /** What assets have become known; the viewer keeps that over snapshots. */
  readonly #announcements: Operation[] = []
  /** The next look at style sheets and shadow roots goes deep. */
  #thorough = false
  #viewport = ''
  #lateShadows: Iterator<Known> | null = null

  constructor(
    private readonly window: Window,
    private readonly redaction: Redaction,
    private readonly delegate: PageReaderDelegate,
  ) {
    this.changes = new Changes(this.#table, redaction)
    this.#assets = new Assets(window, {
      assetReady: (message) => delegate.assetReady(message),
      hasRoom: () => delegate.hasRoom(),
      assetKnown: (asset, hash) => {
        this.#announcements.push(['m', asset, hash])
        delegate.changed()
      },
    })
    this.#sources = new SheetSources(window, () => this.#sourceArrived())
    this.#attributes = new AttributeReader(redaction, this.#assets, (known) =>
      this.#pictures.sourceOf(known),
    )
    this.#children = new Children(this.#table, redaction, this.#attributes, (known) => {
      if (known.kind !== 'text' && known.kind !== 'gap') this.#pending.push(known)
    })
    this.#forms = new Forms(this.#table, redaction)
    this.#topLayer = new TopLayer(this.#table)
    this.#sheets = new Sheets(window, this.#table, this.#assets, this.#sources, (css) =>
      this.#noteCss(css),
    )
    this.#pictures = new Pictures(this.#table, this.#assets, (canvas) => {
      this.changes.attributes.add(canvas)
      delegate.changed()
    })
  }

  /** Is the page larger than a mirror may be? */
  get isTooLarge(): boolean {
    return this.#table.isFull
  }

  /** Is there more to read at once? */
  get isBehind(): boolean {
    return this.#read < this.#pending.length
  }

  /** Forget what the viewer knows; `next` begins a snapshot. */
  restart(): void {
    this.#clear()
    this.#state = 'new'
  }

  stop(): void {
    this.#assets.stop()
    this.#sources.stop()
    this.#pictures.stop()
    this.#clear()
  }

  /** The next batch: what has changed, and as much of what was not read yet as `milliseconds`
   * allow. `snapshot` is true for the first batch after `restart`. */
  next(milliseconds: number): { operations: Operation[]; snapshot: boolean } {
    const snapshot = this.#state === 'new'
    const operations = snapshot ? this.#begin() : this.#viewportChanges()
    const state: Operation[] = []
    this.changes.addReturned()
    this.#syncChildren(operations)
    if (this.#thorough) this.#findLateShadows(operations)
    this.#expandPending(performance.now() + milliseconds, operations, state)
    // What moved below something new has its place now.
    this.#syncChildren(operations)
    this.#children.settle()
    operations.push(...this.#topLayer.changes())
    this.#addAttributes(operations)
    this.#addTexts(operations)
    operations.push(...this.#sheets.changes(this.#thorough), ...this.#forms.changes(), ...state)
    this.#thorough = false
    this.#addScrolls(operations)
    operations.push(...this.#announcements.splice(0))
    if (this.#state === 'snapshot' && !this.isBehind) {
      this.#state = 'live'
      operations.push(['ready', this.#generation])
    }
    return { operations, snapshot }
  }

  /** Looks for what tells nobody that it has changed. Call from time to time. */
  sweep(): void {
    if (this.#state === 'new') return
    this.#thorough = true
    for (const box of this.#boxes) {
      if (this.#table.isAlive(box)) this.changes.attributes.add(box)
      else this.#boxes.delete(box)
    }
    this.delegate.changed()
  }

  sweepCanvases(): void {
    if (this.#state === 'live') this.#pictures.sweep()
  }

  assetsHaveRoom(): void {
    this.#assets.pump()
  }

  #begin(): Operation[] {
    this.#clear()
    const { document } = this.window
    this.#state = 'snapshot'
    this.#generation++
    this.#root = this.#table.add(document, 'document', 'show', null)
    this.#pending.push(this.#root)
    this.changes.scrolled.add(this.#root)
    const mode = document.compatMode === 'BackCompat' ? 'quirks' : 'standards'
    return [['start', this.#generation, this.#root.id, mode], ...this.#viewportChanges()]
  }

  #clear(): void {
    this.#table.clear()
    this.#children.clear()
    this.#forms.clear()
    this.#topLayer.clear()
    this.#sheets.clear()
    this.#pictures.clear()
    this.#pending = []
    this.#postponed.length = 0
    this.#read = 0
    this.#root = null
    this.#viewport = ''
    this.#lateShadows = null
    this.changes.clear()
    this.#boxes.clear()
  }

  #syncChildren(operations: Operation[]): void {
    const synced = this.#children.sync(this.changes.parents)
    operations.push(...synced.operations)
    this.changes.parents.clear()
    for (const parent of synced.left) this.changes.parents.add(parent)
  }

  #expandPending(deadline: number, operations: Operation[], state: Operation[]): void {
    this.#pending.push(...this.#postponed.splice(0))
    while (this.isBehind) {
      const known = this.#pending[this.#read++]
      if (!known || !this.#table.isAlive(known)) continue
      if (!this.#children.isInPlace(known)) {
        this.#postponed.push(known)
        continue
      }
      if (known.children === null) this.#expand(known, operations, state)
      operations.push(...this.#children.expand(known))
      const unread = this.#children.isUnread(known)
      if (unread) this.#pending.push(known)
      if ((unread || this.#read % 16 === 0) && performance.now() > deadline) break
    }
    this.#pending = this.#pending.slice(this.#read)
    this.#read = 0
  }

  /** What belongs to a node beside its children; `state` gets what must come after them. */
  #expand(known: Known, operations: Operation[], state: Operation[]): void {
    const { node, kind } = known
    if (kind === 'box' || kind === 'canvas') this.#boxes.add(known)
    if (kind === 'canvas') this.#pictures.trackCanvas(known)
    if (kind === 'document' || kind === 'shadow') operations.push(...this.#sheets.trackRoot(known))
    if (kind === 'closed') this.#expandClosed(known, operations, state)
    if (kind === 'element' && isElement(node)) {
      this.#expandShadow(known, node, operations)
      if (Forms.isControl(node)) this.#forms.track(known)
      this.#topLayer.track(known)
      if (scrollTop(node) !== 0 || scrollLeft(node) !== 0) this.changes.scrolled.add(known)
    }
  }

  #expandClosed(known: Known, operations: Operation[], state: Operation[]): void {
    const { node } = known
    if (Forms.isControl(node)) this.#forms.track(known)
    if (isTag(node, 'img')) state.push(...this.#pictures.sizeOf(known))
    const { localName } = node as Element
    if (localName === 'style' || localName === 'link') {
      operations.push(...this.#sheets.trackOwner(known))
    }
  }

  #expandShadow(host: Known, element: Element, operations: Operation[]): void {
    const root = shadowRoot(element)
    if (root === null) return
    host.shadow = this.#table.add(root, 'shadow', passedOn(host.treatment), host)
    operations.push(['h', host.id, host.shadow.id])
    this.#pending.push(host.shadow)
    this.delegate.shadowFound(root)
  }

  #addAttributes(operations: Operation[]): void {
    for (const known of this.changes.attributes) {
      if (!this.#table.isAlive(known)) continue
      this.#topLayer.track(known)
      const before = known.attributes
      known.attributes = this.#attributes.read(known)
      const changes = difference(before, known.attributes)
      if (changes.length > 0) operations.push(['a', known.id, Object.fromEntries(changes)])
    }
    this.changes.attributes.clear()
    for (const known of this.changes.loaded) {
      if (!this.#table.isAlive(known)) continue
      operations.push(...this.#pictures.sizeOf(known))
      this.#sheets.reread(known)
    }
    this.changes.loaded.clear()
  }

  #addTexts(operations: Operation[]): void {
    for (const known of this.changes.texts) {
      if (!this.#table.isAlive(known)) continue
      const data = (known.node as Text).data.slice(0, MAX_TEXT_LENGTH)
      const text = this.redaction.text(data, known.treatment)
      if (text === known.text) continue
      known.text = text
      operations.push(['t', known.id, text])
    }
    this.changes.texts.clear()
  }

  #addScrolls(operations: Operation[]): void {
    for (const known of this.changes.scrolled) {
      if (!this.#table.isAlive(known)) continue
      if (known.kind === 'document') {
        const { scrollX, scrollY } = this.window
        operations.push(['p', known.id, Math.round(scrollX), Math.round(scrollY)])
      } else if (known.treatment === 'show' && isElement(known.node)) {
        const [x, y] = [scrollLeft(known.node), scrollTop(known.node)]
        operations.push(['p', known.id, Math.round(x), Math.round(y)])
      }
    }
    this.changes.scrolled.clear()
  }

  #viewportChanges(): Operation[] {
    const { document } = this.window
    const quirks = document.compatMode === 'BackCompat' ? document.body : null
    const box = quirks ?? document.documentElement
    const width = box?.clientWidth || this.window.innerWidth
    const height = box?.clientHeight || this.window.innerHeight
    const size = `${width} ${height}`
    if (size === this.#viewport || width <= 0 || height <= 0) return []
    this.#viewport = size
    for (const known of this.#boxes) this.changes.attributes.add(known)
    return [['view', width, height]]
  }

  /** A shadow root that is attached to an element that is known already tells nobody. */
  #findLateShadows(operations: Operation[]): void {
    this.#lateShadows ??= this.#table.values()
    for (let i = 0; i < LATE_SHADOWS_AT_ONCE; i++) {
      const { done, value: known } = this.#lateShadows.next()
      if (done) {
        this.#lateShadows = null
        return
      }
      if (known.kind !== 'element' || known.shadow || !known.children) continue
      this.#expandShadow(known, known.node as Element, operations)
    }
  }

  #noteCss(css: string): void {
    for (const name of this.#attributes.noteCss(css)) {
      for (const element of this.delegate.elementsWith(name)) {
        const known = this.#table.get(element)
        if (known) this.changes.attributes.add(known)
      }
    }
  }

  #sourceArrived(): void {
    this.#sheets.reread()
    this.delegate.changed()
  }
}

function difference(
  before: Record<string, string>,
  after: Record<string, string>,
): [string, string | null][] {
  const changes: [string, string | null][] = []
  const old = new Map(Object.entries(before))
  for (const [name, value] of Object.entries(after)) {
    if (old.get(name) !== value) changes.push([name, value])
    old.delete(name)
  }
  for (const name of old.keys()) changes.push([name, null])
  return changes
}
