import { MAX_POINTS, type StrokePart } from './messages.js'

export const MAX_STROKES = 200
/** Of everybody together. */
export const MAX_ALL_POINTS = 20_000

/** `T`: what this side calls an element by. */
export interface Stroke<T> {
  readonly by: string
  readonly id: number
  anchor: T
  /** x and y in turn, parts of the anchor's box. */
  points: readonly number[]
  done: boolean
  /** Rises whenever something else has happened to it than growing. */
  revision: number
}

/** The strokes of everybody on one page. */
export class Strokes<T> {
  readonly #all = new Map<string, Map<number, Stroke<T>>>()
  #points = 0

  constructor(private readonly most = { strokes: MAX_STROKES, points: MAX_ALL_POINTS }) {}

  *[Symbol.iterator](): Generator<Stroke<T>> {
    for (const strokes of this.#all.values()) yield* strokes.values()
  }

  get isEmpty(): boolean {
    return this.#all.size === 0
  }

  get(by: string, id: number): Stroke<T> | undefined {
    return this.#all.get(by)?.get(id)
  }

  /** The stroke with this part in it; null, and nothing has changed, if it does not follow what there
   * is, or there is too much already. */
  add(by: string, part: Omit<StrokePart, 'type' | 'anchor'>, anchor: T): Stroke<T> | null {
    const { id, from, points, done } = part
    const before = this.get(by, id)
    const had = (before?.points.length ?? 0) / 2
    const growth = from + points.length / 2 - had
    if (from > had || from + points.length / 2 > MAX_POINTS) return null
    if (this.#points + growth > this.most.points) return null
    if (!before && (this.#all.get(by)?.size ?? 0) >= this.most.strokes) return null
    const stroke = before ?? { by, id, anchor, points: [], done, revision: 0 }
    if (from < had) stroke.revision++
    stroke.anchor = anchor
    stroke.points = [...stroke.points.slice(0, from * 2), ...points]
    stroke.done = done
    this.#points += growth
    this.#of(by).set(id, stroke)
    return stroke
  }

  /** Whether there was such a one. */
  erase(by: string, id: number): boolean {
    const strokes = this.#all.get(by)
    const stroke = strokes?.get(id)
    if (!strokes || !stroke) return false
    this.#points -= stroke.points.length / 2
    strokes.delete(id)
    if (strokes.size === 0) this.#all.delete(by)
    return true
  }

  /** Null: of everybody. */
  clear(by: string | null): void {
    for (const stroke of [...this]) {
      if (by === null || stroke.by === by) this.erase(stroke.by, stroke.id)
    }
  }

  #of(by: string): Map<number, Stroke<T>> {
    let strokes = this.#all.get(by)
    if (!strokes) {
      strokes = new Map()
      this.#all.set(by, strokes)
    }
    return strokes
  }
}
