import { type Point, partOf, pointIn, type Spot } from '../spot.js'
import { elementAround, frameOf, isConnected, isElement, ownerDocument, rectangle } from './dom.js'
import type { Known, NodeTable } from './nodes.js'

/** The middle of what is hidden: which key of a masked pad is pressed is nobody's business. */
const MIDDLE: Point = { x: 0.5, y: 0.5 }

/** Between the customer's page, as the viewer knows it, and its spots. */
export class CapturedSpots {
  /** `page` is the number of the snapshot that the viewer has, or is being sent. */
  constructor(
    private readonly table: NodeTable,
    private readonly page: () => number,
  ) {}

  /** Number of the snapshot that spots belong to now. */
  get generation(): number {
    return this.page()
  }

  /** The spot at a point in the viewport of the element's own window; null where nobody may know
   * or nothing is known. */
  of(element: Element, point: Point): Spot | null {
    let shown: Known | null = null
    let hidden: Known | null = null
    for (let at: Element | null = element; at; at = elementAround(at)) {
      const known = this.table.get(at)
      if (!known || known.kind === 'gap') continue
      if (known.treatment === 'show' || known.treatment === 'secret') shown ??= known
      else {
        hidden = known
        shown = null
      }
    }
    if (hidden) return { page: this.page(), node: hidden.id, ...MIDDLE }
    if (!shown || !isElement(shown.node)) return null
    const here = this.#into(shown.node, element, point)
    return { page: this.page(), node: shown.id, ...partOf(rectangle(shown.node), here) }
  }

  /** The node of a spot, as the viewer was told of it; null if it is not there (any more), or not
   * in the page that the spot is about. */
  known({ page, node }: Spot): Known | null {
    if (page !== this.page()) return null
    const known = this.table.find(node)
    return known && isElement(known.node) && isConnected(known.node) ? known : null
  }

  /** An element or text of the snapshot `page`, by its id; null if it is not there (any more). */
  nodeOf(page: number, id: number): Node | null {
    const node = page === this.page() ? this.table.find(id)?.node : undefined
    return node && isConnected(node) ? node : null
  }

  /** Where a spot is, in the viewport of its element's own window. */
  inside(spot: Spot): Point | null {
    const known = this.known(spot)
    return known && pointIn(rectangle(known.node as Element), spot)
  }

  /** Where a spot is, in the viewport of the outermost window; null where its box has no size. */
  place(spot: Spot): Point | null {
    const element = this.known(spot)?.node as Element | undefined
    if (!element) return null
    const box = rectangle(element)
    if (box.width === 0 && box.height === 0) return null
    let at = pointIn(box, spot)
    for (let frame = this.#frameAround(element); frame; frame = this.#frameAround(frame)) {
      at = outOf(frame, at)
    }
    return at
  }

  /** `point` of the window of `from`, in the window of `element`, which is that or further out. */
  #into(element: Element, from: Element, point: Point): Point {
    const target = ownerDocument(element)
    let at = point
    for (let inner = from; ownerDocument(inner) !== target; ) {
      const frame = this.#frameAround(inner)
      if (!frame) break
      at = outOf(frame, at)
      inner = frame
    }
    return at
  }

  /** Null in the outermost window that is captured. */
  #frameAround(element: Element): Element | null {
    const document = ownerDocument(element)
    return !document || this.table.get(document)?.parent === null ? null : frameOf(document)
  }
}

/** From the page in a frame to the page around it. */
function outOf(frame: Element, { x, y }: Point): Point {
  const { left, top } = rectangle(frame)
  const { clientLeft, clientTop } = frame
  return { x: x + left + clientLeft, y: y + top + clientTop }
}
