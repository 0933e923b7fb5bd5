import type { Point } from '../mirror/spot.js'
import { trailPath } from './outline.js'
import { svg } from './svg.js'

/** For so long a laser's trail can be seen. */
const TRAIL_MS = 900
const ARROW = 'M2 2L2 21L7.200 16.200L10.600 24L14.200 22.400L10.900 14.900L18 14.500Z'

interface Size {
  readonly width: number
  readonly height: number
}

/** One person's pointer, with the name beside it, and the trail of the laser. */
export class Figure {
  readonly element = document.createElement('div')
  readonly trail = svg('path')
  readonly #name = document.createElement('div')
  readonly #passed: { at: number; point: Point }[] = []
  #extent: Size | null = null

  constructor(private readonly isStill: () => boolean) {
    const arrow = svg('svg')
    arrow.append(svg('path', { d: ARROW }))
    const dot = document.createElement('div')
    dot.className = 'dot'
    this.#name.className = 'name'
    this.element.className = 'figure'
    this.element.hidden = true
    this.element.append(arrow, dot, this.#name)
  }

  name(text: string): void {
    this.#name.textContent = text
    this.#extent = null
  }

  colour(colour: string): void {
    for (const { style } of [this.element, this.trail]) style.setProperty('--colour', colour)
  }

  /** Whether there is still something of it to be seen that changes by itself. */
  get isFading(): boolean {
    return this.#passed.length > 0
  }

  /** `point`: in the layer, of which this is the size; null: nowhere. */
  draw(point: Point | null, laser: boolean, { scale, size }: { scale: number; size: Size }): void {
    this.element.hidden = point === null
    this.#drawTrail(laser ? point : null, scale)
    if (point === null) return
    const x = Math.max(0, Math.min(point.x, size.width))
    const y = Math.max(0, Math.min(point.y, size.height))
    this.#extent ??= { width: this.#name.offsetWidth, height: this.#name.offsetHeight }
    const { classList, style } = this.element
    classList.toggle('laser', laser)
    classList.toggle('outside', x !== point.x || y !== point.y)
    classList.toggle('left', x + this.#extent.width + 16 > size.width)
    classList.toggle('above', y + this.#extent.height + 24 > size.height)
    style.transform = `translate(${x}px, ${y}px)`
  }

  #drawTrail(point: Point | null, scale: number): void {
    const now = performance.now()
    while (this.#passed[0] && this.#passed[0].at < now - TRAIL_MS) this.#passed.shift()
    const last = this.#passed.at(-1)?.point
    const moved = point && (point.x !== last?.x || point.y !== last.y)
    if (moved && !this.isStill()) this.#passed.push({ at: now, point })
    const points = this.#passed.map((one) => one.point)
    this.trail.setAttribute('d', points.length > 1 ? trailPath(points, scale) : '')
  }
}
