import type { Refusal } from '../examine.js'
import type { Ink } from '../messages.js'
import type { View } from '../shared_document.js'
import { Drawings } from './drawings.js'
import type { Box } from './search.js'
import type { Size, Source } from './source.js'
import { whyOf } from './unopened.js'

export interface SheetDelegate {
  /** She has scrolled. */
  scrolled(view: View): void
  painted(page: number): void
  failed(why: Refusal): void
}

const MARGIN = 12
/** What is small is not blown up to the width of the window. */
const MOST_FIT = 3

/** One page at a time in a window that scrolls, and what lies over it. */
export class Sheet {
  readonly element = document.createElement('div')
  readonly room = document.createElement('main')
  readonly drawings = new Drawings()
  #view: View = { page: 1, zoom: 1, x: 0, y: 0 }
  #size: Size = { width: 1, height: 1 }
  #shown = 0
  #run = 0
  /** Where it was scrolled to by us: browsers tell of that as if she had. */
  #set: { left: number; top: number } | null = null
  #frame = 0

  constructor(
    private readonly source: Source,
    private readonly delegate: SheetDelegate,
  ) {
    this.room.tabIndex = 0
    this.element.className = 'sheet'
    this.element.append(this.drawings.layer)
    this.room.append(this.element)
    this.room.addEventListener('scroll', () => this.#scrolled())
    new ResizeObserver(() => this.#layOut()).observe(this.room)
  }

  get page(): number {
    return this.#view.page
  }

  /** What both are to see. */
  async show(view: View): Promise<void> {
    const isOther = view.page !== this.#shown
    this.#view = view
    if (isOther) {
      const size = await this.#sizeOf(view.page)
      if (view !== this.#view || size === null) return
      this.#size = size
      this.#shown = view.page
      this.drawings.turn(view.page)
      this.#clear()
    }
    this.#layOut()
  }

  ink(ink: Ink, side: 'own' | 'other'): void {
    this.drawings.take(ink, side)
  }

  /** Shows what was found, and returns where that is. */
  reveal(boxes: readonly Box[]): View {
    this.drawings.mark(boxes)
    const [x, y] = boxes[0] ?? [0, 0]
    const { clientWidth, clientHeight } = this.room
    const { offsetWidth, offsetHeight } = this.element
    const left = x - clientWidth / 2 / offsetWidth
    const top = y - clientHeight / 3 / offsetHeight
    return { ...this.#view, x: part(left), y: part(top) }
  }

  /** Null: that page cannot be read. */
  async #sizeOf(page: number): Promise<Size | null> {
    try {
      return await this.source.size(page)
    } catch (error) {
      this.delegate.failed(whyOf(error))
      return null
    }
  }

  #scale(): number {
    const fit = (this.room.clientWidth - 2 * MARGIN) / this.#size.width
    return Math.min(fit, MOST_FIT) * this.#view.zoom
  }

  #layOut(): void {
    if (this.#shown === 0 || this.room.clientWidth === 0) return
    const scale = this.#scale()
    this.element.style.width = `${Math.round(this.#size.width * scale)}px`
    this.element.style.height = `${Math.round(this.#size.height * scale)}px`
    const left = this.#view.x * this.element.offsetWidth
    const top = this.#view.y * this.element.offsetHeight
    this.room.scrollTo({ left, top, behavior: 'instant' })
    this.#set = { left: this.room.scrollLeft, top: this.room.scrollTop }
    void this.#paint(scale)
  }

  async #paint(scale: number): Promise<void> {
    const run = ++this.#run
    const page = this.#shown
    try {
      const painted = await this.source.paint(page, scale * devicePixelRatio)
      if (painted === null || run !== this.#run) return
      this.#clear()
      painted.classList.add('paper')
      this.element.prepend(painted)
      this.element.dataset.page = String(page)
      this.delegate.painted(page)
    } catch (error) {
      if (run === this.#run) this.delegate.failed(whyOf(error))
    }
  }

  #clear(): void {
    this.element.querySelector('.paper')?.remove()
    delete this.element.dataset.page
  }

  #scrolled(): void {
    const { scrollLeft: left, scrollTop: top } = this.room
    if (this.#set && Math.abs(this.#set.left - left) < 2 && Math.abs(this.#set.top - top) < 2)
      return
    this.#set = null
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      const x = part(this.room.scrollLeft / this.element.offsetWidth)
      const y = part(this.room.scrollTop / this.element.offsetHeight)
      this.#view = { ...this.#view, x, y }
      this.delegate.scrolled(this.#view)
    })
  }
}

function part(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000
}
