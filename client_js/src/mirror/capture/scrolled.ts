/**
 * Which elements have ever been scrolled. To ask each element of a page where it is scrolled to
 * makes the browser lay the page out again and again; events tell it for nothing. What was scrolled
 * before anybody listened is found out by and by, when nodes are verified.
 */
import { early } from './early.js'

/** Once per window, as early as possible. */
export function rememberScrolls(window: Window): void {
  const { scrolled, scrollWatched } = early()
  if (scrollWatched.has(window)) return
  scrollWatched.add(window)
  const note = ({ target }: Event): void => {
    if (target) scrolled.add(target)
  }
  window.addEventListener('scroll', note, { capture: true, passive: true })
}

/** Of what is in shadow roots the window does not hear. */
export function mayBeScrolled(element: Element): boolean {
  return early().scrolled.has(element) || element.getRootNode() !== element.ownerDocument
}
