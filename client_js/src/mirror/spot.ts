/**
 * A place in the page, the same on both sides whatever the two windows look like: a node, and where
 * in its box. docs/control.md, "Spots".
 */
export interface Spot {
  /** Number of the snapshot that the node's id belongs to. */
  readonly page: number
  /** Id of an element. */
  readonly node: number
  /** Parts of the width and height of its border box, from its top left corner; 0 to 1 inside. */
  readonly x: number
  readonly y: number
}

/** As far as something may lie outside of the box that it is anchored to. */
const MOST = 1_000

/** A spot as it travels: `[page, node, x, y]`. Null for anything else. */
export function readSpot(value: unknown): Spot | null {
  if (!Array.isArray(value) || value.length !== 4) return null
  const [page, node, x, y] = value as unknown[]
  if (!isCount(page) || !isCount(node) || !isPart(x) || !isPart(y)) return null
  return { page, node, x, y }
}

export function writeSpot({ page, node, x, y }: Spot): [number, number, number, number] {
  return [page, node, round(x), round(y)]
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}

function isPart(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MOST
}

function round(part: number): number {
  return Math.round(Math.max(-MOST, Math.min(MOST, part)) * 10_000) / 10_000
}

/** A point in a window, CSS pixels. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Where in the box `point` is; for a box without size, at its corner. */
export function partOf(box: DOMRectReadOnly, point: Point): Point {
  return {
    x: box.width > 0 ? (point.x - box.left) / box.width : 0,
    y: box.height > 0 ? (point.y - box.top) / box.height : 0,
  }
}

/** The point at these parts of the box. */
export function pointIn(box: DOMRectReadOnly, { x, y }: Point): Point {
  return { x: box.left + x * box.width, y: box.top + y * box.height }
}
