import { localName, ownerDocument, rectangle } from './dom.js'
import type { Known } from './nodes.js'

/** What of a large page is below what the customer has in sight: it can be read later. */
export class Fold {
  readonly #height: number

  constructor(private readonly window: Window) {
    this.#height = window.innerHeight
  }

  /** Is nothing of this element, or of what is in it, in sight or above? */
  isBelow({ kind, node }: Known): boolean {
    if (kind !== 'element') return false
    const element = node as Element
    const document = ownerDocument(element)
    // The coordinates of frames are their own.
    if (document !== this.window.document || isFrameOfAll(element)) return false
    const { top, bottom } = rectangle(element)
    if (top !== 0 || bottom !== 0) return top > this.#height
    return this.window.getComputedStyle(element).display === 'none'
  }
}

/** What everything is in, and what has no place in the picture itself. */
function isFrameOfAll(element: Element): boolean {
  return ['html', 'head', 'body'].includes(localName(element))
}
