import type { Operation } from '../operations.js'
import { addEventListener, childNodes, isText, removeEventListener, selectionIn } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import type { Tell } from './retelling.js'

type Selected = Extract<Operation, ['x', ...unknown[]]>

/** The text that the customer has selected, as far as it may be seen. */
export class SelectedText {
  #dirty = false
  #sent: Selected = ['x']

  constructor(
    private readonly window: Window,
    private readonly table: NodeTable,
    private readonly changed: () => void,
  ) {}

  start(): void {
    addEventListener.call(this.window.document, 'selectionchange', this.#note)
  }

  stop(): void {
    removeEventListener.call(this.window.document, 'selectionchange', this.#note)
  }

  changes(operations: Operation[]): void {
    if (!this.#dirty) return
    this.#dirty = false
    const operation = this.#read()
    if (operation.join() === this.#sent.join()) return
    this.#sent = operation
    operations.push(operation)
  }

  retell(tell: Tell): void {
    const [, anchor, , focus] = this.#sent
    if (this.table.find(anchor ?? 0) && this.table.find(focus ?? 0)) tell(this.#sent)
  }

  /** The view has forgotten. */
  clear(): void {
    this.#sent = ['x']
    this.#dirty = true
  }

  #read(): Selected {
    const selection = selectionIn(this.window.document)
    if (!selection || selection.isCollapsed) return ['x']
    const anchor = this.#place(selection.anchorNode, selection.anchorOffset)
    const focus = this.#place(selection.focusNode, selection.focusOffset)
    return anchor && focus ? ['x', ...anchor, ...focus] : ['x']
  }

  /** Where the view has it; null where that may not be known. */
  #place(node: Node | null, offset: number): [number, number] | null {
    const known = node && this.table.get(node)
    if (known?.treatment !== 'show') return null
    if (isText(known.node)) return [known.id, offset]
    return known.children ? [known.id, this.#index(known, offset)] : null
  }

  /** Comments and our own UI are no children there. */
  #index({ node, children }: Known, offset: number): number {
    const before = [...childNodes(node)].slice(0, offset)
    const sent = new Set(children?.map((child) => child.node))
    return before.filter((child) => sent.has(child)).length
  }

  readonly #note = (): void => {
    this.#dirty = true
    this.changed()
  }
}
