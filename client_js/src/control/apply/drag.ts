import { isConnected } from '../../mirror/capture/dom.js'
import type { Point } from '../../mirror/spot.js'
import { ancestor, isTextField } from './elements.js'
import { dragEvent, type Pointing, pointerEvent } from './events.js'
import type { Gate } from './gate.js'
import type { Guard } from './guard.js'
import type { Hold } from './mouse.js'
import { dispatch, realmOf } from './natives.js'
import type { Target } from './target.js'

/** So far the mouse must have gone for a press to be a drag and no click, CSS pixels. */
const FROM = 4

/** Drag and drop of what the page has made `draggable`. */
export class Drag implements Hold {
  readonly #data: DataTransfer
  #state: 'pressed' | 'dragged' | 'over' = 'pressed'
  /** What it is over, and whether it may be dropped there. */
  #over: Element | null = null
  #isWelcome = false
  #last: Pointing

  private constructor(
    private readonly source: Element,
    private readonly from: Point,
    pointing: Pointing,
    private readonly gate: Gate,
    private readonly guard: Guard,
  ) {
    this.#last = pointing
    this.#data = new (realmOf(source).DataTransfer)()
    // Browsers keep these for drags of their own.
    for (const [name, value] of [
      ['dropEffect', 'none'],
      ['effectAllowed', 'uninitialized'],
    ]) {
      Object.defineProperty(this.#data, name as string, { value, writable: true })
    }
  }

  static begin({ element, at }: Target, pointing: Pointing, gate: Gate, guard: Guard): Drag | null {
    // In a field one selects text, wherever the field is.
    const source = isTextField(element) ? null : ancestor(element, '[draggable="true" i]')
    return source && new Drag(source, at, pointing, gate, guard)
  }

  move({ element, at }: Target, pointing: Pointing): boolean {
    if (this.#state === 'pressed') {
      if (Math.hypot(at.x - this.from.x, at.y - this.from.y) < FROM) return false
      this.#start(pointing)
    }
    if (this.#state !== 'dragged') return false
    this.#last = pointing
    this.#tell(this.source, 'drag', pointing)
    this.#enter(element, pointing)
    this.#isWelcome = !this.#tell(element, 'dragover', pointing)
    return true
  }

  end({ element }: Target, pointing: Pointing): boolean {
    if (this.#state !== 'dragged') return false
    this.#state = 'over'
    try {
      if (this.#isWelcome && element === this.#over) this.#tell(element, 'drop', pointing)
      else if (this.#over) this.#tell(this.#over, 'dragleave', pointing)
    } finally {
      this.#finish(pointing)
    }
    return true
  }

  cancel(): void {
    if (this.#state !== 'dragged') return
    this.#state = 'over'
    this.#finish(this.#last)
  }

  #start(pointing: Pointing): void {
    this.#state = 'over'
    const start = { ...pointing, at: this.from }
    if (!this.#tell(this.source, 'dragstart', start)) return
    this.#state = 'dragged'
    dispatch(this.source, pointerEvent(this.source, 'pointercancel', start))
  }

  #enter(element: Element, pointing: Pointing): void {
    if (element === this.#over) return
    const before = this.#over
    this.#over = element
    this.#tell(element, 'dragenter', { ...pointing, related: before })
    if (before && isConnected(before)) {
      this.#tell(before, 'dragleave', { ...pointing, related: element })
    }
  }

  /** Also when control has ended: what is held must be let go of. */
  #finish(pointing: Pointing): void {
    if (isConnected(this.source)) {
      dispatch(this.source, dragEvent(this.source, 'dragend', pointing, this.#data))
    }
  }

  /** False when a handler has prevented the default, which for `dragover` means: welcome. */
  #tell(target: Element, type: string, pointing: Pointing): boolean {
    this.gate.demand(target, 'hold')
    return this.guard.dispatch(target, dragEvent(target, type, pointing, this.#data))
  }
}
