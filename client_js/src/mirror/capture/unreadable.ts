/** Canvases and videos with another origin's pixels in them: the browser keeps these to itself. */
const unreadable = new WeakSet<Element>()

export function noteUnreadable(element: Element): void {
  unreadable.add(element)
}

export function isUnreadable(element: Element): boolean {
  return unreadable.has(element)
}
