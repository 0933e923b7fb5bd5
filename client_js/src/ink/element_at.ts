import { outward } from '../customer/in_window.js'
import {
  frameDocument,
  isDocument,
  isTag,
  ownerDocument,
  rectangle,
  shadowRoot,
} from '../mirror/capture/dom.js'
import type { Point } from '../mirror/spot.js'

export interface Found {
  readonly element: Element
  /** The point, in the viewport of the element's own window. */
  readonly point: Point
}

/** The innermost element at a point of the window, in shadow roots and frames of this origin too. */
export function elementAt(document: Document, point: Point): Found | null {
  let found: Found | null = null
  let next = hit(document, point)
  while (next && next.element !== found?.element) {
    found = next
    next = inside(next)
  }
  return found
}

function hit(root: Document | ShadowRoot, point: Point): Found | null {
  const { elementFromPoint } = isDocument(root) ? Document.prototype : ShadowRoot.prototype
  const element = elementFromPoint.call(root, point.x, point.y)
  return element && { element, point }
}

/** What is in an element, at the same point. */
function inside({ element, point }: Found): Found | null {
  const root = shadowRoot(element)
  if (root) return hit(root, point)
  const framed = isTag(element, 'iframe') ? frameDocument(element) : null
  if (!framed) return null
  const { left, top } = rectangle(element)
  const { clientLeft, clientTop } = element
  return hit(framed, { x: point.x - left - clientLeft, y: point.y - top - clientTop })
}

/** Where an event happened, in the outermost window. */
export function windowPoint({ target, clientX, clientY }: MouseEvent): Point {
  const document = ownerDocument(target as Node) ?? (target as Document)
  return outward(document, clientX, clientY)
}
