import type { NodeRef } from '../control/messages.js'
import { type Point, partOf, pointIn } from '../mirror/spot.js'
import type { MirroredSpots } from '../mirror/view/spots.js'
import { MAX_POINTS } from './messages.js'

/** Closer points make no difference, CSS pixels of the page. */
const NEAR = 1.5
/** What a stroke hangs on is not smaller than this part of it: it would be blown up with that. */
const LEAST_PART = 1 / 3

/** What a stroke hangs on, and its points as parts of that, x and y in turn. */
export interface Anchored {
  readonly anchor: NodeRef
  readonly points: readonly number[]
}

/**
 * A stroke while it is being drawn. Points are in CSS pixels of the mirrored page's viewport; the
 * page may move meanwhile, so they are kept as parts of what was under the first one.
 */
export class Pen {
  readonly #points: number[] = []
  #last: Point | null = null

  private constructor(
    readonly id: number,
    private readonly spots: MirroredSpots,
    private readonly start: NodeRef,
    private readonly element: Element,
  ) {}

  /** Null where nothing of the page is. */
  static put(id: number, spots: MirroredSpots, at: Point): Pen | null {
    const target = anchorAt(spots, at, { width: 0, height: 0 })
    if (!target) return null
    const pen = new Pen(id, spots, target.anchor, target.element)
    pen.add(at)
    return pen
  }

  /** Whether it made a difference. */
  add(at: Point): boolean {
    const last = this.#last
    if (last && Math.hypot(at.x - last.x, at.y - last.y) < NEAR) return false
    this.#last = at
    const { x, y } = partOf(this.spots.box(this.element), at)
    this.#points.push(x, y)
    return true
  }

  /** It is as long as a stroke may be. */
  get isFull(): boolean {
    return this.#points.length >= MAX_POINTS * 2
  }

  /** As it hangs while it is being drawn. */
  get drawn(): Anchored {
    return { anchor: this.start, points: this.#points }
  }

  /** As it hangs from now on: on what its middle is in. */
  lift(): Anchored {
    const box = this.spots.box(this.element)
    const points = pairs(this.#points).map((part) => pointIn(box, part))
    const ink = boxAround(points)
    const middle = { x: ink.left + ink.width / 2, y: ink.top + ink.height / 2 }
    const target = anchorAt(this.spots, middle, ink)
    if (!target) return this.drawn
    const around = this.spots.box(target.element)
    const parts = points.map((point) => partOf(around, point))
    return { anchor: target.anchor, points: parts.flatMap(({ x, y }) => [x, y]) }
  }
}

/** The innermost element at a point that is large enough for ink of this size. */
function anchorAt(
  spots: MirroredSpots,
  at: Point,
  ink: { width: number; height: number },
): { anchor: NodeRef; element: Element } | null {
  let target = spots.at(at)
  for (let outer = target; outer; outer = spots.around(outer)) {
    target = outer
    const { width, height } = spots.box(outer.element)
    const isLarge = width >= ink.width * LEAST_PART && height >= ink.height * LEAST_PART
    if (isLarge && width > 0 && height > 0) break
  }
  return target && { anchor: { page: target.page, node: target.node }, element: target.element }
}

function boxAround(points: readonly Point[]): DOMRect {
  const [x, y] = [points.map((point) => point.x), points.map((point) => point.y)]
  const [left, top] = [Math.min(...x), Math.min(...y)]
  return new DOMRect(left, top, Math.max(...x) - left, Math.max(...y) - top)
}

function pairs(numbers: readonly number[]): Point[] {
  const found: Point[] = []
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    found.push({ x: numbers[at] ?? 0, y: numbers[at + 1] ?? 0 })
  }
  return found
}
