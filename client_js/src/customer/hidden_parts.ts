import {
  addEventListener,
  documentOf,
  removeEventListener,
  windowOf,
} from '../mirror/capture/dom.js'
import { type Box, smallestAt } from './boxes.js'
import { InWindow, outward } from './in_window.js'
import type { Outlines } from './ui/outlines.js'

/** As often the page is looked at for parts that are hidden now, and for what has moved unheard. */
const EVERY_MS = 500
/** More would hide the page. */
const MOST_OUTLINES = 200

export interface HiddenPartsOptions {
  /** Elements of the page that agents do not see as they are. */
  hidden(): ReadonlySet<Element>
  /** Our own element in the page. */
  host: Element
  outlines: Outlines
}

/**
 * Shows the customer which parts of her page are hidden from agents: keeps outlines where these
 * parts are, and a label where she points or types. Only reads the page.
 */
export class HiddenParts {
  readonly #options: HiddenPartsOptions
  readonly #inWindow = new InWindow()
  readonly #inSight = new Set<Element>()
  readonly #windows = new Set<Window>()
  #watched: ReadonlySet<Element> = new Set()
  #boxes = new Map<Element, Box>()
  #sight: IntersectionObserver | null = null
  #size: ResizeObserver | null = null
  #timer = 0
  #frame = 0
  /** Where she points, in the window. */
  #pointer: { x: number; y: number } | null = null
  #focused: EventTarget | null = null

  constructor(options: HiddenPartsOptions) {
    this.#options = options
  }

  /** Takes effect at once. Idempotent. */
  show(wanted: boolean): void {
    if (wanted === (this.#sight !== null)) return
    if (wanted) this.#start()
    else this.#stop()
  }

  #start(): void {
    this.#sight = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.#inSight.add(target)
        else this.#inSight.delete(target)
      }
      this.#soon()
    })
    this.#size = new ResizeObserver(this.#soon)
    this.#size.observe(document.documentElement)
    this.#listen(window)
    this.#timer = window.setInterval(() => this.#look(), EVERY_MS)
    this.#look()
  }

  #stop(): void {
    window.clearInterval(this.#timer)
    window.cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#sight?.disconnect()
    this.#sight = null
    this.#size?.disconnect()
    for (const one of this.#windows) this.#unlisten(one)
    this.#watched = new Set()
    this.#inSight.clear()
    this.#pointer = null
    this.#focused = null
    this.#show(new Map())
  }

  /** Finds out what is hidden now. */
  #look(): void {
    if (document.visibilityState !== 'visible') return
    const hidden = this.#options.hidden()
    for (const element of this.#watched) {
      if (hidden.has(element)) continue
      this.#sight?.unobserve(element)
      this.#inSight.delete(element)
    }
    for (const element of hidden) if (!this.#watched.has(element)) this.#watch(element)
    this.#watched = hidden
    this.#inWindow.forget()
    this.#soon()
  }

  #watch(element: Element): void {
    this.#sight?.observe(element)
    const page = windowOf(element)
    if (page) this.#listen(page)
  }

  /** Something may have moved. */
  readonly #soon = (): void => {
    this.#frame ||= window.requestAnimationFrame(() => {
      this.#frame = 0
      const boxes = new Map<Element, Box>()
      for (const [element, box] of this.#inWindow.boxes(this.#inSight)) {
        boxes.set(element, box)
        if (boxes.size === MOST_OUTLINES) break
      }
      this.#show(boxes)
    })
  }

  #show(boxes: Map<Element, Box>): void {
    this.#boxes = boxes
    this.#options.outlines.draw([...boxes.values()])
    this.#label()
  }

  #label(): void {
    const { x, y } = this.#pointer ?? { x: -1, y: -1 }
    const pointed = smallestAt(this.#boxes.values(), x, y)
    const focused = this.#boxes.get(this.#focused as Element) ?? null
    this.#options.outlines.label(pointed ?? focused)
  }

  readonly #pointed = (event: Event): void => {
    const { target, clientX, clientY } = event as PointerEvent
    const isPage = target instanceof Object && target !== this.#options.host
    this.#pointer = isPage ? outward(documentOf(target as Node), clientX, clientY) : null
    this.#label()
  }

  readonly #focusMoved = (event: Event): void => {
    this.#focused = event.type === 'focusin' ? (event.composedPath()[0] ?? null) : null
    this.#label()
  }

  readonly #left = (event: Event): void => {
    if ((event as PointerEvent).relatedTarget !== null) return
    this.#pointer = null
    this.#label()
  }

  readonly #listeners: Record<string, (event: Event) => void> = {
    scroll: this.#soon,
    resize: this.#soon,
    pointermove: this.#pointed,
    pointerdown: this.#pointed,
    pointerout: this.#left,
    focusin: this.#focusMoved,
    focusout: this.#focusMoved,
  }

  /** Of what happens in a frame only its own window hears. */
  #listen(page: Window): void {
    if (this.#windows.has(page)) return
    this.#windows.add(page)
    for (const [type, listener] of Object.entries(this.#listeners)) {
      addEventListener.call(page, type, listener, { capture: true, passive: true })
    }
  }

  #unlisten(page: Window): void {
    this.#windows.delete(page)
    for (const [type, listener] of Object.entries(this.#listeners)) {
      removeEventListener.call(page, type, listener, { capture: true })
    }
  }
}
