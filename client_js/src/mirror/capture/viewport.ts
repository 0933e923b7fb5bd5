import type { Mode } from '../operations.js'
import { body, compatMode, documentElement } from './dom.js'

export function modeOf(document: Document): Mode {
  return compatMode(document) === 'BackCompat' ? 'quirks' : 'standards'
}

/** What the customer sees of the page, without scroll bars, in CSS pixels. */
export function viewportSize(window: Window): { width: number; height: number } {
  const { document } = window
  const box = modeOf(document) === 'quirks' ? body(document) : documentElement(document)
  return {
    width: box?.clientWidth || window.innerWidth,
    height: box?.clientHeight || window.innerHeight,
  }
}
