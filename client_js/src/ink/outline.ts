import { getStroke, type StrokeOptions } from 'perfect-freehand'
import type { Point } from '../mirror/spot.js'

/** CSS pixels, on the customer's screen. */
const PEN: StrokeOptions = { size: 6, thinning: 0.4, smoothing: 0.6, streamline: 0.4 }
const LASER: StrokeOptions = {
  size: 7,
  thinning: 0,
  smoothing: 0.6,
  streamline: 0.3,
  simulatePressure: false,
  end: { cap: true },
}
/** A pen that draws thinner cannot be seen. */
const LEAST = 0.6

/** The path of a pen through these points, for the `d` of an SVG path. `scale`: of the page. */
export function penPath(points: readonly Point[], scale: number): string {
  return path(points, { ...PEN, size: sized(PEN, scale) })
}

/** The path of a trail through these points, the oldest first; it is thinner there. */
export function trailPath(points: readonly Point[], scale: number): string {
  return path(points, { ...LASER, size: sized(LASER, scale), start: { taper: true } })
}

function sized({ size = 0 }: StrokeOptions, scale: number): number {
  return size * Math.max(LEAST, scale)
}

function path(points: readonly Point[], options: StrokeOptions): string {
  const outline = getStroke(points as Point[], { ...options, last: true })
  const [first] = outline
  if (!first) return ''
  const turns = outline.map(([x, y], at) => {
    const [nextX, nextY] = outline[(at + 1) % outline.length] ?? [x, y]
    return `${short(x)} ${short(y)} ${short((x + nextX) / 2)} ${short((y + nextY) / 2)}`
  })
  return `M${short(first[0])} ${short(first[1])}Q${turns.join(' ')}Z`
}

function short(length: number): number {
  return Math.round(length * 100) / 100
}
