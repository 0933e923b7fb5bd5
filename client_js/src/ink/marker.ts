import type { Point } from '../mirror/spot.js'

/** CSS pixels of the mirrored page, for one press of an arrow key, and with Shift. */
const STEP = 10
const LONG_STEP = 60

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

export interface MarkerDelegate {
  /** In the mirrored page's viewport. */
  moved(at: Point): void
  pressed(at: Point): void
  left(): void
  /** Where it can be at most, and how the page is scaled. */
  size(): { width: number; height: number; scale: number }
}

/** A mark above the mirror for people who point without a mouse: arrow keys move it, Enter points. */
export class Marker {
  readonly element = document.createElement('div')
  #at: Point | null = null

  constructor(private readonly delegate: MarkerDelegate) {
    this.element.className = 'alongside-marker'
    this.element.setAttribute('role', 'application')
    this.element.hidden = true
    this.element.addEventListener('keydown', (event) => this.#key(event))
    this.element.addEventListener('focus', () => this.#move(0, 0))
    this.element.addEventListener('blur', () => this.delegate.left())
  }

  /** `name`: what it is for assistive technology; null: takes it away. */
  show(name: string | null): void {
    this.element.hidden = name === null
    this.element.tabIndex = 0
    this.element.ariaLabel = name
  }

  #key(event: KeyboardEvent): void {
    const step = STEPS[event.key]
    const presses = event.key === 'Enter' || event.key === ' '
    if ((!step && !presses) || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    event.stopPropagation()
    if (step) {
      const by = event.shiftKey ? LONG_STEP : STEP
      this.#move(step[0] * by, step[1] * by)
    } else if (this.#at && !event.repeat) this.delegate.pressed(this.#at)
  }

  #move(x: number, y: number): void {
    const { width, height, scale } = this.delegate.size()
    const from = this.#at ?? { x: width / 2, y: height / 2 }
    this.#at = {
      x: Math.max(0, Math.min(from.x + x, width - 1)),
      y: Math.max(0, Math.min(from.y + y, height - 1)),
    }
    this.element.style.translate = `${this.#at.x * scale}px ${this.#at.y * scale}px`
    this.delegate.moved(this.#at)
  }
}
