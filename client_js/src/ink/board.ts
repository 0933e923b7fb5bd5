import type { Box } from '../customer/boxes.js'
import { type Point, pointIn } from '../mirror/spot.js'
import { Figure } from './figure.js'
import { layerSheet } from './layer_styles.js'
import { StrokeMark } from './stroke_mark.js'
import { type Stroke, Strokes } from './strokes.js'
import { svg } from './svg.js'

const RING_MS = 700

/** Where an element is in the layer, CSS pixels, and the part of the layer it can be seen in. */
export interface Placed {
  readonly box: Box
  readonly clip: Box | null
}

/** A place in an element; `T`: what this side calls an element by. */
export interface Place<T> extends Point {
  readonly target: T
}

export interface BoardOptions<T> {
  /** Null for what is not there, or cannot be seen. */
  place(target: T): Placed | null
  /** By how much the page below is scaled. */
  scale(): number
  /** Something is about to be placed. */
  frame(): void
}

interface Person<T> {
  readonly figure: Figure
  at: Place<T> | null
  laser: boolean
  colour: string
}

/**
 * Draws above a page where people point, click and draw. Put its element where it covers the page;
 * the pointer goes through it, and screen readers hear nothing of it. Works only while there is
 * something to be seen.
 */
export class Board<T> {
  readonly element = document.createElement('div')
  readonly strokes = new Strokes<T>()
  readonly #options: BoardOptions<T>
  readonly #root: ShadowRoot
  readonly #ink = svg('svg')
  readonly #trails = svg('svg', { class: 'trail' })
  readonly #people = new Map<string, Person<T>>()
  readonly #marks = new Map<Stroke<T>, StrokeMark>()
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)')
  #frame = 0

  constructor(options: BoardOptions<T>) {
    this.#options = options
    this.element.ariaHidden = 'true'
    this.#root = this.element.attachShadow({ mode: 'closed' })
    this.#root.adoptedStyleSheets = [layerSheet()]
    this.#root.append(this.#ink, this.#trails)
  }

  /** Makes somebody known, or known by another name or colour. */
  introduce(id: string, name: string, colour: string): void {
    const person = this.#person(id)
    person.figure.name(name)
    person.figure.colour(colour)
    person.colour = colour
    for (const [stroke, mark] of this.#marks) if (stroke.by === id) mark.colour(colour)
  }

  /** Null: nowhere. */
  point(id: string, at: Place<T> | null, laser: boolean): void {
    const person = this.#person(id)
    person.at = at
    person.laser = laser
    this.wake()
  }

  press(at: Place<T>): void {
    const point = this.#find(at)
    if (!point) return
    const ring = document.createElement('div')
    ring.className = 'ring'
    ring.style.transform = `translate(${point.x}px, ${point.y}px)`
    this.#root.append(ring)
    window.setTimeout(() => ring.remove(), RING_MS)
  }

  /** Something has changed. */
  wake(): void {
    this.#frame ||= window.requestAnimationFrame(() => {
      this.#frame = 0
      if (this.#draw()) this.wake()
    })
  }

  stop(): void {
    window.cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#people.clear()
    this.strokes.clear(null)
    this.#marks.clear()
    this.#ink.replaceChildren()
    this.#trails.replaceChildren()
    this.#root.replaceChildren(this.#ink, this.#trails)
  }

  /** Whether something may move by itself. */
  #draw(): boolean {
    this.#options.frame()
    const scale = this.#options.scale()
    const { offsetWidth: width, offsetHeight: height } = this.element
    let moving = false
    for (const { figure, at, laser } of this.#people.values()) {
      const point = at && this.#find(at)
      figure.draw(point, laser, { scale, size: { width, height } })
      moving ||= at !== null || figure.isFading
    }
    this.#drawStrokes(scale)
    return moving || !this.strokes.isEmpty
  }

  #drawStrokes(scale: number): void {
    const drawn = new Set(this.strokes)
    for (const [stroke, mark] of this.#marks) {
      if (drawn.has(stroke)) continue
      mark.element.remove()
      this.#marks.delete(stroke)
    }
    for (const stroke of drawn) {
      this.#markOf(stroke).draw(stroke, this.#options.place(stroke.anchor), scale)
    }
  }

  #markOf(stroke: Stroke<T>): StrokeMark {
    let mark = this.#marks.get(stroke)
    if (!mark) {
      mark = new StrokeMark(this.#person(stroke.by).colour)
      this.#marks.set(stroke, mark)
      this.#ink.append(mark.element)
    }
    return mark
  }

  /** In what can be seen of its surroundings, at their edge if it is outside. */
  #find({ target, x, y }: Place<T>): Point | null {
    const placed = this.#options.place(target)
    if (!placed) return null
    const { left, top, right, bottom } = placed.box
    const point = pointIn(new DOMRect(left, top, right - left, bottom - top), { x, y })
    const { clip } = placed
    if (!clip) return point
    return {
      x: Math.max(clip.left, Math.min(point.x, clip.right)),
      y: Math.max(clip.top, Math.min(point.y, clip.bottom)),
    }
  }

  #person(id: string): Person<T> {
    let person = this.#people.get(id)
    if (!person) {
      const figure = new Figure(() => this.#still.matches)
      person = { figure, at: null, laser: false, colour: '' }
      this.#people.set(id, person)
      this.#root.append(figure.element)
      this.#trails.append(figure.trail)
    }
    return person
  }
}
