import { type Point, partOf, pointIn, type Spot } from '../spot.js'
import { caretAt } from './caret.js'
import type { MirrorPage } from './page.js'

/** What the agent points at in the mirror, and where something in the page is in the mirror. */
export interface Target extends Spot {
  /** The mirrored element: to be looked at, never told of. */
  readonly element: Element
}

/** Between one mirrored document, frames in it included, and its spots. Points are in CSS pixels of
 * the mirrored page's own viewport. */
export class MirroredSpots {
  constructor(
    /** The outermost one. */
    readonly document: Document,
    private readonly page: MirrorPage,
  ) {}

  /** Number of the snapshot that is in sight. */
  get generation(): number {
    return this.page.generation
  }

  /** What is at this point; null where nothing of the page is. */
  at(point: Point): Target | null {
    let found: Element | null = null
    let at = point
    let next = this.document.elementFromPoint(point.x, point.y)
    let there = point
    while (next && next !== found) {
      found = next
      at = there
      const inner: Document | null = (next as HTMLIFrameElement).contentDocument ?? null
      if (inner) {
        const { x, y } = contentBox(next)
        there = { x: at.x - x, y: at.y - y }
      }
      const within: Document | ShadowRoot | null = inner ?? next.shadowRoot
      next = within?.elementFromPoint(there.x, there.y) ?? null
    }
    return found && this.#target(found, at)
  }

  /** What has the focus in the customer's page, at its middle. */
  get focused(): Target | null {
    const { focused } = this.page
    return focused?.isConnected ? this.middleOf(focused) : null
  }

  /** The middle of an element; null if it is not one of the page's. */
  middleOf(element: Element): Target | null {
    const node = this.page.idOf(element)
    if (node === undefined) return null
    return { page: this.page.generation, node, element, x: 0.5, y: 0.5 }
  }

  /** The text position at a target: id of a text node or a field, and offset. */
  caret(target: Target): readonly [node: number, offset: number] | null {
    const box = target.element.getBoundingClientRect()
    const found = caretAt(target.element, pointIn(box, target))
    const node = found ? this.page.idOf(found.node) : undefined
    return found && node !== undefined ? [node, found.offset] : null
  }

  /** The element around this one, at the same point; null around the outermost. */
  around({ element, x, y }: Target): Target | null {
    const outer = outerOf(element)
    if (!outer) return null
    const point = this.#outer(element, pointIn(element.getBoundingClientRect(), { x, y }))
    for (let at: Element | null = outer; at; at = outerOf(at)) {
      const node = this.page.idOf(at)
      if (node === undefined) continue
      return { page: this.page.generation, node, element: at, ...partOf(this.box(at), point) }
    }
    return null
  }

  /** The element of a spot; null if it is not there (any more). */
  element({ page, node }: Spot): Element | null {
    if (page !== this.page.generation) return null
    const found = this.page.nodeOf(node)
    return found?.nodeType === Node.ELEMENT_NODE ? (found as Element) : null
  }

  /** Where a spot is now; null if it is nowhere. */
  place(spot: Spot): Point | null {
    const element = this.element(spot)
    if (!element?.isConnected) return null
    const box = element.getBoundingClientRect()
    if (box.width === 0 && box.height === 0) return null
    return this.#outer(element, pointIn(box, spot))
  }

  /** The box of an element, seen from the outermost document. */
  box(element: Element): DOMRect {
    const { left, top, width, height } = element.getBoundingClientRect()
    const { x, y } = this.#outer(element, { x: left, y: top })
    return new DOMRect(x, y, width, height)
  }

  /** Elements that the two sides do not both have (what a browser shows within a control) belong to
   * the nearest one that they have. */
  #target(found: Element, at: Point): Target | null {
    for (let element: Element | null = found; element; element = outerOf(element)) {
      const node = this.page.idOf(element)
      if (node === undefined) continue
      return { page: this.page.generation, node, element, ...partOf(boxOf(element, found), at) }
    }
    return null
  }

  /** Null in the outermost document: the frame that this is in is the console's. */
  #frameOf(element: Element): Element | null {
    return element.ownerDocument === this.document ? null : frameOf(element)
  }

  #outer(element: Element, point: Point): Point {
    let at = point
    for (let frame = this.#frameOf(element); frame; frame = this.#frameOf(frame)) {
      const { x, y } = contentBox(frame)
      at = { x: at.x + x, y: at.y + y }
    }
    return at
  }
}

function boxOf(element: Element, found: Element): DOMRect {
  return (element.ownerDocument === found.ownerDocument ? element : found).getBoundingClientRect()
}

function frameOf(element: Element): Element | null {
  return element.ownerDocument.defaultView?.frameElement ?? null
}

function outerOf(element: Element): Element | null {
  if (element.parentElement) return element.parentElement
  const root = element.getRootNode()
  return root.nodeType === Node.DOCUMENT_FRAGMENT_NODE
    ? (root as ShadowRoot).host
    : frameOf(element)
}

/** Where the page in a frame begins. */
function contentBox(frame: Element): Point {
  const { left, top } = frame.getBoundingClientRect()
  return { x: left + frame.clientLeft, y: top + frame.clientTop }
}
