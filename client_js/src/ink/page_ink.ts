import { type Box, moved, scaled } from '../customer/boxes.js'
import { InWindow } from '../customer/in_window.js'
import { isConnected } from '../mirror/capture/dom.js'
import * as names from '../mirror/capture/names.js'
import type { Spot } from '../mirror/spot.js'
import { Board, type Place, type Placed } from './board.js'
import type { Received, StrokePart } from './messages.js'
import { OwnPointer } from './own_pointer.js'
import { PageViewer, type ViewerOptions } from './page_viewer.js'
import { ColourBook, colour } from './palette.js'
import { PointedAt, type PointedAtWords } from './pointed_at.js'

/** What cuts parts of the page off is looked up anew after so many frames. */
const LOOK_AGAIN_FRAMES = 15

/** What viewers may do here, by the site's policy. */
export interface InkPolicy {
  readonly laser: boolean
  readonly pen: boolean
  readonly clear_all: boolean
}

export interface PageInkOptions {
  /** Our own element in the page. */
  host: Element
  /** Asked each time; null: nobody may even point. */
  policy(): InkPolicy | null
  words: PointedAtWords
  /** A viewer points at this element: by a click, or by a laser that rests there. */
  onPointedAt?(element: Element, person: string): void
}

/**
 * Pointers, clicks and drawings of everybody on the customer's page. Put its element into our own
 * root, where it covers the window; add the viewers as their links open.
 *
 * What viewers send is dropped, counted and without effect if it is not well-formed, not under the
 * grant of the view, too much, or not permitted.
 */
export class PageInk {
  readonly element = document.createElement('div')
  /** How many messages have been dropped, and why. */
  readonly dropped = { bad: 0, fast: 0, full: 0, forbidden: 0 }
  readonly #options: PageInkOptions
  readonly #inWindow = new InWindow()
  readonly #board: Board<Element>
  readonly #own: OwnPointer
  readonly #pointedAt: PointedAt
  readonly #viewers = new Set<PageViewer>()
  readonly #names = new Map<string, string>()
  readonly #colours = new ColourBook()
  /** Of the layer, in the window: its corner, and by how much the page enlarges it. */
  #layer = { x: 0, y: 0, scale: 1 }
  #frames = 0
  #frame = 0
  #isClosed = false

  constructor(options: PageInkOptions) {
    this.#options = options
    this.#board = new Board<Element>({
      place: (element) => this.#place(element),
      scale: () => 1,
      frame: () => this.#beforeFrame(),
    })
    this.#own = new OwnPointer(options.host, {
      moved: (at) => this.#each(null, (viewer) => viewer.point(null, at, false)),
      pressed: (at) => this.#each(null, (viewer) => viewer.press(null, at)),
    })
    this.#pointedAt = new PointedAt(options.words, names, (element, person) =>
      options.onPointedAt?.(element, person),
    )
    this.element.append(this.#board.element, this.#pointedAt.element)
  }

  /** Call when the channels are open; stop it at the latest when they close. What somebody has drawn
   * is gone with her last view. */
  addViewer(options: ViewerOptions): { stop(): void } {
    const viewer = new PageViewer(options, {
      pointed: (from, at, laser) => this.#pointed(from, at, laser),
      drew: (from, message) => this.#drew(from, message),
      dropped: (why) => {
        this.dropped[why]++
      },
    })
    const { person, name } = options
    const number = this.#colours.numberOf(person)
    this.#names.set(person, name)
    this.#board.introduce(person, name, colour(number))
    this.#viewers.add(viewer)
    this.#own.start()
    for (const one of this.#viewers) one.colours(this.#colours.of)
    this.#soon()
    return { stop: () => this.#remove(viewer) }
  }

  /** To be called when viewers may have lost what they may do: nobody points any more. */
  policyChanged(): void {
    const isClosed = this.#options.policy() === null
    if (isClosed === this.#isClosed) return
    this.#isClosed = isClosed
    if (isClosed) for (const viewer of this.#viewers) this.#pointed(viewer, null, false)
  }

  /** Takes everything away, and tells nobody anything any more. */
  stop(): void {
    for (const viewer of [...this.#viewers]) this.#remove(viewer)
    window.cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#board.stop()
  }

  #remove(viewer: PageViewer): void {
    if (!this.#viewers.delete(viewer)) return
    viewer.stop()
    if (this.#viewers.size === 0) {
      this.#own.stop()
      this.#pointedAt.stop()
    }
    const { person } = viewer.options
    if ([...this.#viewers].some((other) => other.options.person === person)) return
    this.#pointed(viewer, null, false)
    this.#board.strokes.clear(person)
    this.#soon()
  }

  #pointed(from: PageViewer, place: Place<Element> | null, asLaser: boolean): void {
    const { person } = from.options
    const policy = this.#options.policy()
    const at = policy && place
    const laser = asLaser && policy?.laser === true && from.options.may?.('laser') !== false
    this.#board.point(person, at, laser)
    this.#each(from, (viewer) => viewer.point(person, at, laser))
    this.#pointedAt.rests(this.#subject(from, laser ? at : null), this.#whose(person))
  }

  #drew(from: PageViewer, message: Received): void {
    switch (message.type) {
      case 'hello':
        from.forgets()
        from.colours(this.#colours.of)
        this.#soon()
        break
      case 'press':
        this.#pressed(from, message.spot)
        break
      case 'stroke':
        this.#stroke(from, message)
        break
      case 'clear':
        this.#clear(from, message.all)
        break
      default:
        // What only the customer's browser says.
        this.dropped.bad++
    }
  }

  #pressed(from: PageViewer, { x, y, ...ref }: Spot): void {
    const target = from.find(ref)
    if (!target) return
    const { person } = from.options
    this.#board.press({ target, x, y })
    this.#each(from, (viewer) => viewer.press(person, { target, x, y }))
    this.#pointedAt.presses(this.#subject(from, { target, x, y }), this.#whose(person))
  }

  #stroke(from: PageViewer, part: StrokePart): void {
    const refused = this.#add(from, part)
    if (refused) {
      this.dropped[refused]++
      from.refuse(part.id)
    } else {
      this.#board.wake()
      this.#soon()
    }
  }

  /** Null, or why not. */
  #add(from: PageViewer, part: StrokePart): 'forbidden' | 'bad' | 'full' | null {
    if (this.#options.policy()?.pen !== true) return 'forbidden'
    if (from.options.may?.('pen') === false) return 'forbidden'
    const anchor = from.find(part.anchor)
    if (!anchor) return 'bad'
    const stroke = this.#board.strokes.add(from.options.person, part, anchor)
    if (stroke) from.knows(stroke)
    return stroke ? null : 'full'
  }

  #clear(from: PageViewer, all: boolean): void {
    const mayAll = this.#options.policy()?.clear_all === true && from.options.mayClearAll !== false
    if (all && !mayAll) {
      this.dropped.forbidden++
      // She may have taken away more than she may.
      from.forgets()
      this.#soon()
      return
    }
    const { person } = from.options
    this.#board.strokes.clear(all ? null : person)
    this.#board.wake()
    for (const viewer of this.#viewers) viewer.cleared(person, all)
  }

  #each(but: PageViewer | null, tell: (viewer: PageViewer) => void): void {
    for (const viewer of this.#viewers) if (viewer !== but) tell(viewer)
  }

  /** What is pointed at, unless it is hidden from the one who points. */
  #subject(from: PageViewer, at: Place<Element> | null): Element | null {
    const spot = at && from.spotOf(at)
    const known = spot && from.options.spots.known(spot)
    return known?.treatment === 'show' || known?.treatment === 'secret'
      ? (at?.target ?? null)
      : null
  }

  #whose(person: string): { person: string; name: string } {
    return { person, name: this.#names.get(person) ?? '' }
  }

  #beforeFrame(): void {
    const { left, top, width } = this.#board.element.getBoundingClientRect()
    const { offsetWidth } = this.#board.element
    this.#layer = { x: left, y: top, scale: offsetWidth > 0 ? width / offsetWidth : 1 }
    if (++this.#frames % LOOK_AGAIN_FRAMES === 0) this.#inWindow.forget()
    for (const stroke of [...this.#board.strokes]) {
      if (!isConnected(stroke.anchor)) this.#board.strokes.erase(stroke.by, stroke.id)
    }
    this.#tell()
  }

  #soon(): void {
    this.#frame ||= window.requestAnimationFrame(() => {
      this.#frame = 0
      this.#tell()
    })
  }

  /** What has to wait is told with one of the next frames: there are some while there are strokes. */
  #tell(): void {
    const strokes = new Set(this.#board.strokes)
    for (const viewer of this.#viewers) viewer.tell(strokes)
  }

  #place(element: Element): Placed | null {
    const seen = this.#inWindow.seen(element)
    if (!seen) return null
    const { x, y, scale } = this.#layer
    const inLayer = (box: Box): Box => scaled(moved(box, -x, -y), 1 / scale)
    return { box: inLayer(seen.box), clip: seen.clip && inLayer(seen.clip) }
  }
}
