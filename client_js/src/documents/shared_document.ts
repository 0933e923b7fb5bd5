import type { DocumentData } from '../rtc/document_channel.js'
import { examine, type Finding, type Kind, type Refusal } from './examine.js'
import { MAX_BYTES } from './limits.js'
import {
  type DocumentMessage,
  type Ink,
  type Look,
  MAX_ZOOM,
  MIN_ZOOM,
  type Offer,
  parseDocumentMessage,
  type Refused,
} from './messages.js'
import { shownName } from './name.js'
import { hashOf, Receiving } from './receiving.js'
import { Sending } from './sending.js'

/** `checking`: picked here, and opened here only. `asking`: the other side has not answered.
 * `waiting`: agreed, and nothing has arrived. `moving`: under way. `shown`: at both ends. */
export type Phase = 'none' | 'checking' | 'asking' | 'waiting' | 'moving' | 'shown'

export type Trouble = Refused['why'] | 'there' | 'unanswered'

/** A document that is at hand here. */
export interface Shared {
  readonly id: string
  readonly name: string
  readonly kind: Kind
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mine: boolean
}

export type View = Pick<Look, 'page' | 'zoom' | 'x' | 'y'>

export interface SharedDocumentOptions {
  /** All links lead here, to the customer: what one agent shows, the others are shown, too. */
  readonly passesOn?: boolean
  /** On the channel `document` of this link. */
  send(data: DocumentData, link: string): void
  newId(): string
  /** Puts the question to the other side. */
  ask(): void
  /** Ends it for both, and takes the question back. */
  end(): void
  changed(): void
  now(): number
}

const START: View = { page: 1, zoom: 1, x: 0, y: 0 }
/** Bytes that arrive between two acknowledgements, at most. */
const ACKNOWLEDGE = 16_384

/** One end of a document that two sides look at: picked here or received, and what is seen of it. It
 * knows no consent: its owner calls `granted` and `ended`, and lets nothing in before. */
export class SharedDocument {
  /** Hears what the other side points at and draws. */
  inked: (ink: Ink) => void = () => undefined
  readonly #options: SharedDocumentOptions
  #file: Shared | null = null
  #offer: Offer | null = null
  #receiving: Receiving | null = null
  /** Where it comes from. */
  #source: string | null = null
  readonly #sendings = new Map<string, Sending>()
  readonly #links = new Set<string>()
  readonly #colours = new Map<string, number>()
  #colour = 0
  #phase: Phase = 'none'
  #trouble: Trouble | null = null
  #pages = 0
  #view = START
  #revision = 0
  #acknowledged = 0

  constructor(options: SharedDocumentOptions) {
    this.#options = options
  }

  get phase(): Phase {
    return this.#phase
  }

  /** Why the last one is not shown; null: nothing is wrong. */
  get trouble(): Trouble | null {
    return this.#trouble
  }

  get file(): Shared | null {
    return this.#file
  }

  /** As it may be shown; empty while nothing is known. */
  get name(): string {
    return this.#file?.name ?? shownName(this.#receiving?.offer.name ?? '')
  }

  /** 0: not opened yet. */
  get pages(): number {
    return this.#pages
  }

  get view(): View {
    return this.#view
  }

  /** So many others look at it, or are about to. */
  get others(): number {
    return Math.max(1, this.#links.size)
  }

  /** Number of the colour in which others see this agent. */
  get colour(): number {
    return this.#colour
  }

  /** Of what is under way, from 0 to 1. */
  get progress(): number {
    const sendings = [...this.#sendings.values()]
    const sent = sendings.map(({ got, offer }) => got / offer.size)
    if (this.#file?.mine === true) return Math.max(0, ...sent)
    const { got = 0, offer = null } = this.#receiving ?? {}
    return offer === null ? 0 : got / offer.size
  }

  dismiss(): void {
    this.#trouble = null
    this.#options.changed()
  }

  /** Her own act: she has picked this file. */
  async pick(file: Pick<File, 'name' | 'size' | 'arrayBuffer'>): Promise<void> {
    if (this.#phase !== 'none') return
    this.#trouble = null
    // What is too large is not even read.
    if (file.size > MAX_BYTES) return this.#refuse('size')
    const bytes = await file.arrayBuffer().then(
      (buffer) => new Uint8Array(buffer),
      () => null,
    )
    if (bytes === null) return this.#refuse('damaged')
    const found = examine(bytes)
    if (found.refusal !== null) return this.#refuse(found.refusal)
    const hash = await hashOf(bytes)
    if (this.#phase !== 'none') return
    const id = this.#options.newId()
    const name = shownName(file.name)
    this.#offer = { type: 'offer', id, name, kind: found.kind, size: bytes.length, hash }
    this.#file = { id, name, kind: found.kind, bytes, mine: true }
    this.#enter('checking')
  }

  // --- what the viewer says ------------------------------------------------------------------

  opened(pages: number): void {
    const file = this.#file
    if (file === null) return
    this.#pages = pages
    if (file.mine) {
      if (this.#phase === 'checking') {
        this.#enter('asking')
        this.#options.ask()
      }
    } else {
      this.#sayAll({ type: 'shown', id: file.id })
      this.#enter('shown')
      this.#passOn()
    }
    this.#options.changed()
  }

  failed(why: Refusal): void {
    const file = this.#file
    if (file === null) return
    if (!file.mine) this.#reject(file.id, why)
    else if (this.#phase !== 'checking') this.#options.end()
    this.reset()
    this.#refuse(why)
  }

  /** She looks at something else. */
  look(change: Partial<View>): void {
    if (this.#pages === 0 || this.#file === null) return
    const view = { ...this.#view, ...change }
    view.page = clamp(view.page, 1, this.#pages)
    view.zoom = clamp(view.zoom, MIN_ZOOM, MAX_ZOOM)
    if (JSON.stringify(view) === JSON.stringify(this.#view)) return
    this.#view = view
    this.#revision++
    this.#sayAll(this.#look(this.#file.id))
    this.#options.changed()
  }

  /** She points or draws. */
  ink(ink: Ink): void {
    if (this.#phase === 'shown') this.#sayAll(ink)
  }

  // --- what becomes of the question ----------------------------------------------------------

  /** A document may flow between the two, her own or theirs. */
  granted(): void {
    if (this.#phase === 'asking' || this.#phase === 'none') this.#enter('waiting')
  }

  /** Nothing may flow any more. */
  ended(trouble: Trouble | null = null): void {
    const wasThere = this.#phase !== 'none'
    // Of one that is picked and not asked for, nothing has ended.
    if (!wasThere || this.#phase === 'checking') return
    this.reset()
    if (trouble !== null) this.#trouble = trouble
    this.#options.changed()
  }

  /** She closes it, or gives up before it has come. */
  close(): void {
    const was = this.#phase
    this.reset()
    if (was !== 'none' && was !== 'checking') this.#options.end()
    this.#options.changed()
  }

  reset(): void {
    this.#file = null
    this.#offer = null
    this.#receiving = null
    this.#source = null
    this.#sendings.clear()
    this.#phase = 'none'
    this.#pages = 0
    this.#view = START
    this.#revision = 0
    this.#acknowledged = 0
  }

  // --- what the links say --------------------------------------------------------------------

  /** A connection, which knows nothing of one before it. */
  linkOpened(link: string): void {
    this.#links.add(link)
    this.#sendings.delete(link)
    if (this.#options.passesOn === true) {
      this.#say({ type: 'colour', colour: this.#colourOf(link) }, link)
    }
    if (this.#phase !== 'checking' && this.#phase !== 'asking') this.#offerOn(link)
    // What was offered before anything could be taken here was not heard.
    if (this.#offer === null && this.#phase !== 'none') this.#say({ type: 'ready' }, link)
    if (this.#file !== null && this.#revision > 0) this.#say(this.#look(this.#file.id), link)
  }

  /** Whether it knows that link. */
  isOn(link: string): boolean {
    return this.#links.has(link)
  }

  linkClosed(link: string): void {
    this.#links.delete(link)
    this.#sendings.delete(link)
  }

  data(data: DocumentData, link: string): void {
    if (typeof data !== 'string') this.#bytes(data, link)
    else {
      const message = parseDocumentMessage(data)
      if (message !== null) this.#message(message, link)
    }
  }

  #offerOn(link: string): void {
    if (this.#offer === null || this.#file === null) return
    this.#sendings.set(link, new Sending(this.#offer, this.#file.bytes))
    this.#say(this.#offer, link)
  }

  /** What has come from one agent, and is checked and open here, is offered to the others. */
  #passOn(): void {
    if (this.#options.passesOn !== true || this.#receiving === null) return
    this.#offer = this.#receiving.offer
    for (const link of this.#links) if (link !== this.#source) this.#offerOn(link)
  }

  #message(message: DocumentMessage, link: string): void {
    switch (message.type) {
      case 'colour':
        if (this.#options.passesOn !== true) this.#colour = message.colour
        this.#options.changed()
        return
      case 'ready':
        if (this.#offer !== null && this.#sendings.has(link)) this.#say(this.#offer, link)
        break
      case 'offer':
        this.#offered(message, link)
        break
      case 'wanted':
        // Who asks has a connection, whatever was heard of it here.
        if (!this.#sendings.has(link) && this.#file?.id === message.id) this.linkOpened(link)
        this.#sendings.get(link)?.wanted(message)
        this.#pump(link)
        break
      case 'got':
        this.#sendings.get(link)?.took(message, this.#options.now())
        this.#pump(link)
        break
      case 'refused':
        this.#refusedThere(message, link)
        break
      case 'shown':
        if (this.#file?.mine === true && message.id === this.#file.id) this.#enter('shown')
        return
      case 'look':
        this.#looked(message, link)
        break
      default:
        this.#inked(message, link)
    }
  }

  /** Only who has no document of her own is shown one: there is one at a time, and nobody puts
   * another in its place. */
  #offered(offer: Offer, link: string): void {
    if (this.#file?.mine === true || this.#phase === 'none') return
    const isAnothers = this.#source !== null && this.#source !== link
    if (isAnothers && this.#links.has(this.#source ?? '')) return
    if (this.#file?.id === offer.id) {
      // It came over a connection before this one.
      this.#say({ type: 'wanted', id: offer.id, from: offer.size }, link)
      if (this.#phase === 'shown') this.#say({ type: 'shown', id: offer.id }, link)
      return
    }
    if (this.#receiving === null || !this.#receiving.isOf(offer)) {
      this.#file = null
      this.#receiving = new Receiving(offer)
    }
    this.#source = link
    this.#acknowledged = this.#receiving.got
    this.#say({ type: 'wanted', id: offer.id, from: this.#receiving.got }, link)
    this.#enter('moving')
  }

  #bytes(chunk: Uint8Array, link: string): void {
    const receiving = this.#receiving
    if (receiving === null || link !== this.#source || this.#file !== null) return
    const { id } = receiving.offer
    if (!receiving.take(chunk)) {
      this.#reject(id, 'damaged')
      this.reset()
      this.#refuse('damaged')
      return
    }
    const isWhole = receiving.whole !== null
    if (isWhole || receiving.got - this.#acknowledged >= ACKNOWLEDGE) {
      this.#acknowledged = receiving.got
      this.#say({ type: 'got', id, bytes: receiving.got }, link)
    }
    if (isWhole) void this.#arrived(receiving)
    this.#options.changed()
  }

  async #arrived(receiving: Receiving): Promise<void> {
    const { whole, offer } = receiving
    if (whole === null) return
    const isSame = (await hashOf(whole)) === offer.hash
    if (this.#receiving !== receiving) return
    const found: Finding = examine(whole)
    const refusal = !isSame
      ? 'hash'
      : (found.refusal ?? (found.kind !== offer.kind ? 'type' : null))
    if (refusal !== null) {
      this.#reject(offer.id, refusal)
      this.reset()
      this.#refuse(refusal)
      return
    }
    const { id, kind } = offer
    this.#file = { id, name: shownName(offer.name), kind, bytes: whole, mine: false }
    this.#options.changed()
  }

  #pump(link: string): void {
    const sending = this.#sendings.get(link)
    if (sending === undefined) return
    for (;;) {
      const chunk = sending.next(this.#options.now())
      if (chunk === null) break
      this.#options.send(chunk as Uint8Array<ArrayBuffer>, link)
    }
    if (this.#phase === 'waiting') this.#phase = 'moving'
    this.#options.changed()
  }

  #refusedThere({ id, why }: Refused, link: string): void {
    if (this.#file?.id !== id || !this.#sendings.delete(link)) return
    // It is over when nobody is left who looks at it.
    if (!this.#file.mine || this.#sendings.size > 0) return
    this.reset()
    this.#options.end()
    this.#refuse(why === 'cancelled' ? 'cancelled' : 'there')
  }

  #looked(look: Look, link: string): void {
    const { id, revision, page, zoom, x, y } = look
    const isOurs = id === (this.#file?.id ?? this.#receiving?.offer.id)
    const isNewer = revision > this.#revision
    const isHolders = this.#file?.mine !== true && (this.#source === null || link === this.#source)
    const wins = isNewer || (revision === this.#revision && isHolders)
    if (!isOurs || !wins || (this.#pages > 0 && page > this.#pages)) return
    this.#revision = revision
    this.#view = { page, zoom, x, y }
    this.#tellOthers(look, link)
    this.#options.changed()
  }

  #inked(ink: Ink, link: string): void {
    if (this.#phase !== 'shown') return
    // Whose it is says the link, and not the agent.
    const passesOn = this.#options.passesOn === true && ink.type !== 'clear'
    const told = passesOn ? { ...ink, colour: this.#colourOf(link) } : ink
    this.inked(told)
    this.#tellOthers(told, link)
  }

  #tellOthers(message: Look | Ink, link: string): void {
    if (this.#options.passesOn !== true) return
    for (const other of this.#links) if (other !== link) this.#say(message, other)
  }

  #colourOf(link: string): number {
    const number = this.#colours.get(link) ?? this.#colours.size
    this.#colours.set(link, number)
    return number
  }

  /** Nothing was shown; with that, what was agreed to is over. */
  #reject(id: string, why: Refused['why']): void {
    this.#sayAll({ type: 'refused', id, why })
  }

  #refuse(why: Trouble): void {
    this.#trouble = why
    this.#options.changed()
  }

  #look(id: string): Look {
    return { type: 'look', id, revision: this.#revision, ...this.#view }
  }

  #sayAll(message: DocumentMessage): void {
    for (const link of this.#links) this.#say(message, link)
  }

  #say(message: DocumentMessage, link: string): void {
    this.#options.send(JSON.stringify(message), link)
  }

  #enter(phase: Phase): void {
    this.#phase = phase
    if (phase === 'waiting') for (const link of this.#links) this.linkOpened(link)
    this.#options.changed()
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
