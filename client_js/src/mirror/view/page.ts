import { MAX_ATTRIBUTES, MAX_CSS_LENGTH, MAX_NODES, MAX_TEXT_LENGTH } from '../limits.js'
import { CLOSED, INDETERMINATE, MODAL, OFF, ON, POPOVER } from '../operations.js'
import type { AssetBook } from './asset_book.js'
import { type Built, ElementBuilder } from './elements.js'
import { MirrorFault, read } from './fault.js'
import { StyleBook } from './style_book.js'
import { type Branch, Tree } from './tree.js'

/** Elements that never get children: what is in them comes otherwise, or not at all. */
const CHILDLESS = new Set(['gap', 'box', 'style', 'img', 'input', 'textarea'])
const MAX_SIDE = 100_000

export interface PageDelegate {
  viewport(size: { width: number; height: number }): void
  /** All of the snapshot is there. */
  ready(): void
}

/**
 * One mirrored document. Applies the operations of docs/mirror.md to it and to nothing else;
 * throws `MirrorFault` at the first that is not in order.
 */
export class MirrorPage {
  readonly #tree = new Tree()
  readonly #builder: ElementBuilder
  readonly #styles: StyleBook
  readonly #referring = new Set<Branch>()
  readonly #scrolls = new Map<Branch, { left: number; top: number }>()
  /** Elements of the mirrored document are none of ours. */
  readonly #HTMLElement: typeof HTMLElement
  #root: Branch | null = null

  constructor(
    private readonly document: Document,
    private readonly window: Window,
    private readonly assets: AssetBook,
    private readonly delegate: PageDelegate,
  ) {
    this.#HTMLElement = (window as Window & typeof globalThis).HTMLElement
    this.#builder = new ElementBuilder(document, assets)
    this.#styles = new StyleBook(window, this.#builder)
  }

  apply(batch: unknown): void {
    for (const operation of read.list(batch)) this.#apply(read.list(operation, 8))
    for (const gone of this.#tree.settle()) {
      this.#styles.forget(gone)
      this.#referring.delete(gone)
      this.#scrolls.delete(gone)
    }
  }

  /** Assets have come: shows them, and scrolls where the page was too short before. */
  refresh(): void {
    for (const { built } of this.#referring) if (built) this.#builder.refresh(built)
    this.#styles.refresh()
    for (const [branch, position] of this.#scrolls) this.#scrollTo(branch, position)
  }

  #apply([name, ...given]: unknown[]): void {
    if (name === 'start') this.#start(given)
    else if (this.#root === null) throw new MirrorFault('bad-message')
    else if (!this.#applyToTree(name, given) && !this.#applyToState(name, given)) {
      throw new MirrorFault('bad-message')
    }
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
        this.#attachShadow(first, second)
        return true
      case 'a':
        this.#setAttributes(this.#element(first), second)
        return true
      case 't':
        this.#setText(first, second)
        return true
      default:
        return false
    }
  }

  #applyToState(name: unknown, given: unknown[]): boolean {
    const [first, second, third] = given
    switch (name) {
      case 'ready':
        this.delegate.ready()
        return true
      case 'view':
        this.delegate.viewport(readSize(first, second))
        return true
      case 'v':
        this.#setValue(first, second)
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
        this.#setStyle(first, second, third)
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

  #start([, root]: unknown[]): void {
    if (this.#root !== null) throw new MirrorFault('bad-message') // each document is for one
    for (const node of [...this.document.childNodes]) {
      if (node.nodeType !== Node.DOCUMENT_TYPE_NODE) node.remove()
    }
    this.#root = this.#tree.add(read.natural(root), this.document, null)
    this.#styles.adopt(this.document, [])
  }

  #detach(parentId: unknown, ids: unknown): void {
    const parent = this.#branch(parentId)
    const leaving = read.list(ids, MAX_NODES).map((id) => this.#branch(id))
    this.#tree.detach(parent, new Set(leaving))
  }

  #splice(parentId: unknown, head: unknown, tail: unknown, items: unknown): void {
    const parent = this.#branch(parentId)
    const childless = parent.built && CHILDLESS.has(parent.built.tag)
    if (childless || parent.node.nodeType === Node.TEXT_NODE) throw new MirrorFault('bad-message')
    const middle = read
      .list(items, MAX_NODES)
      .map((item) => (Array.isArray(item) ? this.#create(item) : this.#branch(item)))
    this.#tree.splice(parent, read.natural(head), read.natural(tail), middle)
  }

  #create([id, namespaceOrText, tag, attributes]: unknown[]): Branch {
    if (typeof namespaceOrText === 'string') {
      const text = this.document.createTextNode(read.text(namespaceOrText, MAX_TEXT_LENGTH))
      return this.#tree.add(read.natural(id), text, null)
    }
    const built = this.#builder.create(namespaceOrText, tag)
    const branch = this.#tree.add(read.natural(id), built.element, built)
    this.#setAttributes(branch, attributes)
    return branch
  }

  #attachShadow(hostId: unknown, rootId: unknown): void {
    const host = this.#element(hostId)
    if (host.shadow || !(host.built && isHost(host.built))) throw new MirrorFault('bad-message')
    const root = (host.node as Element).attachShadow({ mode: 'open' })
    const branch = this.#tree.add(read.natural(rootId), root, null)
    branch.parent = host
    host.shadow = branch
    this.#styles.adopt(root, [])
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

  #setText(id: unknown, text: unknown): void {
    const { node } = this.#branch(id)
    if (node.nodeType !== Node.TEXT_NODE) throw new MirrorFault('bad-message')
    node.nodeValue = read.text(text, MAX_TEXT_LENGTH)
  }

  #setValue(id: unknown, value: unknown): void {
    const control = this.#tagged<HTMLInputElement>(id, ['input', 'textarea'])
    const text = read.text(value, MAX_TEXT_LENGTH)
    if (control.type === 'file') return // browsers refuse to set it
    if (control.value !== text) control.value = text
  }

  #setChecked(id: unknown, state: unknown): void {
    const control = this.#tagged<HTMLInputElement>(id, ['input'])
    if (state !== OFF && state !== ON && state !== INDETERMINATE) {
      throw new MirrorFault('bad-message')
    }
    control.checked = state === ON
    control.indeterminate = state === INDETERMINATE
  }

  #select(id: unknown, ids: unknown): void {
    const select = this.#tagged<HTMLSelectElement>(id, ['select'])
    const chosen = new Set(read.list(ids, MAX_NODES).map((option) => this.#branch(option).node))
    for (const option of select.options) {
      if (option.selected !== chosen.has(option)) option.selected = chosen.has(option)
    }
    if (chosen.size === 0 && !select.multiple) select.selectedIndex = -1
  }

  #open(id: unknown, state: unknown): void {
    const { built } = this.#element(id)
    if (!(built?.element instanceof this.#HTMLElement)) throw new MirrorFault('bad-message')
    if (!built.element.isConnected || ![CLOSED, MODAL, POPOVER].includes(state as number)) {
      throw new MirrorFault('bad-message')
    }
    setOpen(built.element, state as number)
  }

  #scroll(id: unknown, x: unknown, y: unknown): void {
    const branch = this.#branch(id)
    const position = { left: read.number(x), top: read.number(y) }
    this.#scrolls.set(branch, position)
    this.#scrollTo(branch, position)
  }

  #scrollTo({ node }: Branch, position: { left: number; top: number }): void {
    const scroller = node === this.document ? this.window : (node as Element)
    if ('scrollTo' in scroller) scroller.scrollTo({ ...position, behavior: 'instant' })
  }

  #setStyle(id: unknown, given: unknown, mediaGiven: unknown): void {
    const css = read.text(given, MAX_CSS_LENGTH)
    const media = read.text(mediaGiven, 10_000)
    const number = read.natural(id)
    const branch = this.#tree.find(number)
    if (!branch) this.#styles.setSheet(number, css, media)
    else if (branch.built?.tag === 'style') this.#styles.setElement(branch, css, media)
    else throw new MirrorFault('bad-message')
  }

  #adoptSheets(id: unknown, sheets: unknown): void {
    const { node, built } = this.#branch(id)
    const isText = node.nodeType === Node.TEXT_NODE
    if (built || isText) throw new MirrorFault('bad-message')
    const ids = read.list(sheets, 10_000).map((sheet) => read.natural(sheet))
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

  #tagged<T extends Element>(id: unknown, tags: string[]): T {
    const { built } = this.#element(id)
    if (built?.namespace === 0 && tags.includes(built.tag)) return built.element as T
    throw new MirrorFault('bad-message')
  }
}

/** Opens or closes a dialog or popover. Inert meanwhile, so that it does not take the focus from
 * what the agent is doing. */
function setOpen(element: HTMLElement, state: number): void {
  const { inert } = element
  element.inert = true
  if ('showModal' in element) {
    const dialog = element as HTMLDialogElement
    if (dialog.matches(':modal')) dialog.close()
    if (state === MODAL) {
      dialog.open = false
      dialog.showModal()
    }
  }
  if (element.popover !== null && element.matches(':popover-open') !== (state === POPOVER)) {
    if (state === POPOVER) element.showPopover()
    else element.hidePopover()
  }
  element.inert = inert
}

/** https://dom.spec.whatwg.org/#valid-shadow-host-name */
const HOSTS = new Set(
  `article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span`.split(
    ' ',
  ),
)

function isHost({ namespace, tag }: Built): boolean {
  return namespace === 0 && (HOSTS.has(tag) || tag.includes('-'))
}

function readSize(width: unknown, height: unknown): { width: number; height: number } {
  return { width: read.natural(width, MAX_SIDE), height: read.natural(height, MAX_SIDE) }
}
