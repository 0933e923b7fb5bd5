/** What of a mirrored document scrolls, beside the document itself. */
import type { Position } from './scrolling.js'

/**
 * Scrolls the innermost element around this point of the document that can still be scrolled that
 * way, as the wheel does everywhere. False if there is none: then it is for the page.
 */
export function scrollAt(document: Document, point: Position, by: Position): boolean {
  for (let at = deepestAt(document, point); at !== null; at = outer(at, document)) {
    const isPage = at === at.ownerDocument.scrollingElement
    if (isPage && at.ownerDocument === document) return false
    if ((isPage || mayScroll(at)) && scrolls(at, by)) return true
  }
  return false
}

/** At its end, and where the browser gives what it could scroll to the page, nothing moves. */
function scrolls(element: Element, by: Position): boolean {
  const { scrollLeft, scrollTop } = element
  element.scrollBy({ ...by, behavior: 'instant' })
  return element.scrollLeft !== scrollLeft || element.scrollTop !== scrollTop
}

/** Looks into shadow roots and frames. */
function deepestAt(document: Document, { left, top }: Position): Element | null {
  let found = document.elementFromPoint(left, top)
  for (;;) {
    const inside: Element | null | undefined = found?.shadowRoot?.elementFromPoint(left, top)
    if (!inside || inside === found) break
    found = inside
  }
  const page = found?.localName === 'iframe' ? (found as HTMLIFrameElement).contentDocument : null
  if (!found || !page) return found
  const frame = found.getBoundingClientRect()
  const point = {
    left: left - frame.left - found.clientLeft,
    top: top - frame.top - found.clientTop,
  }
  return deepestAt(page, point) ?? found
}

/** The next element outwards, through slots, shadow roots and frames, within the outermost page. */
function outer(element: Element, outermost: Document): Element | null {
  if (element.assignedSlot) return element.assignedSlot
  if (element.parentElement) return element.parentElement
  const root = element.getRootNode()
  if ('host' in root) return root.host as Element
  const { ownerDocument } = element
  return ownerDocument === outermost ? null : (ownerDocument.defaultView?.frameElement ?? null)
}

function mayScroll(element: Element): boolean {
  const style = element.ownerDocument.defaultView?.getComputedStyle(element)
  return /auto|scroll/.test(`${style?.overflowX} ${style?.overflowY}`)
}
