import type { Ink, Point, Stroke } from '../messages.js'
import type { Box } from './search.js'

const SVG = 'http://www.w3.org/2000/svg'
/** Strokes that are kept, of both sides, and numbers in one. */
const MOST_STROKES = 400
const MOST_NUMBERS = 4_000
/** Dots of a laser's trail. */
const MOST_TRAIL = 60
const TRAIL_MS = 900

export type Side = 'own' | 'other'

interface Kept {
  readonly page: number
  readonly side: Side
  readonly points: number[]
}

/** What lies over a page: drawings, the other side's pointer, the laser's trail, what was found. */
export class Drawings {
  readonly layer = document.createElement('div')
  readonly #svg = document.createElementNS(SVG, 'svg')
  readonly #found = document.createElement('div')
  readonly #pointer = document.createElement('div')
  readonly #strokes = new Map<string, Kept>()
  readonly #colours: Record<Side, string> = { own: '#2563eb', other: '#c026d3' }
  #page = 1

  constructor() {
    this.layer.className = 'drawings'
    this.#svg.setAttribute('viewBox', '0 0 1 1')
    this.#svg.setAttribute('preserveAspectRatio', 'none')
    this.#pointer.className = 'pointer'
    this.#pointer.hidden = true
    this.layer.append(this.#found, this.#svg, this.#pointer)
  }

  colours(own: string, other: string): void {
    this.#colours.own = own
    this.#colours.other = other
    this.#pointer.style.color = other
    this.#draw()
  }

  /** Another page is on view. */
  turn(page: number): void {
    this.#page = page
    this.#pointer.hidden = true
    this.#found.replaceChildren()
    this.#draw()
  }

  take(ink: Ink, side: Side): void {
    if (ink.type === 'clear') this.clear()
    else if (ink.type === 'point') this.#point(ink, side)
    else this.#stroke(ink, side)
  }

  clear(): void {
    this.#strokes.clear()
    this.#draw()
  }

  mark(boxes: readonly Box[]): void {
    this.#found.replaceChildren(
      ...boxes.map(([x, y, width, height]) => {
        const mark = document.createElement('div')
        mark.className = 'found'
        place(mark, x, y)
        mark.style.width = `${width * 100}%`
        mark.style.height = `${height * 125}%`
        return mark
      }),
    )
  }

  #point({ page, x, y, laser }: Point, side: Side): void {
    const isHere = x !== null && y !== null && page === this.#page
    if (side === 'other') this.#pointer.hidden = !isHere || laser
    if (!isHere) return
    if (laser) this.#trail(x, y, side)
    else if (side === 'other') place(this.#pointer, x, y)
  }

  #trail(x: number, y: number, side: Side): void {
    const dots = this.layer.querySelectorAll('.laser')
    if (dots.length >= MOST_TRAIL) dots[0]?.remove()
    const dot = document.createElement('div')
    dot.className = 'laser'
    dot.style.color = this.#colours[side]
    place(dot, x, y)
    this.layer.append(dot)
    const fading = dot.animate({ opacity: [1, 0] }, { duration: TRAIL_MS, easing: 'ease-in' })
    fading.onfinish = () => dot.remove()
  }

  #stroke({ stroke, page, points }: Stroke, side: Side): void {
    const key = `${side}/${stroke}`
    const kept = this.#strokes.get(key) ?? { page, side, points: [] }
    if (kept.page !== page || kept.points.length + points.length > MOST_NUMBERS) return
    kept.points.push(...points)
    this.#strokes.set(key, kept)
    const [oldest] = this.#strokes.keys()
    if (this.#strokes.size > MOST_STROKES && oldest !== undefined) this.#strokes.delete(oldest)
    if (page === this.#page) this.#draw()
  }

  #draw(): void {
    const here = [...this.#strokes.values()].filter(({ page }) => page === this.#page)
    this.#svg.replaceChildren(
      ...here.map(({ points, side }) => {
        const line = document.createElementNS(SVG, 'polyline')
        line.setAttribute('points', points.join(' '))
        line.setAttribute('stroke', this.#colours[side])
        return line
      }),
    )
  }
}

function place(element: HTMLElement, x: number, y: number): void {
  element.style.left = `${x * 100}%`
  element.style.top = `${y * 100}%`
}
