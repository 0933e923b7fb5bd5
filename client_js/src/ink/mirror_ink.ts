import type { NodeRef } from '../control/messages.js'
import { scaled } from '../customer/boxes.js'
import { InWindow } from '../customer/in_window.js'
import type { PageChannels } from '../mirror/channels.js'
import type { Point, Spot } from '../mirror/spot.js'
import type { MirroredSpots } from '../mirror/view/spots.js'
import type { MirrorView } from '../mirror/view/view.js'
import { Board, type Place, type Placed } from './board.js'
import { Hand, type Tool } from './hand.js'
import { type InkMessage, parseAt, parseInk, type Received, writeInk } from './messages.js'
import { OwnStrokes } from './own_strokes.js'
import { CUSTOMER_COLOUR, colour } from './palette.js'
import { PointerSender } from './pointer_sender.js'

/** What the board calls the customer; no person's id is empty. */
const CUSTOMER = ''
/** As often it is looked up what is under the agent's pointer by now. */
const LOOK_MS = 200
/** What cuts parts of the page off is looked up anew after so many frames. */
const LOOK_AGAIN_FRAMES = 15
/** More than this waits in the channel: strokes are told when they are done. */
const FULL_BYTES = 64 * 1024
/** A customer's browser that names more is not ours. */
const MOST_PEOPLE = 64

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
  readonly #hand: Hand
  readonly #strokes: OwnStrokes
  #running = false
  #spots: MirroredSpots | null = null
  #inWindow = new InWindow()
  #generation = 0
  #frames = 0
  #timer = 0
  /** `seq` of the last that was heard of whom. */
  readonly #seqs = new Map<string | null, number>()
  /** Where the agent points, in the mirrored page's viewport, and what was there. */
  #at: Point | null = null
  #spot: Spot | null = null

  constructor(options: MirrorInkOptions) {
    const { view, channels, grant, me, words } = options
    this.#options = options
    this.#pointer = new PointerSender(channels.pointer, grant)
    this.#board = new Board<NodeRef>({
      place: (ref) => this.#place(ref),
      scale: () => this.#scale,
      frame: () => this.#beforeFrame(),
    })
    this.#board.element.style.cssText = 'position: absolute; z-index: 3'
    this.#strokes = new OwnStrokes(me, this.#board.strokes, {
      tell: (part) => (part.done || channels.ink.bufferedAmount <= FULL_BYTES) && this.#send(part),
      changed: () => this.#board.wake(),
      refused: () => this.#hand.cancel(),
    })
    this.#hand = new Hand(view.room, words.marker, {
      moved: (at) => this.#pointTo(at),
      pressed: (at) => this.#press(at),
      put: (at) => this.#strokes.put(view.spots, at),
      drew: (at) => this.#strokes.draw(view.spots, at),
      lifted: () => this.#strokes.lift(),
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
    view.room.page.append(this.#board.element)
    this.#hand.start()
    this.#timer = window.setInterval(() => this.#look(), LOOK_MS)
    // What has been said before nobody has heard.
    this.#send({ type: 'hello' })
  }

  /** Idempotent. */
  stop(): void {
    if (!this.#running) return
    this.#running = false
    const { channels } = this.#options
    channels.pointer.removeEventListener('message', this.#pointed)
    channels.ink.removeEventListener('message', this.#drew)
    window.clearInterval(this.#timer)
    this.#strokes.cancel()
    this.#hand.stop()
    this.#pointer.stop()
    this.#board.stop()
    this.#board.element.remove()
  }

  get tool(): Tool {
    return this.#hand.tool
  }

  set tool(tool: Tool) {
    if (tool === this.#hand.tool) return
    this.#hand.tool = tool
    this.#pointTo(this.#at)
  }

  /** Takes away the agent's own drawings, or everybody's. */
  clear(all: boolean): void {
    this.#board.strokes.clear(all ? null : this.#options.me)
    this.#gone()
    this.#send({ type: 'clear', all })
  }

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
    if (message) this.#take(message)
  }

  #take(message: Received): void {
    const { strokes } = this.#board
    const by = message.by ?? CUSTOMER
    switch (message.type) {
      case 'press':
        this.#board.press(placeOf(message.spot))
        break
      case 'stroke':
        // What is older than what is in sight was drawn on a page that is gone.
        if (message.anchor.page >= this.#generation) strokes.add(by, message, message.anchor)
        break
      case 'erase':
        strokes.erase(by, message.id)
        break
      case 'clear':
        strokes.clear(message.all ? null : by)
        break
      case 'colours':
        for (const [person, number] of message.of) this.#introduce(person, number)
    }
    this.#gone()
  }

  #introduce(person: string, number: number): void {
    const name = person === this.#options.me ? '' : this.#options.nameOf(person)
    this.#board.introduce(person, name, colour(number))
  }

  #gone(): void {
    this.#strokes.check()
    this.#board.wake()
  }

  #press(at: Point): void {
    const spot = this.#options.view.spots?.at(at)
    if (!spot) return
    this.#board.press(placeOf(spot))
    this.#send({ type: 'press', spot })
  }

  #pointTo(at: Point | null): void {
    this.#at = at
    this.#spot = this.#spotNow()
    const isLaser = this.#hand.tool === 'laser'
    this.#pointer.point(null, () => this.#spotNow(), isLaser)
    // The browser draws the agent's own pointer; a laser looks as it does to the others.
    const place = isLaser && this.#spot ? placeOf(this.#spot) : null
    this.#board.point(this.#options.me, place, isLaser)
  }

  #spotNow(): Spot | null {
    return (this.#at && this.#options.view.spots?.at(this.#at)) ?? null
  }

  get #scale(): number {
    return this.#options.view.room.inRoom({ x: 1, y: 0 }).x
  }

  /** What is under the agent's pointer may be something else by now. */
  #look(): void {
    this.#noteSnapshot()
    const [now, before] = [this.#spotNow(), this.#spot]
    const names = (spot: Spot | null) => spot && `${spot.page} ${spot.node} ${spot.x} ${spot.y}`
    if (names(now) !== names(before)) this.#pointTo(this.#at)
  }

  /** Drawings on the snapshot before are gone; the customer's browser tells what there is now. */
  #noteSnapshot(): void {
    const { spots } = this.#options.view
    if (spots === this.#spots) return
    this.#spots = spots
    this.#inWindow = new InWindow(spots?.document)
    this.#generation = spots?.generation ?? this.#generation
    for (const stroke of [...this.#board.strokes]) {
      if (stroke.anchor.page < this.#generation) this.#board.strokes.erase(stroke.by, stroke.id)
    }
    this.#gone()
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

  #send(message: InkMessage): boolean {
    const { channels, grant } = this.#options
    if (channels.ink.readyState !== 'open') return false
    channels.ink.send(writeInk(grant, message))
    return true
  }
}

function placeOf({ page, node, x, y }: Spot): Place<NodeRef> {
  return { target: { page, node }, x, y }
}
