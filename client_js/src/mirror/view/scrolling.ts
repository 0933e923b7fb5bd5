export interface Position {
  readonly left: number
  readonly top: number
}

const START: Position = { left: 0, top: 0 }

/**
 * Scroll positions of one mirrored document. Knows where the customer is; shows the same place, or,
 * while the agent looks around on her own, leaves the document alone and only keeps account.
 */
export class Scrolling {
  readonly #customer = new Map<Node, Position>()
  #looking = false

  /** `changed` is called when the customer has scrolled. */
  constructor(
    readonly document: Document,
    private readonly changed: () => void,
  ) {}

  get looking(): boolean {
    return this.#looking
  }

  /** Where the customer has scrolled the page to. */
  get customer(): Position {
    return this.#customer.get(this.document) ?? START
  }

  /** Where the mirrored page is scrolled to. */
  get own(): Position {
    const { scrollX: left = 0, scrollY: top = 0 } = this.document.defaultView ?? {}
    return { left, top }
  }

  /** The customer has scrolled this element, or a page if it is a document. */
  moved(node: Node, position: Position): void {
    this.#customer.set(node, position)
    if (!this.#looking) scroll(node, position)
    this.changed()
  }

  /** The node has left the page. */
  forget(node: Node): void {
    this.#customer.delete(node)
  }

  /** Something may have become longer: scrolls to where it was too short before. */
  refresh(): void {
    if (this.#looking) return
    for (const [node, position] of this.#customer) scroll(node, position)
  }

  lookAround(): void {
    this.#looking = true
  }

  /** Back to the customer, in everything that scrolls. */
  follow(): void {
    this.#looking = false
    scroll(this.document, this.customer)
    this.refresh()
  }

  /** Scrolls the page to where the agent wants it. */
  scrollTo(position: Position): void {
    if (this.#looking) scroll(this.document, position)
  }
}

function scroll(node: Node, position: Position): void {
  const scroller = node.nodeType === Node.DOCUMENT_NODE ? (node as Document).defaultView : node
  if (scroller && 'scrollTo' in scroller) {
    ;(scroller as Window | Element).scrollTo({ ...position, behavior: 'instant' })
  }
}
