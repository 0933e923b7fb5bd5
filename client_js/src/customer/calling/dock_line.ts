import {
  type DockMode,
  type DockState,
  type FromDock,
  type FromPage,
  fromDock,
  type Held,
  type Want,
} from '../../dock/messages.js'
import type { Voucher } from '../../signaling/messages.js'

/** As much of a window of another origin as a page may touch. */
export interface Peer {
  readonly closed: boolean
  close(): void
  focus(): void
  postMessage(message: unknown, options: { targetOrigin: string; delegate?: string }): void
}

/** Where a dock can be opened. */
export interface DockPlaces {
  /** Null where no window opens, or none is wanted. */
  window(): Peer | null
  /** Made anew at each call, and put into the page. */
  frame(): Place
  /** Whether this window was opened by this page, and is no frame of its. */
  isOpenedHere(source: unknown): source is Peer
}

/** A frame that is moved within the page has another window. */
export interface Place {
  readonly peer: Peer | null
  remove(): void
}

export interface DockLineOptions {
  /** The broker's, to which everything goes, and from which alone anything is heard. */
  origin: string
  places: DockPlaces
  /** For one WebSocket of the dock's. */
  ticket(): Promise<string>
  /** By which this page answers for the dock's key. */
  vouch(key: string): Promise<Voucher | null>
  /** Whether an earlier page of this tab may have left a window that is going to knock. */
  isExpected(): boolean
  /** What a dock may go on with. */
  held(): Held
  /** That the dock is to speak. */
  language(): string
  /** The dock has said how it stands, or how it stands is another matter now. */
  changed(): void
  /** The dock said so itself, or she closed it. */
  closed(): void
  /** Neither a window nor a frame came to life. */
  failed(): void
}

interface Line {
  mode: DockMode
  place: Place
  /** An earlier page opened it. */
  isOld: boolean
  /** What she clicked, until the dock has been told. */
  wants: Want | null
  answering: boolean
  answered: Peer | null
  ticketAt: number
  state: DockState | null
  timer: ReturnType<typeof setTimeout> | undefined
}

/** A window that says nothing by then is cut off from its opener. */
const WINDOW_MS = 3_000
const FRAME_MS = 15_000
const LOOK_EVERY_MS = 500
/** By then a window that is there has knocked. */
const KNOCK_MS = 1_500
/** A dock that is coming back needs no ticket as often as it asks. */
const TICKET_EVERY_MS = 10_000

const DELEGATED = 'display-capture'

/** This page's line to the one dock: opens it, finds it again, passes on what she clicks. */
export class DockLine {
  readonly #options: DockLineOptions
  #line: Line | null = null
  #look: ReturnType<typeof setInterval> | undefined
  /** What she has clicked while a window may be about to knock. */
  #pending: { want: Want; timer: ReturnType<typeof setTimeout> } | null = null
  readonly #since = Date.now()

  constructor(options: DockLineOptions) {
    this.#options = options
  }

  get mode(): DockMode | null {
    return this.#line?.mode ?? null
  }

  /** As the dock said last; null while it has not. */
  get state(): DockState | null {
    return this.#line?.state ?? null
  }

  /** It has been opened here, and has not answered yet. */
  get isOpening(): boolean {
    return this.#pending !== null || (this.#line !== null && !isAnswered(this.#line))
  }

  /** Her trusted click: to the dock that is there, or to one that is opened now. */
  open(want: Want): void {
    const line = this.#line
    if (line === null) this.#openSoon(want)
    else if (isAnswered(line)) this.tell(want)
    else line.wants = want
  }

  /** After a page load: a frame goes on where the last page's ended, as silent as that was. */
  rejoin(muted: boolean): void {
    const want: Want | null = muted ? { act: 'mute', muted } : null
    if (this.#line === null) this.#enter(this.#openFrame(), want)
  }

  /** Returns whether there is a dock to hear it. */
  tell(want: Want): boolean {
    const line = this.#line
    if (line === null || !isAnswered(line)) return false
    post(line, { type: 'dock.want', want }, this.#options.origin, wantsScreen(want))
    if (wantsScreen(want)) line.place.peer?.focus()
    return true
  }

  /** Idempotent. */
  close(): void {
    this.#take()
    const line = this.#line
    if (line === null) return
    if (isAnswered(line)) post(line, { type: 'dock.close' }, this.#options.origin)
    // It may be loading still, and would hear nothing.
    else line.place.peer?.close()
    this.#drop(line)
  }

  /** To be called with every message that this window gets. */
  heard(event: Pick<MessageEvent, 'isTrusted' | 'origin' | 'source' | 'data'>): void {
    // A script of the page can make up events, but not trusted ones.
    if (!event.isTrusted || event.origin !== this.#options.origin) return
    const message = fromDock(event.data)
    if (message === null) return
    if (message.type === 'dock.here') this.#found(event.source)
    const line = this.#line
    if (line !== null && event.source === line.place.peer) this.#said(line, message)
  }

  #said(line: Line, message: FromDock): void {
    switch (message.type) {
      case 'dock.here':
        void this.#answer(line, message.key)
        break
      case 'dock.state':
        line.state = message
        this.#options.changed()
        break
      case 'dock.closed':
        this.#drop(line)
        this.#options.closed()
        break
    }
  }

  /** A window that an earlier page of this tab opened; where there is another dock, it goes. */
  #found(source: unknown): void {
    if (source === this.#line?.place.peer || !this.#options.places.isOpenedHere(source)) return
    const line = newLine('window', windowPlace(source), true)
    if (this.#line === null) this.#enter(line, this.#take())
    else post(line, { type: 'dock.close' }, this.#options.origin)
  }

  /** It knocks, and goes on knocking: what it has been told once it need not be told again. */
  async #answer(line: Line, key: string | null): Promise<void> {
    clearTimeout(line.timer)
    const { peer } = line.place
    const isNew = line.answered !== peer
    const language = this.#options.language()
    if (isNew) line.state = null
    const asksAgain = line.state?.connected !== true && isLater(line.ticketAt)
    if (line.answering) return
    if (!(isNew || asksAgain)) {
      // Or it would look for this page at the other origins of the website.
      post(line, { type: 'dock.heard', language }, this.#options.origin)
      return
    }
    line.answering = true
    // One that an earlier page opened has a connection; if not, it asks again.
    const ticket = line.isOld ? null : await this.#ticket(line)
    const voucher = key === null ? null : await this.#options.vouch(key)
    line.answering = false
    line.isOld = false
    if (line !== this.#line || ticket === undefined) return
    const { wants, mode } = line
    const held = this.#options.held()
    const message = { type: 'dock.ticket', ticket, voucher, mode, held, wants, language } as const
    post(line, message, this.#options.origin, wants !== null && wantsScreen(wants))
    line.wants = null
    line.answered = peer
    this.#options.changed()
  }

  #ticket(line: Line): Promise<string | undefined> {
    line.ticketAt = Date.now()
    return this.#options.ticket().catch(() => undefined)
  }

  #openSoon(want: Want): void {
    const wait = this.#options.isExpected() ? this.#since + KNOCK_MS - Date.now() : 0
    this.#take()
    if (wait <= 0) this.#open(want)
    else {
      const timer = setTimeout(() => {
        this.#pending = null
        this.#open(want)
      }, wait)
      this.#pending = { want, timer }
    }
  }

  #open(want: Want): void {
    this.#enter(this.#openWindow() ?? this.#openFrame(), want)
  }

  /** What waited for a knock waits no more. */
  #take(): Want | null {
    clearTimeout(this.#pending?.timer)
    const want = this.#pending?.want ?? null
    this.#pending = null
    return want
  }

  #openWindow(): Line | null {
    const peer = this.#options.places.window()
    return peer && newLine('window', windowPlace(peer))
  }

  #openFrame(): Line {
    return newLine('frame', this.#options.places.frame())
  }

  #enter(line: Line, wants: Want | null): void {
    line.wants = wants
    this.#line = line
    const isWindow = line.mode === 'window'
    line.timer = setTimeout(() => this.#silent(line), isWindow ? WINDOW_MS : FRAME_MS)
    if (isWindow) this.#look = setInterval(() => this.#looked(line), LOOK_EVERY_MS)
    this.#options.changed()
  }

  #looked(line: Line): void {
    if (line.place.peer?.closed !== true) return
    if (isAnswered(line)) {
      this.#drop(line)
      this.#options.closed()
    } else this.#silent(line)
  }

  /** It has not come to life: a frame does, or nothing. */
  #silent(line: Line): void {
    const { wants, mode } = line
    if (mode === 'window') line.place.peer?.close()
    this.#drop(line)
    if (mode === 'window') this.#enter(this.#openFrame(), wants)
    else this.#options.failed()
  }

  #drop(line: Line): void {
    clearTimeout(line.timer)
    clearInterval(this.#look)
    line.place.remove()
    this.#line = null
    this.#options.changed()
  }
}

function newLine(mode: DockMode, place: Place, isOld = false): Line {
  const none = {
    wants: null,
    answering: false,
    answered: null,
    ticketAt: 0,
    state: null,
    timer: undefined,
  }
  return { mode, place, isOld, ...none }
}

/** She closes windows, or the dock does. */
function windowPlace(peer: Peer): Place {
  return { peer, remove: () => undefined }
}

function isLater(than: number): boolean {
  return Date.now() - than >= TICKET_EVERY_MS
}

function isAnswered({ answered, place }: Line): boolean {
  return answered !== null && answered === place.peer
}

function wantsScreen(want: Want): boolean {
  return want.act === 'accept' && want.scope === 'screen'
}

/** `delegated`: her click here is to count for the picker there, where browsers can do that. */
function post(line: Line, message: FromPage, targetOrigin: string, delegated = false): void {
  if (delegated) {
    try {
      line.place.peer?.postMessage(message, { targetOrigin, delegate: DELEGATED })
      return
    } catch {
      // Her click is too long ago: the dock has a button of its own.
    }
  }
  line.place.peer?.postMessage(message, { targetOrigin })
}
