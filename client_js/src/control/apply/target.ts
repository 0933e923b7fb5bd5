import { isElement, rectangle } from '../../mirror/capture/dom.js'
import type { CapturedSpots } from '../../mirror/capture/spots.js'
import { type Point, pointIn, type Spot } from '../../mirror/spot.js'
import { realmOf, reveal } from './natives.js'
import { Refusal } from './refusal.js'

/** An element of the page that input is aimed at, and where in the viewport of its window. */
export interface Target {
  readonly element: Element
  readonly at: Point
}

/** Throws when the page has no such place any more. */
export function targetOf(spots: CapturedSpots, spot: Spot): Target {
  const known = spots.known(spot)
  if (!known || !isElement(known.node)) throw new Refusal('control.gone')
  return { element: known.node, at: placed(known.node, spot) }
}

/** Brings the target into sight, as one must who presses on it. */
export function inSight(target: Target, spot: Spot): Target {
  const { element, at } = target
  const { innerWidth, innerHeight } = realmOf(element)
  if (at.x >= 0 && at.y >= 0 && at.x < innerWidth && at.y < innerHeight) return target
  reveal(element)
  return { element, at: placed(element, spot) }
}

/** However far outside a spot claims to be, it is within the element. */
function placed(element: Element, { x, y }: Spot): Point {
  return pointIn(rectangle(element), { x: inside(x), y: inside(y) })
}

function inside(part: number): number {
  return Math.min(0.9999, Math.max(0, part))
}
