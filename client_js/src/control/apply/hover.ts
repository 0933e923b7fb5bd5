import { isConnected, ownerDocument } from '../../mirror/capture/dom.js'
import { outwards } from './elements.js'
import { mouseEvent, type Pointing, pointerEvent } from './events.js'
import type { Gate } from './gate.js'
import { HoverStyle } from './hover_style.js'
import { dispatch } from './natives.js'

/** Tells the page where the agent's mouse comes and goes, as browsers do for a real one. */
export class Hover {
  #over: Element | null = null
  #last: Pointing = { at: { x: 0, y: 0 }, button: 0, buttons: 0, clicks: 0, keys: 0 }

  readonly #style = new HoverStyle()

  constructor(private readonly gate: Gate) {}

  /** Moves onto `target`. */
  to(target: Element, pointing: Pointing): void {
    this.#last = pointing
    const before = this.#leave(target, pointing)
    if (before === target) return
    this.#over = target
    this.#style.over([...outwards(target)])
    this.#tell(target, 'over', pointing, before)
    const left = before ? new Set(outwards(before)) : new Set()
    for (const at of [...outwards(target)].reverse()) {
      if (!left.has(at)) this.#tell(at, 'enter', pointing, before)
    }
  }

  /** The mouse is gone. May be called when control has ended: it only takes back. */
  end(): void {
    this.#leave(null, this.#last)
    this.#over = null
    this.#style.end()
  }

  #leave(target: Element | null, pointing: Pointing): Element | null {
    const before = this.#over && isConnected(this.#over) ? this.#over : null
    if (!before || before === target) return before
    const entered = target ? new Set(outwards(target)) : new Set()
    this.#tell(before, 'out', pointing, target)
    for (const at of outwards(before)) {
      if (!entered.has(at)) this.#tell(at, 'leave', pointing, target)
    }
    return before
  }

  #tell(target: Element, what: string, pointing: Pointing, other: Element | null): void {
    // Nothing of another document can be told of.
    const related = other && ownerDocument(other) === ownerDocument(target) ? other : null
    const told = { ...pointing, related }
    const comes = what === 'over' || what === 'enter'
    for (const make of [pointerOf, mouseOf]) {
      if (comes) this.gate.permission()
      dispatch(target, make(target, what, told))
    }
  }
}

function pointerOf(target: Element, what: string, pointing: Pointing): Event {
  return pointerEvent(target, `pointer${what}`, pointing)
}

function mouseOf(target: Element, what: string, pointing: Pointing): Event {
  return mouseEvent(target, `mouse${what}`, pointing)
}
