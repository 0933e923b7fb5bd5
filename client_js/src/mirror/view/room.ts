import type { Point } from '../spot.js'
import { LookAround } from './look_around.js'
import { adoptStageStyles } from './stage_styles.js'
import type { MirrorWords } from './words.js'
import { inDevicePixels, type Size, scaleFor, type Zoom } from './zoom.js'

/**
 * The room in which a mirrored page is seen, and how it fits there: scaled, in the middle. Where it
 * is larger than the room, the room scrolls. Its size is written below.
 */
export class Room {
  /** Holds the iframes, each as large as the customer's window. */
  readonly page = document.createElement('div')
  readonly lookAround: LookAround
  readonly #stage = document.createElement('div')
  readonly #scroller = document.createElement('div')
  readonly #caption = document.createElement('div')
  readonly #resizes = new ResizeObserver(() => this.fit())
  #zoom: Zoom
  #size: Size = { width: 1280, height: 720 }
  #scale = 1

  /** `scaled` is called when the page is shown in another scale than before. */
  constructor(
    private readonly container: HTMLElement,
    private readonly words: MirrorWords,
    zoom: Zoom,
    private readonly scaled: (scale: number) => void,
  ) {
    this.#zoom = zoom
    this.lookAround = new LookAround(words)
    this.#stage.className = 'alongside-stage'
    this.#scroller.className = 'alongside-room'
    // The page is where it is whatever the console's direction of reading.
    this.#scroller.dir = 'ltr'
    this.page.className = 'alongside-page'
    this.#caption.className = 'alongside-caption'
    this.page.append(this.lookAround.pane)
    this.#scroller.append(this.page)
    this.#stage.append(this.#scroller, this.#caption)
  }

  start(): void {
    adoptStageStyles(this.container.getRootNode())
    this.container.append(this.#stage)
    this.#resizes.observe(this.container)
    this.fit()
  }

  stop(): void {
    this.#resizes.disconnect()
    this.lookAround.leave()
    this.#stage.remove()
    this.page.replaceChildren()
  }

  /** From CSS pixels of this window to those of the mirrored page's viewport. */
  inPage({ x, y }: Point): Point {
    const { left, top } = this.page.getBoundingClientRect()
    return { x: (x - left) / this.#scale, y: (y - top) / this.#scale }
  }

  /** The other way round, from the top left corner of `page`. */
  inRoom({ x, y }: Point): Point {
    return { x: x * this.#scale, y: y * this.#scale }
  }

  /** What of the page can be seen, in this window. */
  get sight(): DOMRect {
    const page = this.page.getBoundingClientRect()
    const room = this.#scroller.getBoundingClientRect()
    const [left, top] = [Math.max(page.left, room.left), Math.max(page.top, room.top)]
    const [right, bottom] = [Math.min(page.right, room.right), Math.min(page.bottom, room.bottom)]
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top))
  }

  /** Where there is room for the page, in this window. */
  get area(): DOMRect {
    return this.container.getBoundingClientRect()
  }

  get scale(): number {
    return this.#scale
  }

  zoom(zoom: Zoom): void {
    this.#zoom = zoom
    this.#reword()
    this.fit()
  }

  #reword(): void {
    this.#caption.textContent = this.words.size(this.#size.width, this.#size.height)
  }

  resize(size: Size): void {
    this.#size = size
    this.#reword()
    this.fit()
  }

  fit(): void {
    const { clientWidth, clientHeight } = this.container
    const room = { width: clientWidth, height: clientHeight - this.#caption.offsetHeight }
    const ratio = window.devicePixelRatio
    let scale = scaleFor(this.#zoom, this.#size, room, ratio)
    this.#scroller.style.overflow = this.#zoom === 'actual' ? 'auto' : 'hidden'
    if (this.#zoom === 'width' && this.#size.height * scale > room.height) {
      this.#scroller.style.overflowY = 'scroll'
      // The scroll bar has taken its part.
      scale = scaleFor('width', this.#size, { ...room, width: this.#scroller.clientWidth }, ratio)
    }
    this.#apply(scale, ratio)
  }

  #apply(scale: number, ratio: number): void {
    const { width, height } = this.#size
    const { style } = this.page
    style.width = `${inDevicePixels(width * scale, ratio)}px`
    style.height = `${inDevicePixels(height * scale, ratio)}px`
    style.setProperty('--alongside-width', `${width}px`)
    style.setProperty('--alongside-height', `${height}px`)
    style.setProperty('--alongside-scale', String(scale))
    const spare = Math.max(0, this.#scroller.clientWidth - width * scale)
    style.marginLeft = `${inDevicePixels(spare / 2, ratio)}px`
    this.#nameIfScrollable()
    this.lookAround.scale(scale)
    if (scale === this.#scale) return
    this.#scale = scale
    this.scaled(scale)
  }

  /** What scrolls can be reached by keyboard, and has a name. */
  #nameIfScrollable(): void {
    const room = this.#scroller
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = room
    if (scrollWidth > clientWidth || scrollHeight > clientHeight) {
      room.tabIndex = 0
      room.setAttribute('role', 'group')
      room.setAttribute('aria-label', this.words.scroll)
    } else for (const name of ['tabindex', 'role', 'aria-label']) room.removeAttribute(name)
  }
}
