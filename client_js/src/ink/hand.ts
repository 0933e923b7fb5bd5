import type { Point } from '../mirror/spot.js'
import type { Room } from '../mirror/view/room.js'
import { Marker } from './marker.js'

export const TOOLS = ['laser', 'pen'] as const
export type Tool = 'none' | (typeof TOOLS)[number]

const CURSORS = { none: '', laser: 'none', pen: 'crosshair' } as const
const MOUSE = ['mousedown', 'mouseup', 'click', 'dblclick', 'auxclick', 'contextmenu']
const KEYS = ['keydown', 'keyup', 'paste']

/** Points are in the mirrored page's viewport. */
export interface HandDelegate {
  /** Null: nowhere. */
  moved(at: Point | null): void
  pressed(at: Point): void
  /** The pen is put on the page, goes on, and is lifted. */
  put(at: Point): void
  drew(at: Point): void
  lifted(): void
}

/**
 * The agent's hand above the mirror: mouse, pen, touch, and a mark that keys move. While a tool is
 * on, nothing that is done on the pane reaches anything else but the wheel and Escape.
 */
export class Hand {
  readonly #marker: Marker
  #tool: Tool = 'none'
  #draws = false

  constructor(
    private readonly room: Room,
    private readonly names: Readonly<Record<(typeof TOOLS)[number], string>>,
    private readonly delegate: HandDelegate,
  ) {
    this.#marker = new Marker({
      moved: (at) => this.#movedTo(at),
      pressed: (at) => this.#markerPressed(at),
      left: () => this.#left(),
      size: () => this.#size,
    })
  }

  start(): void {
    const { page } = this.room
    page.append(this.#marker.element)
    for (const type of this.#types) page.addEventListener(type, this.#done, { capture: true })
  }

  stop(): void {
    this.tool = 'none'
    const { page } = this.room
    for (const type of this.#types) page.removeEventListener(type, this.#done, { capture: true })
    this.#marker.element.remove()
  }

  get tool(): Tool {
    return this.#tool
  }

  set tool(tool: Tool) {
    this.#lift()
    this.#tool = tool
    const { style } = this.room.lookAround.pane
    style.cursor = CURSORS[tool]
    style.touchAction = tool === 'none' ? '' : 'none'
    this.#marker.show(tool === 'none' ? null : this.names[tool])
  }

  /** What is being drawn is nothing any more. */
  cancel(): void {
    this.#draws = false
  }

  readonly #done = (event: Event): void => {
    const { pane } = this.room.lookAround
    if (!pane.contains(event.target as Node)) return
    const { type } = event
    if (this.#isOnBar(event) && !this.#draws) return
    if (this.#tool !== 'none' && (event as KeyboardEvent).key !== 'Escape') {
      event.stopPropagation()
      if (MOUSE.includes(type)) event.preventDefault()
    }
    this.#actions[type]?.(event as PointerEvent)
  }

  /** While the agent looks around the pane has scroll bars. */
  #isOnBar(event: Event): boolean {
    if (!(event instanceof MouseEvent) || event.type === 'pointerout') return false
    const { clientX, clientY } = event
    const { pane } = this.room.lookAround
    const { left, top } = pane.getBoundingClientRect()
    const [x, y] = [clientX - left - pane.clientLeft, clientY - top - pane.clientTop]
    return x < 0 || y < 0 || x >= pane.clientWidth || y >= pane.clientHeight
  }

  readonly #actions: Readonly<Record<string, (event: PointerEvent) => void>> = {
    pointermove: (event) => this.#moved(event),
    pointerdown: (event) => this.#down(event),
    pointerup: () => this.#lift(),
    pointercancel: () => this.#left(),
    pointerout: () => this.#draws || this.#movedTo(null),
  }

  /** Also those that only have to be kept from others. */
  readonly #types = [...Object.keys(this.#actions), ...MOUSE, ...KEYS]

  #moved(event: PointerEvent): void {
    if (this.#draws) {
      const all = event.getCoalescedEvents()
      for (const one of all.length > 0 ? all : [event]) this.delegate.drew(this.#at(one))
    }
    this.delegate.moved(this.#at(event))
  }

  #down(event: PointerEvent): void {
    const at = this.#at(event)
    this.delegate.moved(at)
    if (this.#tool !== 'pen') this.delegate.pressed(at)
    else if (event.button === 0) {
      this.room.lookAround.pane.setPointerCapture(event.pointerId)
      this.#put(at)
    }
  }

  #markerPressed(at: Point): void {
    if (this.#tool === 'laser') this.delegate.pressed(at)
    else if (this.#draws) this.#lift()
    else this.#put(at)
  }

  #movedTo(at: Point | null): void {
    if (at && this.#draws) this.delegate.drew(at)
    this.delegate.moved(at)
  }

  #left(): void {
    this.#lift()
    this.delegate.moved(null)
  }

  #put(at: Point): void {
    this.#draws = true
    this.delegate.put(at)
  }

  #lift(): void {
    if (!this.#draws) return
    this.#draws = false
    this.delegate.lifted()
  }

  #at({ clientX, clientY }: MouseEvent): Point {
    return this.room.inPage({ x: clientX, y: clientY })
  }

  get #size(): { width: number; height: number; scale: number } {
    const { offsetWidth, offsetHeight } = this.room.page
    const { x: scale } = this.room.inRoom({ x: 1, y: 0 })
    return { width: offsetWidth / scale, height: offsetHeight / scale, scale }
  }
}
