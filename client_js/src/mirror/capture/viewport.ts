import type { Mode } from '../operations.js'

export function modeOf({ compatMode }: Document): Mode {
  return compatMode === 'BackCompat' ? 'quirks' : 'standards'
}

/** What the customer sees of the page, without scroll bars, in CSS pixels. */
export function viewportSize(window: Window): { width: number; height: number } {
  const { document } = window
  const box = modeOf(document) === 'quirks' ? document.body : document.documentElement
  return {
    width: box?.clientWidth || window.innerWidth,
    height: box?.clientHeight || window.innerHeight,
  }
}
