import { Outline } from './outline.js'
import { scrollAt } from './scrollers.js'
import type { Position, Scrolling } from './scrolling.js'
import type { MirrorWords } from './words.js'

/** What wheels that count in lines mean by one. */
const LINE_PX = 40

/**
 * The transparent pane above a mirrored page, which takes all clicks. While the agent looks around
 * it is as long as the page and scrolls it: wheel, keys, touch and scroll bars are the browser's own.
 */
export class LookAround {
  readonly pane = document.createElement('div')
  readonly #spacer = document.createElement('div')
  readonly #outline: Outline
  readonly #words: MirrorWords
  #scrolling: Scrolling | null = null
  #scale = 1
  #frame = 0
  /** Where the page was after the pane had scrolled it. */
  #left: Position = { left: 0, top: 0 }

  constructor(words: MirrorWords) {
    this.#words = words
    this.#outline = new Outline(words.customer)
    this.pane.className = 'alongside-pane'
    this.pane.setAttribute('aria-hidden', 'true')
    this.pane.addEventListener('scroll', () => this.#scrolled())
    this.pane.addEventListener('wheel', (event) => this.#wheel(event), { passive: false })
  }

  /** Begins, or goes on in another document. */
  enter(scrolling: Scrolling): void {
    this.#scrolling = scrolling
    scrolling.lookAround()
    this.pane.classList.add('looking')
    this.pane.tabIndex = 0
    this.pane.setAttribute('role', 'group')
    this.pane.setAttribute('aria-label', this.#words.look)
    this.pane.removeAttribute('aria-hidden')
    this.pane.append(this.#spacer)
    this.pane.after(this.#outline.element)
    this.#place()
  }

  leave(): void {
    this.#scrolling = null
    window.cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.pane.classList.remove('looking')
    for (const name of ['tabindex', 'role', 'aria-label']) this.pane.removeAttribute(name)
    this.pane.setAttribute('aria-hidden', 'true')
    this.#spacer.remove()
    this.#outline.element.remove()
  }

  scale(scale: number): void {
    this.#scale = scale
    if (this.#scrolling) this.#place()
  }

  /** The page, or the customer's place in it, may have changed: looked up with the next frame. */
  changed(): void {
    if (!this.#scrolling || this.#frame !== 0) return
    this.#frame = window.requestAnimationFrame(() => {
      this.#frame = 0
      if (this.#scrolling) this.#catchUp(this.#scrolling)
    })
  }

  #catchUp(scrolling: Scrolling): void {
    const { left, top } = scrolling.own
    // Browsers keep in place what is in sight when something above it grows.
    if (left !== this.#left.left || top !== this.#left.top) this.#place()
    else this.#measure(scrolling)
  }

  /** Puts the pane where the page is. */
  #place(): void {
    if (!this.#scrolling) return
    this.#left = this.#scrolling.own
    const { left, top } = this.#left
    this.#measure(this.#scrolling)
    this.pane.scrollTo({ left: left * this.#scale, top: top * this.#scale, behavior: 'instant' })
  }

  #scrolled(): void {
    const scrolling = this.#scrolling
    if (!scrolling) return
    const { scrollLeft, scrollTop } = this.pane
    scrolling.scrollTo({ left: scrollLeft / this.#scale, top: scrollTop / this.#scale })
    this.#left = scrolling.own
    this.#outlineCustomer(scrolling)
  }

  /** Makes the pane scroll as far as the page does. */
  #measure(scrolling: Scrolling): void {
    const { defaultView: view, documentElement, scrollingElement } = scrolling.document
    const root = scrollingElement ?? documentElement
    if (!view || !root) return
    const width = (root.scrollWidth - root.clientWidth) * this.#scale
    const height = (root.scrollHeight - root.clientHeight) * this.#scale
    const { style } = this.pane
    style.direction = view.getComputedStyle(root).direction
    style.overflowX = width > 0 ? 'scroll' : 'hidden'
    style.overflowY = height > 0 ? 'scroll' : 'hidden'
    this.#spacer.style.width = `calc(100% + ${width}px)`
    this.#spacer.style.height = `calc(100% + ${height}px)`
    this.#outlineCustomer(scrolling)
  }

  #outlineCustomer({ customer, own }: Scrolling): void {
    const left = (customer.left - own.left) * this.#scale
    const top = (customer.top - own.top) * this.#scale
    const { offsetWidth: width, offsetHeight: height } = this.pane
    this.#outline.place({ left, top }, { width, height })
  }

  /** Over a part of the page that scrolls, the wheel is for that. */
  #wheel(event: WheelEvent): void {
    if (!this.#scrolling || event.ctrlKey) return
    const { left, top } = this.pane.getBoundingClientRect()
    const point = {
      left: (event.clientX - left) / this.#scale,
      top: (event.clientY - top) / this.#scale,
    }
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX
    const by = {
      left: (event.deltaX * unit) / this.#scale,
      top: (event.deltaY * unit) / this.#scale,
    }
    if (scrollAt(this.#scrolling.document, point, by)) event.preventDefault()
  }
}
