import type { Target } from '../../mirror/view/spots.js'
import type { Phase } from '../messages.js'
import { type Aimed, type At, aim } from './aim.js'
import { ClickCount } from './click_count.js'
import { cursorOf } from './cursor.js'
import { modifiersOf } from './modifiers.js'
import { NextFrame } from './next_frame.js'
import type { Outlet } from './outlet.js'

/** What wheels that count in lines mean by one. */
const LINE_PX = 40

export interface PointingDelegate {
  /** A press that something on our side takes instead of the page: true. */
  takesPress(target: Target, event: PointerEvent): boolean
  pressed(at: At): void
}

/** Mouse and pen on the pane, as `pointer` and `wheel` messages. */
export class Pointing {
  readonly #clicks = new ClickCount()
  readonly #moves = new NextFrame(() => this.#move())
  readonly #wheels = new NextFrame(() => this.#turn())
  #latest: PointerEvent | null = null
  #wheel: { at: MouseEvent; dx: number; dy: number } | null = null
  /** Where the pointer was last, for when the page is gone from under it. */
  #spot: Target | null = null
  #count = 1
  #isDown = false

  constructor(
    private readonly pane: HTMLElement,
    private readonly view: Aimed,
    private readonly outlet: Outlet,
    private readonly delegate: PointingDelegate,
  ) {}

  down(event: PointerEvent): void {
    this.#moves.flush()
    const target = aim(this.view, event)
    this.delegate.pressed(event)
    if (!target) return
    this.#count = this.#clicks.press(event)
    if (this.delegate.takesPress(target, event)) return
    this.#isDown = true
    this.pane.setPointerCapture(event.pointerId)
    this.#send('down', target, event)
  }

  move(event: PointerEvent): void {
    this.#latest = event
    this.#moves.ask()
    // A second button comes and goes by moves.
    if (this.#isDown && event.button >= 0) this.#press(event)
  }

  up(event: PointerEvent): void {
    this.#moves.flush()
    if (!this.#isDown) return
    this.#isDown = false
    const target = aim(this.view, event)
    if (target) this.#send('up', target, event)
    else this.#cancel()
  }

  /** The system has taken the pointer away, or the page is gone. */
  cancel(): void {
    if (!this.#isDown) return
    this.#isDown = false
    this.#cancel()
  }

  wheel(event: WheelEvent): void {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX
    this.scroll(event, event.deltaX * unit, event.deltaY * unit)
  }

  /** Scrolls what is there by so many CSS pixels of the page. */
  scroll(at: MouseEvent, x: number, y: number): void {
    const { dx, dy } = this.#wheel ?? { dx: 0, dy: 0 }
    this.#wheel = { at, dx: dx + x, dy: dy + y }
    this.#wheels.ask()
  }

  stop(): void {
    this.#moves.cancel()
    this.#wheels.cancel()
    this.pane.style.cursor = ''
  }

  #press(event: PointerEvent): void {
    this.#moves.flush()
    const target = aim(this.view, event)
    const isPressed = (event.buttons & buttonBit(event.button)) !== 0
    if (target) this.#send(isPressed ? 'down' : 'up', target, event)
  }

  #move(): void {
    const event = this.#latest
    const target = event && aim(this.view, event)
    if (!event || !target) return
    this.pane.style.cursor = cursorOf(target.element)
    if (this.outlet.isSlow && !this.#isDown) return
    this.#send('move', target, event)
  }

  #turn(): void {
    const wheel = this.#wheel
    if (!wheel) return
    // On a slow path turns add up; the last of them is never lost.
    if (this.outlet.isSlow) {
      this.#wheels.ask()
      return
    }
    this.#wheel = null
    const spot = aim(this.view, wheel.at)
    const { dx, dy } = wheel
    if (spot) this.outlet.send({ type: 'wheel', spot, dx, dy, keys: modifiersOf(wheel.at) })
  }

  #send(phase: Phase, target: Target, event: PointerEvent): void {
    this.#spot = target
    const { button, buttons } = event
    const isText = this.#isDown || phase !== 'move'
    this.outlet.send({
      type: 'pointer',
      phase,
      spot: target,
      button: Math.max(button, 0),
      buttons,
      clicks: this.#isDown || phase === 'up' ? this.#count : 0,
      keys: modifiersOf(event),
      caret: isText ? (this.view.spots?.caret(target) ?? null) : null,
    })
  }

  #cancel(): void {
    const spot = this.#spot
    if (!spot) return
    const rest = { button: 0, buttons: 0, clicks: 0, keys: 0, caret: null }
    this.outlet.send({ type: 'pointer', phase: 'cancel', spot, ...rest })
  }
}

/** The bit of `buttons` that a `button` has. */
function buttonBit(button: number): number {
  return [1, 4, 2, 8, 16][button] ?? 0
}
