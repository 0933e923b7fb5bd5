import type { Tool } from '../frame_messages.js'
import { type Ink, MAX_POINTS } from '../messages.js'

/** What a pointing device does over a page, in parts of the page. */
export class Pen {
  tool: Tool = 'point'
  #stroke = 0
  #isDown = false
  #waiting: number[] = []
  #at: { x: number; y: number } | null = null
  #frame = 0

  constructor(
    private readonly sheet: HTMLElement,
    private readonly page: () => number,
    private readonly drawn: (ink: Ink) => void,
  ) {
    sheet.addEventListener('pointerdown', this.#down)
    sheet.addEventListener('pointermove', this.#move)
    sheet.addEventListener('pointerup', this.#up)
    sheet.addEventListener('pointercancel', this.#up)
    sheet.addEventListener('pointerleave', this.#leave)
  }

  readonly #down = (event: PointerEvent): void => {
    if (this.tool !== 'pen' || event.button !== 0) return
    event.preventDefault()
    this.sheet.setPointerCapture(event.pointerId)
    this.#isDown = true
    this.#stroke++
    this.#take(event)
  }

  readonly #move = (event: PointerEvent): void => this.#take(event)

  readonly #up = (event: PointerEvent): void => {
    this.#take(event)
    this.#flush()
    this.#isDown = false
  }

  readonly #leave = (): void => {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#at = null
    this.drawn({ type: 'point', page: this.page(), x: null, y: null, laser: false })
  }

  #take(event: PointerEvent): void {
    const box = this.sheet.getBoundingClientRect()
    const x = part((event.clientX - box.left) / box.width)
    const y = part((event.clientY - box.top) / box.height)
    this.#at = { x, y }
    if (this.#isDown) {
      const last = this.#waiting.slice(-2)
      if (last[0] !== x || last[1] !== y) this.#waiting.push(x, y)
      if (this.#waiting.length >= MAX_POINTS) this.#flush()
    }
    // As often as anybody can see.
    this.#frame ||= requestAnimationFrame(() => this.#flush())
  }

  #flush(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    const page = this.page()
    if (this.#waiting.length > 0) {
      const points = this.#waiting
      this.drawn({ type: 'stroke', stroke: this.#stroke, page, points })
      this.#waiting = []
    }
    const at = this.#at
    if (at !== null) this.drawn({ type: 'point', page, ...at, laser: this.tool === 'laser' })
  }
}

function part(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000
}
