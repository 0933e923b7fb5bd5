import type { Room } from '../../mirror/view/room.js'
import type { At } from './aim.js'
import { Refusals } from './refusals.js'

const GAP_PX = 18
const EDGE_PX = 8

/** Why something that the agent did had no effect: a line next to where it was done, read out when
 * there is a pause. It takes neither clicks nor the focus. */
export class Notice {
  readonly element = document.createElement('div')
  readonly #words = document.createElement('span')
  readonly #refusals = new Refusals((words) => this.#show(words))
  readonly #resizes = new ResizeObserver(() => this.#move())
  #at: At | null = null

  constructor(private readonly room: Room) {
    this.element.className = 'alongside-notice'
    this.element.setAttribute('role', 'status')
    this.element.append(this.#words)
  }

  /** Where the agent has done something. */
  place(at: At): void {
    this.#at = at
  }

  say(words: string): void {
    this.#refusals.say(words)
  }

  clear(): void {
    this.#refusals.clear()
  }

  #show(words: string): void {
    this.#words.textContent = words
    this.#resizes.disconnect()
    // At once, too: the page may be another size while the words are there.
    if (words !== '') this.#resizes.observe(this.room.page)
    if (words !== '') this.#move()
  }

  /** Below the pointer, or above where there is no room; always whole within the page's area. */
  #move(): void {
    const area = this.room.sight
    const { offsetWidth: width, offsetHeight: height } = this.#words
    const x = (this.#at?.clientX ?? area.left + area.width / 2) - width / 2
    const below = (this.#at?.clientY ?? area.bottom) + GAP_PX
    const fits = below + height + EDGE_PX <= area.bottom
    const y = fits ? below : below - height - 2 * GAP_PX
    const { left, top } = this.room.page.getBoundingClientRect()
    const { style } = this.#words
    style.left = `${within(x, area.left, area.right - width) - left}px`
    style.top = `${within(y, area.top, area.bottom - height) - top}px`
  }
}

function within(at: number, least: number, most: number): number {
  return Math.max(least + EDGE_PX, Math.min(at, most - EDGE_PX))
}
