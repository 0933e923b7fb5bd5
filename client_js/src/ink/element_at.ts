import { outward } from '../customer/in_window.js'
import {
  frameDocument,
  isTag,
  ownerDocument,
  rectangle,
  shadowRoot,
} from '../mirror/capture/dom.js'
import type { Point } from '../mirror/spot.js'

const inDocument = Document.prototype.elementFromPoint
const inShadow = ShadowRoot.prototype.elementFromPoint

export interface Found {
  readonly element: Element
  /** The point, in the viewport of the element's own window. */
  readonly point: Point
}

/** The innermost element at a point of the window, in shadow roots and frames of this origin too. */
export function elementAt(document: Document, point: Point): Found | null {
  let next = inDocument.call(document, point.x, point.y)
  let found: Element | null = null
  let at = point
  while (next && next !== found) {
    found = next
    const root = shadowRoot(next)
    const framed = isTag(next, 'iframe') ? frameDocument(next) : null
    if (framed) at = within(next, at)
    if (root) next = inShadow.call(root, at.x, at.y)
    else next = framed && inDocument.call(framed, at.x, at.y)
  }
  return found && { element: found, point: at }
}

/** Where an event happened, in the outermost window. */
export function windowPoint({ target, clientX, clientY }: MouseEvent): Point {
  const document = ownerDocument(target as Node) ?? (target as Document)
  return outward(document, clientX, clientY)
}

function within(frame: Element, { x, y }: Point): Point {
  const { left, top } = rectangle(frame)
  return { x: x - left - frame.clientLeft, y: y - top - frame.clientTop }
}
