import { Bucket } from '../bucket.js'
import type { NodeRef } from '../control/messages.js'
import { rectangle } from '../mirror/capture/dom.js'
import type { CapturedSpots } from '../mirror/capture/spots.js'
import type { PageChannels } from '../mirror/channels.js'
import { pointIn, type Spot } from '../mirror/spot.js'
import type { Place } from './board.js'
import { type At, type Colours, parseAt, parseInk, type Received, writeInk } from './messages.js'
import { PointerSender } from './pointer_sender.js'
import type { Stroke } from './strokes.js'

const MOST_AT = 120
const MOST_INK = 120
/** More than this waits in the channel: strokes are told when it is empty again. */
const FULL_BYTES = 64 * 1024

export interface ViewerOptions {
  /** Id of the person who sees the page. */
  person: string
  name: string
  channels: Pick<PageChannels, 'pointer' | 'ink'>
  /** Of the grant for `view`. */
  grant: number
  spots: Pick<CapturedSpots, 'of' | 'known' | 'generation'>
  /** Whether they may take everybody's drawings away, where the policy lets agents; default: yes. */
  mayClearAll?: boolean
  /** Whether they may use this, where the policy lets agents, now. */
  may?(tool: 'laser' | 'pen'): boolean
}

export interface ViewerDelegate {
  pointed(viewer: PageViewer, at: Place<Element> | null, laser: boolean): void
  drew(viewer: PageViewer, message: Received): void
  dropped(why: 'bad' | 'fast'): void
}

interface Told {
  generation: number
  revision: number
  count: number
  done: boolean
}

/** One viewer of the page: hears where she points and what she draws, and tells her of the others. */
export class PageViewer {
  readonly #pointers: PointerSender
  readonly #told = new Map<Stroke<Element>, Told>()
  readonly #rates = { pointer: new Bucket(MOST_AT, MOST_AT), ink: new Bucket(MOST_INK, MOST_INK) }
  #seq = 0

  constructor(
    readonly options: ViewerOptions,
    private readonly delegate: ViewerDelegate,
  ) {
    const { channels, grant } = options
    this.#pointers = new PointerSender(channels.pointer, grant)
    channels.pointer.addEventListener('message', this.#pointed)
    channels.ink.addEventListener('message', this.#drew)
  }

  stop(): void {
    const { pointer, ink } = this.options.channels
    pointer.removeEventListener('message', this.#pointed)
    ink.removeEventListener('message', this.#drew)
    this.#pointers.stop()
    this.#told.clear()
  }

  /** Where somebody points; `by` null: the customer. */
  point(by: string | null, at: Place<Element> | null, laser: boolean): void {
    this.#pointers.point(by, () => at && this.spotOf(at), laser)
  }

  press(by: string | null, at: Place<Element>): void {
    const spot = this.spotOf(at)
    if (spot) this.#send(writeInk(this.options.grant, { type: 'press', spot }, by))
  }

  /** The viewer knows nothing: she is told everything that there is. */
  forgets(): void {
    this.#told.clear()
    this.#pointers.repeat()
  }

  colours(of: Colours['of']): void {
    this.#send(writeInk(this.options.grant, { type: 'colours', of }))
  }

  /** Everything of somebody is gone; null: of everybody. */
  cleared(by: string | null, all: boolean): void {
    for (const stroke of this.#told.keys()) {
      if (all || stroke.by === by) this.#told.delete(stroke)
    }
    this.#send(writeInk(this.options.grant, { type: 'clear', all }, by))
  }

  /** The viewer has drawn this herself and need not be told. */
  knows(stroke: Stroke<Element>): void {
    this.#told.set(stroke, this.#stateOf(stroke))
  }

  /** Takes away what the viewer has drawn and cannot be kept. */
  refuse(id: number): void {
    const { grant, person } = this.options
    this.#send(writeInk(grant, { type: 'erase', id }, person))
  }

  /** Tells what the viewer does not know yet of these strokes, which are all that there are. False
   * if something has to wait. */
  tell(strokes: ReadonlySet<Stroke<Element>>): boolean {
    const { grant, channels } = this.options
    if (channels.ink.readyState !== 'open') return true
    for (const stroke of this.#told.keys()) {
      if (strokes.has(stroke)) continue
      this.#told.delete(stroke)
      this.#send(writeInk(grant, { type: 'erase', id: stroke.id }, stroke.by))
    }
    let all = true
    for (const stroke of strokes) all = this.#tellOf(stroke) && all
    return all
  }

  /** What a spot of this viewer's names. */
  find(ref: NodeRef): Element | null {
    const known = this.options.spots.known({ ...ref, x: 0, y: 0 })
    return known && (known.node as Element)
  }

  /** A place in the page, as this viewer knows it. */
  spotOf({ target, ...parts }: Place<Element>): Spot | null {
    return this.options.spots.of(target, pointIn(rectangle(target), parts))
  }

  #tellOf(stroke: Stroke<Element>): boolean {
    const state = this.#stateOf(stroke)
    const told = this.#told.get(stroke)
    const grown = told?.generation === state.generation && told.revision === state.revision
    if (grown && told.count === state.count && told.done === state.done) return true
    if (this.options.channels.ink.bufferedAmount > FULL_BYTES) return false
    const anchor = this.#anchorOf(stroke.anchor)
    if (!anchor) return false
    const from = grown ? told.count : 0
    const points = stroke.points.slice(from * 2)
    const { id, done, by } = stroke
    this.#send(writeInk(this.options.grant, { type: 'stroke', id, anchor, from, points, done }, by))
    this.#told.set(stroke, state)
    return true
  }

  #stateOf({ revision, points, done }: Stroke<Element>): Told {
    return { generation: this.options.spots.generation, revision, count: points.length / 2, done }
  }

  /** Null where the viewer does not know this very element (yet). */
  #anchorOf(element: Element): NodeRef | null {
    const spot = this.options.spots.of(element, { x: 0, y: 0 })
    return spot && this.find(spot) === element ? { page: spot.page, node: spot.node } : null
  }

  readonly #pointed = ({ data }: MessageEvent<unknown>): void => {
    const at = this.#passed(this.#rates.pointer, () => parseAt(data, this.options.grant))
    // Others have been overtaken on the way.
    if (!at || at.seq <= this.#seq) return
    this.#seq = at.seq
    this.delegate.pointed(this, this.#placeOf(at), at.laser)
  }

  readonly #drew = ({ data }: MessageEvent<unknown>): void => {
    const message = this.#passed(this.#rates.ink, () => parseInk(data, this.options.grant))
    if (message) this.delegate.drew(this, message)
  }

  /** What may have an effect; null for all else, which is counted. */
  #passed<T>(rate: Bucket, parse: () => T | null): T | null {
    const passes = rate.take(performance.now())
    const message = passes ? parse() : null
    if (message === null) this.delegate.dropped(passes ? 'bad' : 'fast')
    return message
  }

  #placeOf({ spot }: At): Place<Element> | null {
    const target = spot && this.find(spot)
    return target && { target, x: spot.x, y: spot.y }
  }

  #send(message: string): void {
    const { ink } = this.options.channels
    if (ink.readyState === 'open') ink.send(message)
  }
}
