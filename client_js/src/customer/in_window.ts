import {
  body,
  documentElement,
  documentOf,
  elementAround,
  frameOf,
  rectangle,
} from '../mirror/capture/dom.js'
import { type Box, intersection, moved } from './boxes.js'

/** What is around an element and cuts it off: a scrolling box, or the frame whose page it is in. */
interface Clip {
  element: Element
  isFrame: boolean
}

/** Where an element is, and through what it can be seen. */
export interface Seen {
  box: Box
  /** What its surroundings leave of the window; null: all of it. */
  clip: Box | null
}

/** Less is nothing to point at: fields for screen readers only have a pixel. */
const SMALLEST = 4

/**
 * Where elements of the page, also of those in its frames, are in the window right now. What cuts
 * them off is kept in mind until `forget`; frames and boxes that are turned are taken as if not.
 */
export class InWindow {
  /** Null for elements that cannot be seen anyway. */
  #clips = new WeakMap<Element, Clip[] | null>()

  /** `root`: the page in the window; what it may be framed in is not looked at. */
  constructor(private readonly root: Document = document) {}

  /** The page's layout may be another one. */
  forget(): void {
    this.#clips = new WeakMap()
  }

  /** The part of each element that is not cut off; those that cannot be pointed at are left out. */
  *boxes(elements: Iterable<Element>): Generator<[Element, Box]> {
    const measured = new Map<Element, Box>()
    for (const element of elements) {
      const box = this.#box(element, measured)
      if (box !== null && isPointable(box)) yield [element, box]
    }
  }

  /** Null for what is hidden, has no size, or is cut off as a whole. */
  seen(element: Element): Seen | null {
    const box = rectangle(element)
    const clips = box.width > 0 || box.height > 0 ? this.#clipsOf(element) : null
    if (clips === null) return null
    const seen: Seen = { box, clip: null }
    for (const { element: around, isFrame } of clips) {
      const bounds = rectangle(around)
      if (isFrame) {
        const [x, y] = [bounds.left + around.clientLeft, bounds.top + around.clientTop]
        seen.box = moved(seen.box, x, y)
        seen.clip &&= moved(seen.clip, x, y)
      }
      seen.clip = seen.clip ? intersection(seen.clip, bounds) : bounds
      if (seen.clip === null) return null
    }
    return seen
  }

  #box(element: Element, measured: Map<Element, Box>): Box | null {
    let box: Box | null = rectangle(element)
    const clips = isPointable(box) ? this.#clipsOf(element) : null
    if (clips === null) return null
    for (const { element: around, isFrame } of clips) {
      const bounds = measured.get(around) ?? rectangle(around)
      measured.set(around, bounds)
      if (isFrame) box = moved(box, bounds.left + around.clientLeft, bounds.top + around.clientTop)
      box = intersection(box, bounds)
      if (box === null) return null
    }
    return box
  }

  #clipsOf(element: Element): Clip[] | null {
    let clips = this.#clips.get(element)
    if (clips === undefined) {
      clips = isVisible(element) ? clipsAround(element, this.root) : null
      this.#clips.set(element, clips)
    }
    return clips
  }
}

/** A point in a page, which may be in a frame, as a point in the window. */
export function outward(page: Document, x: number, y: number): { x: number; y: number } {
  let [right, down] = [x, y]
  for (let frame = frameIn(page); frame; frame = frameIn(documentOf(frame))) {
    const { left, top } = rectangle(frame)
    right += left + frame.clientLeft
    down += top + frame.clientTop
  }
  return { x: right, y: down }
}

/** From the inside out. */
function clipsAround(element: Element, root: Document): Clip[] {
  const clips: Clip[] = []
  let { position } = getComputedStyle(element)
  let inner = element
  for (let at = around(element, root); at; at = around(at, root)) {
    const style = getComputedStyle(at)
    const isFrame = documentOf(at) !== documentOf(inner)
    // What is positioned is cut off by what it is positioned in, and not by what is between.
    const escapes = position === 'fixed' || (position === 'absolute' && style.position === 'static')
    if (isFrame || !escapes) {
      if (isFrame || cuts(at, style)) clips.push({ element: at, isFrame })
      position = style.position
    }
    inner = at
  }
  return clips
}

/** This page itself may be in a frame of another one: that is none of ours. */
function around(element: Element, root: Document): Element | null {
  const outer = elementAround(element)
  const leaves = documentOf(element) === root && outer && documentOf(outer) !== root
  return leaves ? null : outer
}

function frameIn(page: Document): Element | null {
  return page === document ? null : frameOf(page)
}

/** The page's own root and body scroll the window instead. */
function cuts(element: Element, { overflowX, overflowY }: CSSStyleDeclaration): boolean {
  const page = documentOf(element)
  if (element === documentElement(page) || element === body(page)) return false
  return overflowX !== 'visible' || overflowY !== 'visible'
}

function isPointable({ left, top, right, bottom }: Box): boolean {
  return right - left >= SMALLEST && bottom - top >= SMALLEST
}

/** Older browsers cannot tell whether one is transparent. */
function isVisible(element: Element): boolean {
  const { checkVisibility } = Element.prototype
  const options = { opacityProperty: true, visibilityProperty: true }
  return checkVisibility === undefined || checkVisibility.call(element, options)
}
