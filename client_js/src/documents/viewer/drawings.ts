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

/** `agents`: by the number that the customer gives them. */
export interface Colours {
  readonly own: string
  readonly other: string
  readonly agents: readonly string[]
}

interface Kept {
  readonly page: number
  readonly side: Side
  readonly agent: number | undefined
  readonly points: number[]
}

/** What lies over a page: drawings, others' pointers, the laser's trail, what was found. */
export class Drawings {
  readonly layer = document.createElement('div')
  readonly #svg = document.createElementNS(SVG, 'svg')
  readonly #found = document.createElement('div')
  /** By the number of an agent; undefined: the other side's, as long as there are two. */
  readonly #pointers = new Map<number | undefined, HTMLElement>()
  readonly #strokes = new Map<string, Kept>()
  #colours: Colours = { own: '#2563eb', other: '#c026d3', agents: [] }
  #page = 1

  constructor() {
    this.layer.className = 'drawings'
    this.#svg.setAttribute('viewBox', '0 0 1 1')
    this.#svg.setAttribute('preserveAspectRatio', 'none')
    this.layer.append(this.#found, this.#svg)
  }

  colours(colours: Colours): void {
    this.#colours = colours
    for (const [agent, pointer] of this.#pointers)
      pointer.style.color = this.#colour('other', agent)
    this.#draw()
  }

  /** Another page is on view. */
  turn(page: number): void {
    this.#page = page
    for (const pointer of this.#pointers.values()) pointer.hidden = true
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

  #point({ page, x, y, laser, colour }: Point, side: Side): void {
    const isHere = x !== null && y !== null && page === this.#page
    if (side === 'other') this.#pointer(colour).hidden = !isHere || laser
    if (!isHere) return
    if (laser) this.#trail(x, y, this.#colour(side, colour))
    else if (side === 'other') place(this.#pointer(colour), x, y)
  }

  #pointer(agent: number | undefined): HTMLElement {
    const known = this.#pointers.get(agent)
    if (known) return known
    const made = document.createElement('div')
    made.className = 'pointer'
    made.style.color = this.#colour('other', agent)
    this.#pointers.set(agent, made)
    this.layer.append(made)
    return made
  }

  #colour(side: Side, agent: number | undefined): string {
    const { own, other, agents } = this.#colours
    if (side === 'own') return own
    return (agent === undefined ? undefined : agents[agent % agents.length]) ?? other
  }

  #trail(x: number, y: number, colour: string): void {
    const dots = this.layer.querySelectorAll('.laser')
    if (dots.length >= MOST_TRAIL) dots[0]?.remove()
    const dot = document.createElement('div')
    dot.className = 'laser'
    dot.style.color = colour
    place(dot, x, y)
    this.layer.append(dot)
    const fading = dot.animate({ opacity: [1, 0] }, { duration: TRAIL_MS, easing: 'ease-in' })
    fading.onfinish = () => dot.remove()
  }

  #stroke({ stroke, page, points, colour: agent }: Stroke, side: Side): void {
    const key = `${side}/${agent ?? ''}/${stroke}`
    const kept = this.#strokes.get(key) ?? { page, side, agent, points: [] }
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
      ...here.map(({ points, side, agent }) => {
        const line = document.createElementNS(SVG, 'polyline')
        line.setAttribute('points', points.join(' '))
        line.setAttribute('stroke', this.#colour(side, agent))
        return line
      }),
    )
  }
}

function place(element: HTMLElement, x: number, y: number): void {
  element.style.left = `${x * 100}%`
  element.style.top = `${y * 100}%`
}
