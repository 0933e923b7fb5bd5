import type { NodeRef } from '../control/messages.js'
import type { Point } from '../mirror/spot.js'
import type { MirroredSpots } from '../mirror/view/spots.js'
import type { StrokePart } from './messages.js'
import { type Anchored, Pen } from './pen.js'
import type { Strokes } from './strokes.js'

export interface OwnStrokesDelegate {
  /** Tell the customer's browser. False: not now; it is told with the next part. */
  tell(part: StrokePart): boolean
  /** Something else is to be seen. */
  changed(): void
  /** What was being drawn is gone, or cannot be kept. */
  refused(): void
}

/** What the agent draws: shown here at once, and told while it grows, once per frame. */
export class OwnStrokes {
  #pen: Pen | null = null
  #told = 0
  #frame = 0
  /** Of this page's life only: drawings may outlive it. */
  #nextId = 1 + Math.floor(Math.random() * 2 ** 40)

  constructor(
    private readonly me: string,
    private readonly strokes: Strokes<NodeRef>,
    private readonly delegate: OwnStrokesDelegate,
  ) {}

  put(spots: MirroredSpots | null, at: Point): void {
    this.#told = 0
    this.#pen = spots && Pen.put(this.#nextId++, spots, at)
    if (this.#pen) this.#show(this.#pen, this.#pen.drawn, false)
  }

  draw(spots: MirroredSpots | null, at: Point): void {
    const pen = this.#pen
    if (!pen?.add(at)) return
    if (pen.isFull) {
      this.lift()
      this.put(spots, at)
    } else this.#show(pen, pen.drawn, false)
  }

  lift(): void {
    const pen = this.#pen
    this.cancel()
    if (pen) this.#show(pen, pen.lift(), true)
  }

  /** What is being drawn is not finished. */
  cancel(): void {
    window.cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#pen = null
  }

  /** Some strokes are gone; the one that is being drawn may be among them. */
  check(): void {
    if (!this.#pen || this.strokes.get(this.me, this.#pen.id)) return
    this.cancel()
    this.delegate.refused()
  }

  #show({ id }: Pen, { anchor, points }: Anchored, done: boolean): void {
    const stroke = this.strokes.add(this.me, { id, from: 0, points: [...points], done }, anchor)
    this.delegate.changed()
    if (stroke && done) this.#tell(id, 0, done)
    else if (stroke) this.#frame ||= window.requestAnimationFrame(() => this.#tellMore(id))
    else this.check()
  }

  #tellMore(id: number): void {
    this.#frame = 0
    const told = this.#tell(id, this.#told, false)
    if (told !== null) this.#told = told
  }

  /** How many points have been told; null if none could be. */
  #tell(id: number, from: number, done: boolean): number | null {
    const stroke = this.strokes.get(this.me, id)
    if (!stroke) return null
    const { anchor, points } = stroke
    const part = { type: 'stroke', id, anchor, from, points: points.slice(from * 2), done } as const
    return this.delegate.tell(part) ? points.length / 2 : null
  }
}
