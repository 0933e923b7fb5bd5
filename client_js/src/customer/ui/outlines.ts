import { type Box, labelPlace } from '../boxes.js'
import { t } from '../text.js'

/** Room at the top of the window for the bar. */
const BAR = 64

/**
 * Draws outlines above the page and below everything else of ours. The pointer goes through them,
 * and screen readers hear nothing of them: they come and go with every scroll.
 */
export class Outlines {
  readonly element = document.createElement('div')
  readonly #boxes: HTMLElement[] = []
  readonly #label = document.createElement('div')

  constructor() {
    this.element.className = 'alongside-tokens outlines'
    this.element.ariaHidden = 'true'
    this.#label.className = 'outline-label'
    this.#label.hidden = true
    this.element.append(this.#label)
  }

  /** One outline for each box, and no others. */
  draw(boxes: readonly Box[]): void {
    for (const outline of this.#boxes.splice(boxes.length)) outline.remove()
    for (const [index, { left, top, right, bottom }] of boxes.entries()) {
      const { style } = this.#outline(index)
      style.transform = `translate(${left}px, ${top}px)`
      style.width = `${right - left}px`
      style.height = `${bottom - top}px`
    }
  }

  /** Says at this box what its outline means; null: nowhere. */
  label(box: Box | null): void {
    this.#label.hidden = box === null
    if (box === null) return
    this.#label.textContent = t('outline.label')
    const label = { width: this.#label.offsetWidth, height: this.#label.offsetHeight }
    const { clientWidth: width, clientHeight: height } = document.documentElement
    const { x, y } = labelPlace(box, label, { width, height }, BAR)
    this.#label.style.transform = `translate(${x}px, ${y}px)`
  }

  #outline(index: number): HTMLElement {
    const before = this.#boxes[index]
    if (before) return before
    const outline = document.createElement('div')
    outline.className = 'outline'
    this.#label.before(outline)
    this.#boxes.push(outline)
    return outline
  }
}
