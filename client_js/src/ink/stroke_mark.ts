import { type Point, pointIn } from '../mirror/spot.js'
import type { Placed } from './board.js'
import { penPath } from './outline.js'
import type { Stroke } from './strokes.js'
import { svg } from './svg.js'

/** A stroke as it is drawn: its path, and the box that cuts it off. */
export class StrokeMark {
  readonly element = svg('svg')
  readonly #path = svg('path')
  /** What the path was made for. */
  #shape = ''
  #points: readonly number[] | null = null

  constructor(colour: string) {
    this.element.append(this.#path)
    this.colour(colour)
  }

  colour(colour: string): void {
    this.#path.style.setProperty('--colour', colour)
  }

  draw(stroke: Stroke<unknown>, placed: Placed | null, scale: number): void {
    this.element.style.display = placed ? '' : 'none'
    if (!placed) return
    const { box, clip } = placed
    const [width, height] = [box.right - box.left, box.bottom - box.top]
    const shape = `${width} ${height} ${scale}`
    if (shape !== this.#shape || stroke.points !== this.#points) {
      this.#shape = shape
      this.#points = stroke.points
      const points = pointsIn(stroke.points, new DOMRect(0, 0, width, height))
      this.#path.setAttribute('d', penPath(points, scale))
    }
    const [left, top] = clip ? [clip.left, clip.top] : [0, 0]
    set(this.element, 'x', left)
    set(this.element, 'y', top)
    set(this.element, 'width', clip ? clip.right - clip.left : null)
    set(this.element, 'height', clip ? clip.bottom - clip.top : null)
    this.#path.style.transform = `translate(${box.left - left}px, ${box.top - top}px)`
  }
}

function pointsIn(parts: readonly number[], box: DOMRect): Point[] {
  const points: Point[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    points.push(pointIn(box, { x: parts[at] ?? 0, y: parts[at + 1] ?? 0 }))
  }
  return points
}

/** All of the width or height, if null. */
function set(element: Element, name: string, length: number | null): void {
  const value = length === null ? '100%' : String(length)
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}
