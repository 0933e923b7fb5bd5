import { ownerDocument, rectangle } from '../../mirror/capture/dom.js'
import type { Point } from '../../mirror/spot.js'
import { isDisabled, isInput } from './elements.js'
import { inputEvent, plainEvent } from './events.js'
import type { Gate } from './gate.js'
import type { Hold } from './mouse.js'
import { dispatch, setValue } from './natives.js'
import type { Target } from './target.js'

/** About the width of the thumb that browsers draw, CSS pixels. */
const THUMB = 16

/** A native slider that is pressed on and dragged. */
export class Sliding implements Hold {
  readonly #range: HTMLInputElement
  readonly #before: string

  private constructor(
    range: HTMLInputElement,
    private readonly gate: Gate,
  ) {
    this.#range = range
    this.#before = range.value
  }

  static begin({ element, at }: Target, gate: Gate): Sliding | null {
    if (!isInput(element, ['range']) || isDisabled(element)) return null
    const sliding = new Sliding(element, gate)
    sliding.#to(at)
    return sliding
  }

  /** Of the pointer the page is told too; past the ends of the slider it is at its end. */
  move({ element, at }: Target): boolean {
    if (ownerDocument(element) === ownerDocument(this.#range)) this.#to(at)
    return false
  }

  end(): boolean {
    if (this.#range.value !== this.#before) dispatch(this.#range, plainEvent(this.#range, 'change'))
    return false
  }

  cancel(): void {
    this.end()
  }

  #to(at: Point): void {
    const range = this.#range
    this.gate.demand(range, 'change')
    const value = String(valueAt(range, at))
    const before = range.value
    setValue(range, value)
    if (range.value !== before) dispatch(range, inputEvent(range, 'input', '', null))
  }
}

function valueAt(range: HTMLInputElement, at: Point): number {
  const box = rectangle(range)
  const { direction, writingMode } = getComputedStyle(range)
  const isUpright = writingMode.startsWith('vertical')
  const [from, length, point] = isUpright
    ? [box.top, box.height, at.y]
    : [box.left, box.width, at.x]
  const part = Math.min(1, Math.max(0, (point - from - THUMB / 2) / Math.max(1, length - THUMB)))
  const least = range.min === '' ? 0 : Number(range.min)
  const most = range.max === '' ? 100 : Number(range.max)
  return least + (most - least) * (direction === 'rtl' ? 1 - part : part)
}
