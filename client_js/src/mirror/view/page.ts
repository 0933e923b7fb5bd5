import { MAX_ATTRIBUTES, MAX_NODES, MAX_TEXT_LENGTH } from '../limits.js'
import {
  CLOSED,
  FOCUS,
  HTML,
  INDETERMINATE,
  MODAL,
  type Namespace,
  OFF,
  ON,
  POPOVER,
  SVG,
} from '../operations.js'
import { Animations } from './animations.js'
import type { AssetBook } from './asset_book.js'
import { sumOf } from './checked.js'
import { ElementBuilder } from './elements.js'
import { MirrorFault, read } from './fault.js'
import { keepFocusOut, openFrame } from './frames.js'
import { ItemBuilder, mayHaveChildren } from './items.js'
import type { Scrolling } from './scrolling.js'
import { States } from './states.js'
import { StyleBook } from './style_book.js'
import { setOpen } from './top_layer.js'
import { type Branch, Tree } from './tree.js'

const MAX_SIDE = 100_000

export interface PageDelegate {
  viewport(size: { width: number; height: number }): void
  /** What the customer has in sight is there. */
  ready(): void
  /** All of the snapshot is there. */
  whole(): void
  /** This node is not what it must be. */
  broken(id: number): void
}

export interface PageTools {
  scrolling: Scrolling
  /** Text of the sheet that comes before all sheets of the page. */
  base: string
}

/**
 * One mirrored document. Applies the operations of docs/mirror.md to it and to nothing else;
 * throws `MirrorFault` at the first that is not in order.
 */
export class MirrorPage {
  readonly #tree = new Tree()
  readonly #builder: ElementBuilder
  readonly #items: ItemBuilder
  readonly #styles: StyleBook
  readonly #states = new States()
  readonly #animations: Animations
  readonly #referring = new Set<Branch>()
  readonly #frames = new Set<Branch>()
  #root: Branch | null = null
  #generation = 0

  constructor(
    private readonly document: Document,
    private readonly window: Window,
    private readonly assets: AssetBook,
    private readonly delegate: PageDelegate,
    private readonly tools: PageTools,
  ) {
    this.#builder = new ElementBuilder(document, assets)
    this.#animations = new Animations(this.#builder)
    this.#styles = new StyleBook((rule) => this.#builder.rule(rule), tools.base)
    this.#items = new ItemBuilder(document, this.#tree, this.#builder, (branch) => {
      if (branch.built && branch.built.raw.size > 0) this.#referring.add(branch)
      if (branch.built?.tag === 'iframe') this.#frames.add(branch)
    })
    keepFocusOut(document)
  }

  /** Number of the snapshot that it shows. */
  get generation(): number {
    return this.#generation
  }

  idOf(node: Node): number | undefined {
    return this.#tree.idOf(node)
  }

  nodeOf(id: number): Node | undefined {
    return this.#tree.find(id)?.node
  }

  /** Where the customer's page has the focus. */
  get focused(): Element | null {
    return this.#states.element(FOCUS)
  }

  /** One operation of a batch. */
  apply(operation: unknown): void {
    const [name, ...given] = read.list(operation, 8)
    if (name === 'start') this.#start(given)
    else if (this.#root === null) throw new MirrorFault('bad-message')
    else if (!this.#applyToTree(name, given) && !this.#applyToState(name, given)) {
      throw new MirrorFault('bad-message')
    }
  }

  /** At the end of a batch. */
  settle(): void {
    for (const gone of this.#tree.settle()) {
      this.#styles.forget(gone)
      this.#animations.forget(gone)
      this.#referring.delete(gone)
      this.#frames.delete(gone)
      this.tools.scrolling.forget(gone.node)
    }
    this.#styles.settle()
    for (const { id, node, inner } of this.#frames) {
      // A frame that was moved has lost what was in it.
      const document = (node as HTMLIFrameElement).contentDocument
      if (inner && document !== inner.node) this.delegate.broken(id)
    }
  }

  /** Assets have come: shows them, and scrolls where the page was too short before. */
  refresh(): void {
    for (const { built } of this.#referring) if (built) this.#builder.refresh(built)
    this.#styles.refresh()
    this.tools.scrolling.refresh()
  }

  #applyToTree(name: unknown, given: unknown[]): boolean {
    const [first, second, third, fourth] = given
    switch (name) {
      case 'd':
        this.#detach(first, second)
        return true
      case 'c':
        this.#splice(first, second, third, fourth)
        return true
      case 'h':
        this.#setInner(this.#element(first), second, third)
        return true
      case 'e':
        this.#tree.renumber(read.list(first, 2 * MAX_NODES).map((one) => read.natural(one)))
        return true
      case 'f':
        this.#items.forget()
        return true
      case 'a':
        this.#setAttributes(this.#element(first), second)
        return true
      case 't':
        this.#setText(first, given.slice(1))
        return true
      default:
        return false
    }
  }

  #applyToState(name: unknown, given: unknown[]): boolean {
    const [first, second, third, fourth] = given
    switch (name) {
      case 'ready':
        this.delegate.ready()
        return true
      case 'whole':
        this.delegate.whole()
        return true
      case 'u':
        this.#states.set(read.natural(first, 3), second === 0 ? null : this.#branch(second))
        return true
      case 'x':
        this.#selectText(given)
        return true
      case 'n':
        this.#animations.set(this.#element(first), read.natural(second), third)
        return true
      case 'q':
        this.#check(this.#branch(first), second)
        return true
      case 'view':
        this.delegate.viewport(readSize(first, second))
        return true
      case 'v':
        this.#setValue(first, given.slice(1))
        return true
      case 'k':
        this.#setChecked(first, second)
        return true
      case 'o':
        this.#select(first, second)
        return true
      case 's':
        this.#open(first, second)
        return true
      case 'p':
        this.#scroll(first, second, third)
        return true
      case 'y':
        this.#setStyle(first, read.text(second, 10_000))
        return true
      case 'r':
        this.#spliceRules(first, read.natural(second), read.natural(third), fourth)
        return true
      case 'l':
        this.#adoptSheets(first, second)
        return true
      case 'i':
        this.#setSize(first, readSize(second, third))
        return true
      case 'm':
        if (this.assets.assign(read.natural(first), second)) return true
        throw new MirrorFault('bad-message')
      default:
        return false
    }
  }

  #start([generation, mode]: unknown[]): void {
    if (this.#root !== null) throw new MirrorFault('bad-message') // each document is for one
    this.#generation = read.natural(generation)
    read.mode(mode)
    for (const node of [...this.document.childNodes]) {
      if (node.nodeType !== Node.DOCUMENT_TYPE_NODE) node.remove()
    }
    this.#root = this.#tree.add(this.document, null)
    this.#styles.adopt(this.document, [])
  }

  #detach(parentId: unknown, ids: unknown): void {
    const parent = this.#branch(parentId)
    const leaving = read.list(ids, MAX_NODES).map((id) => this.#branch(id))
    this.#tree.detach(parent, new Set(leaving))
  }

  #splice(parentId: unknown, head: unknown, tail: unknown, items: unknown): void {
    const parent = this.#branch(parentId)
    if (!mayHaveChildren(parent)) throw new MirrorFault('bad-message')
    const middle = this.#items.build(items)
    this.#tree.splice(parent, read.natural(head), read.natural(tail), middle)
  }

  #setInner(host: Branch, mode: unknown, items: unknown): void {
    const isFrame = this.#frames.has(host)
    if (!isFrame && mode !== '') throw new MirrorFault('bad-message')
    const root = isFrame ? this.#openFrame(host, mode) : this.#items.shadow(host)
    this.#styles.adopt(root.node as Document | ShadowRoot, [])
    this.#tree.splice(root, 0, 0, this.#items.build(items))
  }

  #openFrame(host: Branch, mode: unknown): Branch {
    const document = openFrame(host.node as HTMLIFrameElement, mode)
    const root = this.#tree.add(document, null)
    this.#tree.setInner(host, root)
    return root
  }

  #setAttributes(branch: Branch, given: unknown): void {
    const { built } = branch
    if (!built) throw new MirrorFault('bad-message')
    for (const [name, value] of read.entries(given, MAX_ATTRIBUTES)) {
      this.#builder.set(built, name, value)
    }
    if (built.raw.size > 0) this.#referring.add(branch)
    else this.#referring.delete(branch)
  }

  #setText(id: unknown, change: unknown[]): void {
    const { node } = this.#branch(id)
    if (node.nodeType !== Node.TEXT_NODE) throw new MirrorFault('bad-message')
    node.nodeValue = changed(node.nodeValue ?? '', change)
  }

  #setValue(id: unknown, change: unknown[]): void {
    const branch = this.#tagged(id, ['input', 'textarea'])
    const control = branch.node as HTMLInputElement
    branch.value = changed(branch.value, change)
    if (control.type === 'file') return // browsers refuse to set it
    if (control.value !== branch.value) control.value = branch.value
  }

  #setChecked(id: unknown, state: unknown): void {
    const control = this.#tagged(id, ['input']).node as HTMLInputElement
    if (state !== OFF && state !== ON && state !== INDETERMINATE) {
      throw new MirrorFault('bad-message')
    }
    control.checked = state === ON
    control.indeterminate = state === INDETERMINATE
  }

  #select(id: unknown, ids: unknown): void {
    const select = this.#tagged(id, ['select']).node as HTMLSelectElement
    const chosen = new Set(read.list(ids, MAX_NODES).map((option) => this.#branch(option).node))
    for (const option of select.options) {
      if (option.selected !== chosen.has(option)) option.selected = chosen.has(option)
    }
    if (chosen.size === 0 && !select.multiple) select.selectedIndex = -1
  }

  #open(id: unknown, state: unknown): void {
    const { built } = this.#element(id)
    const fits = built?.namespace === HTML && built.element.isConnected
    if (!fits || ![CLOSED, MODAL, POPOVER].includes(state as number)) {
      throw new MirrorFault('bad-message')
    }
    setOpen(built.element as HTMLElement, state as number)
  }

  #scroll(id: unknown, x: unknown, y: unknown): void {
    const position = { left: read.number(x), top: read.number(y) }
    this.tools.scrolling.moved(this.#branch(id).node, position)
  }

  #setStyle(id: unknown, media: string): void {
    if (isAdopted(id)) this.#styles.setSheet(id, media)
    else this.#styles.setElement(this.#tagged(id, ['style'], [HTML, SVG]), media)
  }

  #spliceRules(id: unknown, head: number, tail: number, rules: unknown): void {
    if (isAdopted(id)) this.#styles.spliceSheet(id, head, tail, rules)
    else this.#styles.spliceElement(this.#tagged(id, ['style'], [HTML, SVG]), head, tail, rules)
  }

  #selectText(given: unknown[]): void {
    const selection = this.window.getSelection()
    selection?.removeAllRanges()
    if (given.length === 0) return
    const [anchor, anchorOffset, focus, focusOffset] = given
    const [from, to] = [this.#branch(anchor).node, this.#branch(focus).node]
    const [start, end] = [within(from, anchorOffset), within(to, focusOffset)]
    if (from.isConnected && to.isConnected) selection?.setBaseAndExtent(from, start, to, end)
  }

  #check(branch: Branch, sum: unknown): void {
    if (sumOf(branch) !== read.natural(sum)) this.delegate.broken(branch.id)
  }

  #adoptSheets(id: unknown, sheets: unknown): void {
    const { node, built } = this.#branch(id)
    const isText = node.nodeType === Node.TEXT_NODE
    if (built || isText) throw new MirrorFault('bad-message')
    const ids = read.list(sheets, 10_000)
    if (!ids.every(isAdopted)) throw new MirrorFault('bad-message')
    this.#styles.adopt(node as Document | ShadowRoot, ids)
  }

  #setSize(id: unknown, { width, height }: { width: number; height: number }): void {
    const { built } = this.#element(id)
    if (built) this.#builder.setSize(built, width, height)
  }

  #branch(id: unknown): Branch {
    return this.#tree.get(read.natural(id))
  }

  #element(id: unknown): Branch {
    const branch = this.#branch(id)
    if (branch.built) return branch
    throw new MirrorFault('bad-message')
  }

  #tagged(id: unknown, tags: string[], namespaces: Namespace[] = [HTML]): Branch {
    const branch = this.#element(id)
    const { built } = branch
    if (built && namespaces.includes(built.namespace) && tags.includes(built.tag)) return branch
    throw new MirrorFault('bad-message')
  }
}

/** The text after a change: all of it, or a splice of the one before. */
function changed(before: string, change: unknown[]): string {
  if (change.length === 1) return read.text(change[0], MAX_TEXT_LENGTH)
  const [head, tail] = [read.natural(change[0]), read.natural(change[1])]
  if (head + tail > before.length) throw new MirrorFault('bad-message')
  const middle = read.text(change[2], MAX_TEXT_LENGTH)
  const text = before.slice(0, head) + middle + before.slice(before.length - tail)
  return read.text(text, MAX_TEXT_LENGTH)
}

function within(node: Node, offset: unknown): number {
  const most = node.nodeType === Node.TEXT_NODE ? node.nodeValue?.length : node.childNodes.length
  return Math.min(read.natural(offset), most ?? 0)
}

/** Adopted sheets have negative numbers. */
function isAdopted(id: unknown): id is number {
  return Number.isSafeInteger(id) && (id as number) < 0
}

function readSize(width: unknown, height: unknown): { width: number; height: number } {
  return { width: read.natural(width, MAX_SIDE), height: read.natural(height, MAX_SIDE) }
}
