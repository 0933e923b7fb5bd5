import type { Point } from '../spot.js'

/** A place in a text, or in the value of a field. */
export interface Caret {
  readonly node: Node
  readonly offset: number
}

/** The text position nearest to a point of the element's own viewport; null where there is none. */
export function caretAt(element: Element, { x, y }: Point): Caret | null {
  const { ownerDocument: document } = element
  if ('caretPositionFromPoint' in document) {
    const found = document.caretPositionFromPoint(x, y, { shadowRoots: rootsAround(element) })
    return found && { node: found.offsetNode, offset: found.offset }
  }
  // Safari before 26.2, which sees no further than the host of a shadow root.
  const range = (document as Document).caretRangeFromPoint(x, y)
  return range && { node: range.startContainer, offset: range.startOffset }
}

function rootsAround(element: Element): ShadowRoot[] {
  const roots: ShadowRoot[] = []
  for (let root = element.getRootNode(); 'host' in root; ) {
    roots.push(root as ShadowRoot)
    root = (root as ShadowRoot).host.getRootNode()
  }
  return roots
}
