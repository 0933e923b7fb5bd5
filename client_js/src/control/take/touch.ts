import type { Pointing } from './pointing.js'

const HOLD_MS = 500
const SLIP_PX = 10

/** One finger on the pane: a tap clicks, a stroke scrolls, and after a hold it drags. */
export class Touch {
  #first: PointerEvent | null = null
  #last: PointerEvent | null = null
  #does: 'waits' | 'scrolls' | 'drags' = 'waits'
  #timer = 0

  /** `scale`: in which the page is shown. */
  constructor(
    private readonly pointing: Pointing,
    private readonly scale: () => number,
  ) {}

  down(event: PointerEvent): void {
    if (!event.isPrimary) return
    this.#first = event
    this.#last = event
    this.#does = 'waits'
    this.#timer = window.setTimeout(() => {
      this.#does = 'drags'
      this.pointing.down(event)
    }, HOLD_MS)
  }

  move(event: PointerEvent): void {
    const { clientX, clientY } = event
    const [first, last] = [this.#first, this.#last]
    if (!event.isPrimary || !first || !last) return
    if (this.#does === 'drags') {
      this.pointing.move(event)
      return
    }
    const slipped = Math.hypot(clientX - first.clientX, clientY - first.clientY) > SLIP_PX
    if (this.#does === 'waits' && !slipped) return
    window.clearTimeout(this.#timer)
    this.#does = 'scrolls'
    this.#last = event
    const scale = this.scale()
    this.pointing.scroll(first, (last.clientX - clientX) / scale, (last.clientY - clientY) / scale)
  }

  up(event: PointerEvent): void {
    const first = this.#first
    if (!event.isPrimary || !first) return
    this.#end()
    if (this.#does === 'waits') this.pointing.down(first)
    if (this.#does !== 'scrolls') this.pointing.up(event)
  }

  cancel(): void {
    this.#end()
    this.pointing.cancel()
  }

  #end(): void {
    window.clearTimeout(this.#timer)
    this.#first = null
  }
}
