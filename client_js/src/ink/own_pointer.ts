import {
  addEventListener,
  frameDocument,
  isTag,
  rectangle,
  removeEventListener,
} from '../mirror/capture/dom.js'
import { type Point, partOf } from '../mirror/spot.js'
import type { Place } from './board.js'
import { elementAt, windowPoint } from './element_at.js'

const FRAMES_EVERY_MS = 1_000
const { getElementsByTagName } = Document.prototype

export interface OwnPointerDelegate {
  /** Null: nowhere, or where it is nobody's business. At most once per frame. */
  moved(at: Place<Element> | null): void
  pressed(at: Place<Element>): void
}

/**
 * The customer's own pointer, also in frames of the page. Only what she does herself counts, and
 * nothing that she does in our own UI.
 */
export class OwnPointer {
  readonly #documents = new Set<Document>()
  #at: Point | null = null
  #frame = 0
  #timer = 0

  /** `host`: our own element in the page. */
  constructor(
    private readonly host: Element,
    private readonly delegate: OwnPointerDelegate,
  ) {}

  /** Idempotent. */
  start(): void {
    if (this.#timer !== 0) return
    this.#timer = window.setInterval(() => this.#findFrames(), FRAMES_EVERY_MS)
    this.#listen(document)
    this.#findFrames()
  }

  /** Idempotent. */
  stop(): void {
    window.clearInterval(this.#timer)
    window.cancelAnimationFrame(this.#frame)
    this.#timer = 0
    this.#frame = 0
    for (const page of this.#documents) this.#each(page, removeEventListener)
    this.#documents.clear()
    this.#at = null
  }

  readonly #events: Record<string, (event: PointerEvent) => void> = {
    pointermove: (event) => this.#moved(windowPoint(event)),
    pointerover: ({ target }) => this.#listenIn(target as Element),
    pointerout: ({ relatedTarget }) => relatedTarget === null && this.#moved(null),
    pointercancel: () => this.#moved(null),
    pointerup: ({ pointerType }) => pointerType === 'touch' && this.#moved(null),
    pointerdown: (event) => event.pointerType !== 'touch' && this.#pressed(event),
    click: (event) => event.pointerType === 'touch' && this.#pressed(event),
    // Something else is under it now.
    scroll: () => this.#soon(),
  }

  readonly #heard = (event: Event): void => {
    if (event.isTrusted) this.#events[event.type]?.(event as PointerEvent)
  }

  #moved(at: Point | null): void {
    this.#at = at
    this.#soon()
  }

  #soon(): void {
    this.#frame ||= window.requestAnimationFrame(() => {
      this.#frame = 0
      this.delegate.moved(this.#at && this.#place(this.#at))
    })
  }

  #pressed(event: MouseEvent): void {
    const at = this.#place(windowPoint(event))
    if (at) this.delegate.pressed(at)
  }

  #place(at: Point): Place<Element> | null {
    const found = elementAt(document, at)
    if (!found || found.element === this.host) return null
    const { element: target, point } = found
    return { target, ...partOf(rectangle(target), point) }
  }

  /** Of what happens in a frame only its own page hears. */
  #findFrames(): void {
    for (const page of this.#documents) {
      for (const frame of getElementsByTagName.call(page, 'iframe')) this.#listenIn(frame)
    }
  }

  #listenIn(element: Element): void {
    const page = isTag(element, 'iframe') ? frameDocument(element) : null
    if (page) this.#listen(page)
  }

  #listen(page: Document): void {
    if (this.#documents.has(page)) return
    this.#documents.add(page)
    this.#each(page, addEventListener)
  }

  #each(page: Document, change: typeof addEventListener): void {
    for (const type of Object.keys(this.#events)) {
      change.call(page, type, this.#heard, { capture: true, passive: true })
    }
  }
}
