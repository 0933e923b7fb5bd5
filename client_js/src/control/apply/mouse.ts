import { isConnected } from '../../mirror/capture/dom.js'
import type { CapturedSpots } from '../../mirror/capture/spots.js'
import type { Point } from '../../mirror/spot.js'
import type { Input } from '../messages.js'
import { Capturing } from './capturing.js'
import { isDisabled, outwards } from './elements.js'
import { mouseEvent, type Pointing, pointerEvent } from './events.js'
import type { Focus } from './focus.js'
import type { Act, Gate } from './gate.js'
import type { Guard } from './guard.js'
import type { Hover } from './hover.js'
import { inSight, type Target, targetOf } from './target.js'

export type PointerInput = Extract<Input, { type: 'pointer' }>

/** What the mouse does while its button is held: it selects text, moves a slider, drags. */
export interface Hold {
  /** True when the page is told nothing else of this move. */
  move(target: Target, pointing: Pointing, input: PointerInput): boolean
  /** True when there is no click. */
  end(target: Target, pointing: Pointing): boolean
  cancel(): void
}

/** What a press on an element begins; null when nothing but a click. */
export type Grip = (target: Target, pointing: Pointing, input: PointerInput) => Hold | null

/** A button of the mouse that is down. */
interface Press {
  readonly element: Element
  readonly button: number
  readonly at: Point
  /** A handler wants no events of the mouse for this press. */
  readonly isSilent: boolean
  readonly hold: Hold | null
}

export interface MouseParts {
  spots: CapturedSpots
  gate: Gate
  guard: Guard
  focus: Focus
  hover: Hover
  grip: Grip
}

/** The agent's mouse. */
export class Mouse {
  #press: Press | null = null
  #last: Point = { x: 0, y: 0 }
  readonly #capturing = new Capturing()

  constructor(private readonly parts: MouseParts) {}

  apply(input: PointerInput): void {
    switch (input.phase) {
      case 'down':
        this.#down(input)
        break
      case 'move':
        this.#move(input)
        break
      case 'up':
        this.#up(input)
        break
      case 'cancel':
        this.cancel()
    }
  }

  /** Lets go of what is held, and nothing is clicked. */
  cancel(): void {
    const press = this.#press
    if (!press) return
    this.#press = null
    press.hold?.cancel()
    const pointing = { at: press.at, button: press.button, buttons: 0, clicks: 0, keys: 0 }
    this.#capturing.end(pointing)
    if (!isConnected(press.element)) return
    this.parts.guard.dispatch(press.element, pointerEvent(press.element, 'pointercancel', pointing))
  }

  #down(input: PointerInput): void {
    const { gate, hover, spots } = this.parts
    if (this.#press) this.cancel()
    const aimed = targetOf(spots, input.spot)
    gate.demand(aimed.element, 'press')
    const target = inSight(aimed, input.spot)
    const { element, at } = target
    const pointing = this.#pointing(input, at)
    hover.to(element, { ...pointing, buttons: 0 })
    const isSilent = !this.#pointer(element, 'pointerdown', pointing, 'press')
    const acts =
      !isDisabled(element) && (isSilent || this.#mouse(element, 'mousedown', pointing, 'hold'))
    const hold = acts ? this.#pressed(target, pointing, input) : null
    this.#press = { element, button: input.button, at, isSilent, hold }
  }

  /** What browsers do when a button has gone down. */
  #pressed(target: Target, pointing: Pointing, input: PointerInput): Hold | null {
    const { gate, focus, grip } = this.parts
    gate.demand(target.element, 'press')
    focus.toPressed(target.element)
    return input.button === 0 ? grip(target, pointing, input) : null
  }

  #move(input: PointerInput): void {
    const { gate, hover, spots } = this.parts
    const target = targetOf(spots, input.spot)
    const { element, at } = target
    const act = this.#press ? 'hold' : 'point'
    gate.demand(element, act)
    const pointing = this.#pointing(input, at)
    if (this.#press?.hold?.move(target, pointing, input)) return
    hover.to(element, pointing)
    this.#pointer(element, 'pointermove', pointing, act)
    if (!this.#press?.isSilent) this.#mouse(element, 'mousemove', pointing, act)
  }

  #up(input: PointerInput): void {
    const press = this.#press
    if (press?.button !== input.button) return
    const target = targetOf(this.parts.spots, input.spot)
    const { element, at } = target
    if (!this.parts.gate.allows(element, 'hold')) this.cancel()
    this.parts.gate.demand(element, 'hold')
    this.#press = null
    const pointing = this.#pointing(input, at)
    if (press.hold?.end(target, pointing)) {
      this.#capturing.end(pointing)
      return
    }
    this.#pointer(element, 'pointerup', pointing, 'hold')
    this.#capturing.end(pointing)
    if (isDisabled(element)) return
    if (!press.isSilent) this.#mouse(element, 'mouseup', pointing, 'hold')
    this.#click(press, element, pointing)
  }

  /** A click goes to the nearest element on which the button both went down and up. */
  #click(press: Press, element: Element, pointing: Pointing): void {
    const above = new Set(outwards(element))
    const clicked = [...outwards(press.element)].find((at) => above.has(at))
    if (!clicked || isDisabled(clicked)) return
    if (pointing.button === 0) {
      this.#clicks(clicked, 'click', pointing)
      if (pointing.clicks === 2) this.#mouse(clicked, 'dblclick', pointing, 'hold')
      return
    }
    this.#clicks(clicked, 'auxclick', pointing)
    if (pointing.button === 2) this.#mouse(clicked, 'contextmenu', pointing, 'hold')
  }

  #clicks(element: Element, type: string, pointing: Pointing): void {
    this.parts.gate.demand(element, 'press')
    this.parts.guard.dispatch(element, pointerEvent(element, type, pointing))
  }

  #pointer(element: Element, type: string, pointing: Pointing, act: Act): boolean {
    const target = this.#capturing.targetOver(element)
    this.parts.gate.demand(target, act)
    const event = pointerEvent(target, type, pointing)
    return this.#capturing.during(target, () => this.parts.guard.dispatch(target, event))
  }

  #mouse(element: Element, type: string, pointing: Pointing, act: Act): boolean {
    const target = this.#capturing.targetOver(element)
    if (isDisabled(target)) return false
    this.parts.gate.demand(target, act)
    return this.parts.guard.dispatch(target, mouseEvent(target, type, pointing))
  }

  #pointing({ button, buttons, clicks, keys }: PointerInput, at: Point): Pointing {
    const movement = { x: at.x - this.#last.x, y: at.y - this.#last.y }
    this.#last = at
    return { at, button, buttons, clicks, keys, movement }
  }
}
