import { documentOf, isTag, scrollLeft, scrollTop } from '../../mirror/capture/dom.js'
import type { CapturedSpots } from '../../mirror/capture/spots.js'
import type { Point } from '../../mirror/spot.js'
import { CONTROL, type Input } from '../messages.js'
import { outwards } from './elements.js'
import { wheelEvent } from './events.js'
import type { Gate } from './gate.js'
import type { Guard } from './guard.js'
import { scrollInstantly } from './natives.js'
import { Refusal } from './refusal.js'
import { targetOf } from './target.js'

type WheelInput = Extract<Input, { type: 'wheel' }>

/** Scrolling: what a wheel does, and keys where nothing is typed. */
export class Wheel {
  constructor(
    private readonly spots: CapturedSpots,
    private readonly gate: Gate,
    private readonly guard: Guard,
  ) {}

  apply({ spot, dx, dy, keys }: WheelInput): void {
    const { element, at } = targetOf(this.spots, spot)
    const delta = keys & 1 && dx === 0 ? { x: dy, y: 0 } : { x: dx, y: dy }
    // What is hidden from the agent hears nothing of it, but the page around it still scrolls.
    if (this.gate.allows(element, 'scroll')) {
      const pointing = { at, button: 0, buttons: 0, clicks: 0, keys }
      if (!this.guard.dispatch(element, wheelEvent(element, pointing, { x: dx, y: dy }))) return
      if (keys & CONTROL) return
    }
    this.scroll(element, delta)
  }

  /** Scrolls the innermost thing around `element` that can go further; throws if only what is not
   * the agent's could. */
  scroll(element: Element, delta: Point): void {
    let refused: unknown = null
    for (const at of outwards(element)) {
      const scroller = scrollerAt(at)
      if (!scroller || !goesFurther(scroller, delta)) continue
      try {
        this.gate.demand(at, 'scroll')
        scrollInstantly(scroller, delta.x, delta.y)
        return
      } catch (refusal) {
        refused ??= refusal
      }
    }
    // Where nothing scrolls, nothing was asked for that could be refused.
    if (refused === null) this.gate.demand(element, 'scroll')
    else throw refused instanceof Refusal ? refused : new Refusal('control.gone')
  }
}

/** The element by which scrolling at this one is done. */
function scrollerAt(element: Element): Element | null {
  const document = documentOf(element)
  if (isTag(element, 'html')) return document.scrollingElement
  if (element === document.scrollingElement) return null
  const { overflowX, overflowY } = getComputedStyle(element)
  const scrolls = [overflowX, overflowY].some((value) => value === 'auto' || value === 'scroll')
  return scrolls || isTag(element, 'textarea') ? element : null
}

function goesFurther(scroller: Element, { x, y }: Point): boolean {
  const { scrollWidth, scrollHeight, clientWidth, clientHeight } = scroller
  const isReversed = getComputedStyle(scroller).direction === 'rtl'
  const sideways = scrollWidth - clientWidth
  const left = scrollLeft(scroller) + (isReversed ? sideways : 0)
  return room(left, sideways, x) || room(scrollTop(scroller), scrollHeight - clientHeight, y)
}

/** Is there room in the direction of `delta`? Positions may be fractions. */
function room(at: number, most: number, delta: number): boolean {
  if (delta < 0) return at > 0
  return delta > 0 && at < most - 0.5
}
