import type { NodeRef } from '../control/messages.js'
import type { Box } from '../customer/boxes.js'
import { InWindow } from '../customer/in_window.js'
import type { PageChannels } from '../mirror/channels.js'
import type { Point, Spot } from '../mirror/spot.js'
import type { MirroredSpots } from '../mirror/view/spots.js'
import type { MirrorView } from '../mirror/view/view.js'
import { Board, type Place, type Placed } from './board.js'
import { Marker } from './marker.js'
import { parseAt, parseInk, type Received, writeInk } from './messages.js'
import { CUSTOMER_COLOUR, colour } from './palette.js'
import { Pen } from './pen.js'
import { PointerSender } from './pointer_sender.js'

export type Tool = 'none' | 'laser' | 'pen'

const CUSTOMER = ''
const LOOK_MS = 200
const LOOK_AGAIN_FRAMES = 15
const LINE_FULL_BYTES = 64 * 1024

export interface MirrorInkOptions {
  view: Pick<MirrorView, 'spots' | 'room'>
  channels: Pick<PageChannels, 'pointer' | 'ink'>
  /** Of the grant for `view`. */
  grant: number
  /** Id of the agent at this console. */
  me: string
  words: MirrorInkWords
  /** The name of a person in the session. */
  nameOf(person: string): string
}

export interface MirrorInkWords {
  customer: string
  /** Of the mark that is moved by keys. */
  marker: Readonly<Record<Exclude<Tool, 'none'>, string>>
}

/**
 * Pointers, clicks and drawings of everybody on the agent's mirror, and the agent's own pointer and
 * tools. While one of these is on, the pane above the mirror is for that alone.
 */
export class MirrorInk {
  readonly #options: MirrorInkOptions
  readonly #board: Board<NodeRef>
  readonly #pointer: PointerSender
  readonly #marker: Marker
  #tool: Tool = 'none'
  #running = false
  #spots: MirroredSpots | null = null
  #inWindow = new InWindow()
  #generation = 0
  #frames = 0
  #timer = 0
  /** `seq` of the last that was heard of whom. */
  readonly #seqs = new Map<string | null, number>()
  /** Where the agent points, in the mirrored page's viewport. */
  #at: Point | null = null
  #spot: Spot | null = null
  #pen: Pen | null = null
  #penFrame = 0
  #sent = 0
  #nextId = 1 + Math.floor(Math.random() * 2 ** 40)

  constructor(options: MirrorInkOptions) {
    this.#options = options
    this.#pointer = new PointerSender(options.channels.pointer, options.grant)
    this.#board = new Board<NodeRef>({
      place: (ref) => this.#place(ref),
      scale: () => this.#scale,
      frame: () => this.#beforeFrame(),
    })
    this.#board.element.style.cssText = 'position: absolute; z-index: 3'
    this.#marker = new Marker({
      moved: (at) => this.#movedTo(at),
      pressed: (at) => this.#markerPressed(at),
      left: () => this.#markerLeft(),
      room: () => this.#size,
    })
  }

  /** Call when the channels are open. Idempotent. */
  start(): void {
    if (this.#running) return
    this.#running = true
    const { channels, view, words } = this.#options
    channels.pointer.addEventListener('message', this.#pointed)
    channels.ink.addEventListener('message', this.#drew)
    this.#board.introduce(CUSTOMER, words.customer, CUSTOMER_COLOUR)
    const { page } = view.room
    page.append(this.#board.element, this.#marker.element)
    for (const type of TAKEN) page.addEventListener(type, this.#done, { capture: true })
    this.#timer = window.setInterval(() => this.#look(), LOOK_MS)
  }

  /** Idempotent. */
  stop(): void {
    if (!this.#running) return
    this.#running = false
    const { channels, view } = this.#options
    channels.pointer.removeEventListener('message', this.#pointed)
    channels.ink.removeEventListener('message', this.#drew)
    const { page } = view.room
    for (const type of TAKEN) page.removeEventListener(type, this.#done, { capture: true })
    window.clearInterval(this.#timer)
    window.cancelAnimationFrame(this.#penFrame)
    this.#pointer.stop()
    this.#board.stop()
    this.#board.element.remove()
    this.#marker.element.remove()
  }

  get tool(): Tool {
    return this.#tool
  }

  set tool(tool: Tool) {
    if (tool === this.#tool) return
    this.#lift()
    this.#tool = tool
    const { pane } = this.#options.view.room.lookAround
    pane.style.cursor = { none: '', laser: 'none', pen: 'crosshair' }[tool]
    pane.style.touchAction = tool === 'none' ? '' : 'none'
    this.#marker.show(tool === 'none' ? null : this.#options.words.marker[tool])
    this.#tellPointer()
  }

  /** The agent's own drawings, or everybody's. */
  clear(all: boolean): void {
    this.#cancelPen()
    this.#board.strokes.clear(all ? null : this.#options.me)
    this.#board.wake()
    this.#send(writeInk(this.#options.grant, { type: 'clear', all }))
  }

  // --- what the customer's browser tells --------------------------------------------------------

  readonly #pointed = ({ data }: MessageEvent<unknown>): void => {
    const at = parseAt(data, this.#options.grant)
    if (!at || at.by === this.#options.me) return
    if (at.seq <= (this.#seqs.get(at.by) ?? 0)) return
    if (this.#seqs.size >= MOST_PEOPLE && !this.#seqs.has(at.by)) return
    this.#seqs.set(at.by, at.seq)
    this.#board.point(at.by ?? CUSTOMER, at.spot && placeOf(at.spot), at.laser)
  }

  readonly #drew = ({ data }: MessageEvent<unknown>): void => {
    const message = parseInk(data, this.#options.grant)
    if (!message) return
    this.#take(message)
    this.#board.wake()
  }

  #take(message: Received): void {
    const { strokes } = this.#board
    const by = message.by ?? CUSTOMER
    switch (message.type) {
      case 'press':
        return this.#board.press(placeOf(message.spot))
      case 'stroke':
        // What is older than what is in sight was drawn on a page that is gone.
        if (message.anchor.page >= this.#generation) strokes.add(by, message, message.anchor)
        return
      case 'erase':
        if (by === this.#options.me && message.id === this.#pen?.id) this.#cancelPen()
        strokes.erase(by, message.id)
        return
      case 'clear':
        if (message.all) this.#cancelPen()
        return strokes.clear(message.all ? null : by)
      case 'colours':
        for (const [person, number] of message.of) this.#introduce(person, number)
    }
  }

  #introduce(person: string, number: number): void {
    const name = person === this.#options.me ? '' : this.#options.nameOf(person)
    this.#board.introduce(person, name, colour(number))
  }

  // --- what the agent does ----------------------------------------------------------------------

  readonly #done = (event: Event): void => {
    const { pane } = this.#options.view.room.lookAround
    if (event.target !== pane) return
    const pointer = event as PointerEvent
    if (event.type === 'pointerout') return this.#movedTo(null)
    // Its scroll bars.
    const isBar = pointer.offsetX >= pane.clientWidth || pointer.offsetY >= pane.clientHeight
    if (isBar && !this.#pen) return
    if (this.#tool !== 'none') {
      event.stopPropagation()
      if (event.type !== 'pointermove') event.preventDefault()
    }
    this.#actions[event.type]?.(pointer)
  }

  readonly #actions: Record<string, (event: PointerEvent) => void> = {
    pointermove: (event) => this.#pointerMoved(event),
    pointerdown: (event) => this.#pointerDown(event),
    pointerup: () => this.#lift(),
    pointercancel: () => this.#lift(),
  }

  #pointerMoved(event: PointerEvent): void {
    const { room } = this.#options.view
    if (this.#pen) {
      const all = event.getCoalescedEvents()
      for (const one of all.length > 0 ? all : [event]) {
        this.#draw(room.inPage({ x: one.clientX, y: one.clientY }))
      }
    }
    this.#movedTo(room.inPage({ x: event.clientX, y: event.clientY }))
  }

  #pointerDown(event: PointerEvent): void {
    const { room, spots } = this.#options.view
    const at = room.inPage({ x: event.clientX, y: event.clientY })
    if (this.#tool === 'pen') {
      if (event.button !== 0 || !spots) return
      room.lookAround.pane.setPointerCapture(event.pointerId)
      this.#put(at)
    } else this.#press(at)
  }

  #press(at: Point): void {
    const spot = this.#options.view.spots?.at(at)
    if (!spot) return
    this.#board.press(placeOf(spot))
    this.#send(writeInk(this.#options.grant, { type: 'press', spot }))
  }

  #markerPressed(at: Point): void {
    if (this.#tool === 'laser') this.#press(at)
    else if (this.#pen) this.#lift()
    else this.#put(at)
  }

  #markerLeft(): void {
    this.#lift()
    this.#movedTo(null)
  }

  #movedTo(at: Point | null): void {
    this.#at = at
    if (at && this.#pen && this.#marker.isUsed) this.#draw(at)
    this.#tellPointer()
  }

  #tellPointer(): void {
    this.#spot = this.#spotNow()
    this.#pointer.point(null, () => this.#spotNow(), this.#tool === 'laser')
    const place = this.#spot && placeOf(this.#spot)
    const isLaser = this.#tool === 'laser'
    this.#board.point(this.#options.me, isLaser ? place : null, isLaser)
  }

  #spotNow(): Spot | null {
    const spot = this.#at && this.#options.view.spots?.at(this.#at)
    return spot ? { page: spot.page, node: spot.node, x: spot.x, y: spot.y } : null
  }

  // --- the pen ----------------------------------------------------------------------------------

  #put(at: Point): void {
    const { spots } = this.#options.view
    this.#lift()
    this.#sent = 0
    this.#pen = spots && Pen.put(this.#nextId++, spots, at)
    if (this.#pen) this.#show(this.#pen, false)
  }

  #draw(at: Point): void {
    const pen = this.#pen
    if (!pen?.add(at)) return
    this.#show(pen, false)
    if (pen.isFull) this.#put(at)
  }

  /** Draws it here, and tells the customer with the next frame. */
  #show(pen: Pen, done: boolean): void {
    const { anchor, points } = done ? pen.lift() : pen.drawn
    const part = { id: pen.id, from: 0, points: [...points], done }
    const stroke = this.#board.strokes.add(this.#options.me, part, anchor)
    this.#board.wake()
    if (!stroke) return this.#cancelPen()
    if (done) this.#tellPart(pen, true)
    else this.#penFrame ||= window.requestAnimationFrame(() => this.#tellPart(pen, false))
  }

  #tellPart(pen: Pen, done: boolean): void {
    window.cancelAnimationFrame(this.#penFrame)
    this.#penFrame = 0
    const { me, grant, channels } = this.#options
    const stroke = this.#board.strokes.get(me, pen.id)
    if (!stroke || (!done && channels.ink.bufferedAmount > LINE_FULL_BYTES)) return
    const from = done ? 0 : this.#sent
    const points = stroke.points.slice(from * 2)
    this.#sent = stroke.points.length / 2
    const { id, anchor } = stroke
    this.#send(writeInk(grant, { type: 'stroke', id, anchor, from, points, done }))
  }

  #lift(): void {
    const pen = this.#pen
    this.#pen = null
    // It may have been cleared while it was being drawn.
    if (pen && this.#board.strokes.get(this.#options.me, pen.id)) this.#show(pen, true)
  }

  #cancelPen(): void {
    window.cancelAnimationFrame(this.#penFrame)
    this.#penFrame = 0
    this.#pen = null
  }

  // --- where things are -------------------------------------------------------------------------

  get #scale(): number {
    return this.#options.view.room.inRoom({ x: 1, y: 0 }).x
  }

  /** Of the mirrored page's viewport. */
  get #size(): { width: number; height: number; scale: number } {
    const { offsetWidth, offsetHeight } = this.#options.view.room.page
    const scale = this.#scale
    return { width: offsetWidth / scale, height: offsetHeight / scale, scale }
  }

  /** What is under the agent's pointer may be something else by now. */
  #look(): void {
    this.#noteSnapshot()
    const spot = this.#spotNow()
    const before = this.#spot
    const same = spot?.page === before?.page && spot?.node === before?.node
    if (!same || spot?.x !== before?.x || spot?.y !== before?.y) this.#tellPointer()
  }

  /** Drawings on the snapshot before are gone; the customer's browser tells what there is now. */
  #noteSnapshot(): void {
    const { spots } = this.#options.view
    if (spots !== this.#spots) {
      this.#spots = spots
      this.#inWindow = new InWindow(spots?.document)
    }
    const generation = spots?.generation ?? this.#generation
    if (generation === this.#generation) return
    this.#generation = generation
    if (this.#pen) this.#cancelPen()
    for (const stroke of [...this.#board.strokes]) {
      if (stroke.anchor.page < generation) this.#board.strokes.erase(stroke.by, stroke.id)
    }
  }

  #beforeFrame(): void {
    this.#noteSnapshot()
    if (++this.#frames % LOOK_AGAIN_FRAMES === 0) this.#inWindow.forget()
  }

  #place(ref: NodeRef): Placed | null {
    const element = this.#spots?.element({ ...ref, x: 0, y: 0 })
    const seen = element?.isConnected ? this.#inWindow.seen(element) : null
    if (!seen) return null
    const scale = this.#scale
    return { box: scaled(seen.box, scale), clip: seen.clip && scaled(seen.clip, scale) }
  }

  #send(message: string): void {
    const { ink } = this.#options.channels
    if (ink.readyState === 'open') ink.send(message)
  }
}

/** What the agent's tools take from the pane. */
const TAKEN = [
  ...['pointermove', 'pointerdown', 'pointerup', 'pointercancel', 'pointerout'],
  ...['mousedown', 'mouseup', 'click', 'dblclick', 'auxclick', 'contextmenu'],
]
/** A customer's browser that names more is not ours. */
const MOST_PEOPLE = 64

function placeOf({ page, node, x, y }: Spot): Place<NodeRef> {
  return { target: { page, node }, x, y }
}

function scaled({ left, top, right, bottom }: Box, scale: number): Box {
  return { left: left * scale, top: top * scale, right: right * scale, bottom: bottom * scale }
}
