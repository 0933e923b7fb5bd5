import type { MediaLinks } from '../rtc/media_links.js'
import { SignalingSocket } from '../signaling/socket.js'
import { Signer } from '../signing/signer.js'
import { SigningKey } from '../signing/signing_key.js'
import { Dock, type DockOptions } from './dock.js'
import { Door, type DoorDelegate } from './door.js'
import type { Ending } from './endings.js'
import { isPlain } from './endings.js'
import type { SiteFacts } from './facts.js'
import type { DockTicket } from './messages.js'

export interface DockWindowOptions {
  readonly own: Window
  readonly facts: SiteFacts
  readonly devices: DockOptions['devices']
  readonly links: (...given: Parameters<DockOptions['links']>) => MediaLinks
  /** Something to show is another one now. */
  readonly changed: () => void
  /** To be spoken from now on. */
  readonly speak: (language: string) => void
}

/** Long enough to read why. */
const GOODBYE_MS = 4_000
const LOOK_MS = 1_000

/** The window, or the frame, that the dock lives in: how it gets its ticket, and when it goes. */
export class DockWindow {
  readonly dock: Dock
  readonly #options: DockWindowOptions
  readonly #door: Door | null
  /** The page's is of another origin: it answers for this one. */
  readonly #signing = new SigningKey()
  #publicKey: string | null = null
  #started = false
  #ticket: string | null = null
  #ticketWanted: ((ticket: string) => void) | null = null
  #said = ''
  #goodbye: ReturnType<typeof setTimeout> | undefined
  #deserted = false
  #gone = false

  constructor(options: DockWindowOptions) {
    this.#options = options
    const { own, facts } = options
    const framed = own.parent !== own
    const peer = framed ? own.parent : (own.opener as Window | null)
    const delegate: DoorDelegate = { pageSaid: (message) => this.#pageSaid(message) }
    const from = new URL(own.location.href).searchParams.get('from')
    const key = (): string | null => this.#publicKey
    this.#door = peer && new Door({ own, peer, origins: facts.origins, from, key, delegate })
    const url = new URL('/ws', own.location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    this.dock = new Dock({
      socket: (delegate) =>
        new SignalingSocket({
          url: url.href,
          ticket: () => this.#takeTicket(),
          client: 'dock/0.1.0',
          signer: new Signer(this.#signing, () => this.dock.told),
          delegate,
        }),
      links: options.links,
      devices: options.devices,
      newRequest: () => crypto.randomUUID(),
      changed: () => this.#changed(),
    })
  }

  /** Whether nobody is there who could hand over a call: opened by hand, or cut off. */
  get isStray(): boolean {
    return this.#door === null
  }

  /** Whether the page of the website is gone for good. */
  get isDeserted(): boolean {
    return this.#deserted
  }

  start(): void {
    if (this.#door === null) {
      // Cut off from the website, which has made a frame instead. What she opened by hand stays.
      if (!this.#options.own.toolbar.visible) this.#options.own.close()
      return
    }
    void this.#open(this.#door)
    setInterval(() => this.#look(), LOOK_MS)
    this.#options.own.addEventListener('pagehide', () => this.#hidden())
    // A document that was kept by the browser holds nothing any more.
    this.#options.own.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.#options.own.location.reload()
    })
  }

  async #open(door: Door): Promise<void> {
    this.#publicKey = await this.#signing.publicKey()
    door.open()
  }

  /** She has read why it is over, or the page wants it. */
  goAway(): void {
    this.dock.leave('elsewhere')
    this.#door?.say({ type: 'dock.closed' })
    this.#door?.close()
    if (this.dock.mode === 'window') this.#options.own.close()
  }

  #pageSaid(message: Parameters<DoorDelegate['pageSaid']>[0]): void {
    switch (message.type) {
      case 'dock.ticket':
        this.#speak(message.language)
        this.#handedOver(message)
        break
      case 'dock.heard':
        this.#speak(message.language)
        break
      case 'dock.want':
        this.dock.want(message.want)
        break
      case 'dock.close':
        this.goAway()
        break
    }
  }

  #speak(language: string | null): void {
    if (language !== null) this.#options.speak(language)
  }

  #handedOver({ ticket, voucher, mode, held, wants }: DockTicket): void {
    this.#signing.voucher = voucher ?? this.#signing.voucher
    if (ticket !== null) this.#keepTicket(ticket)
    if (!this.#started && ticket !== null) {
      this.#started = true
      this.dock.start(mode, held)
    }
    if (wants !== null) this.dock.want(wants)
    // To a page that was loaded since.
    this.#door?.say(this.dock.state)
  }

  #keepTicket(ticket: string): void {
    const wanted = this.#ticketWanted
    this.#ticketWanted = null
    if (wanted === null) this.#ticket = ticket
    else wanted(ticket)
  }

  /** The page has them. */
  #takeTicket(): Promise<string> {
    const kept = this.#ticket
    this.#ticket = null
    if (kept !== null) return Promise.resolve(kept)
    return new Promise((resolve) => {
      this.#ticketWanted = resolve
    })
  }

  #look(): void {
    const deserted = this.#door?.isDeserted === true
    if (deserted === this.#deserted) return
    this.#deserted = deserted
    if (deserted) this.dock.pageGone()
    if (deserted && this.dock.stage === 'connecting') this.dock.leave('website_gone')
    this.#changed()
  }

  #hidden(): void {
    // The next page's frame goes on with voice and camera: this one must not say that it is over.
    this.#gone = this.dock.mode === 'frame'
    if (this.dock.mode === 'frame') this.dock.leave('elsewhere')
    else {
      this.dock.close()
      this.#door?.say({ type: 'dock.closed' })
    }
  }

  #changed(): void {
    const { state, ended } = this.dock
    const said = JSON.stringify(state)
    if (this.#started && !this.#gone && said !== this.#said) {
      this.#said = said
      this.#door?.say(state)
    }
    this.#planGoodbye(ended)
    this.#options.changed()
  }

  #planGoodbye(ended: Ending | null): void {
    const due = ended !== null && isPlain(ended) && this.dock.troubles.length === 0
    if (due && this.#goodbye === undefined) {
      this.#goodbye = setTimeout(() => this.goAway(), GOODBYE_MS)
    } else if (!due) {
      clearTimeout(this.#goodbye)
      this.#goodbye = undefined
    }
  }
}
