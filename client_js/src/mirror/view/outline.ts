import type { Position } from './scrolling.js'
import type { Size } from './zoom.js'

/** Where the customer's part of the page is, seen from what is in sight. */
export type Whereabouts = 'here' | 'above' | 'below' | 'left' | 'right'

/** `offset`: from the corner of what is in sight to the corner of the customer's part; both have
 * this size. Above and below come first: pages are longer than wide. */
export function whereabouts(offset: Position, size: Size): Whereabouts {
  if (offset.top <= -size.height) return 'above'
  if (offset.top >= size.height) return 'below'
  if (offset.left <= -size.width) return 'left'
  return offset.left >= size.width ? 'right' : 'here'
}

/** Shows which part of the page the customer sees; its label stays in sight. */
export class Outline {
  readonly element = document.createElement('div')
  readonly #edge = document.createElement('div')
  readonly #label = document.createElement('div')

  constructor(private readonly words: Readonly<Record<Whereabouts, string>>) {
    this.element.className = 'alongside-outline'
    this.#edge.className = 'alongside-edge'
    this.#label.className = 'alongside-label'
    this.element.append(this.#edge, this.#label)
  }

  /** `size`: of the scaled page. */
  place(offset: Position, size: Size): void {
    const { left, top } = offset
    this.#edge.style.translate = `${left}px ${top}px`
    const words = this.words[whereabouts(offset, size)]
    if (this.#label.textContent !== words) this.#label.textContent = words
    const { offsetWidth, offsetHeight } = this.#label
    const x = Math.max(0, Math.min(left, size.width - offsetWidth))
    const y = Math.max(0, Math.min(top, size.height - offsetHeight))
    this.#label.style.margin = `${Math.round(y)}px 0 0 ${Math.round(x)}px`
  }
}
