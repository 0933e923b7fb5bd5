import type { AlongsideAgentEvents } from './events.js'
import { FrameLine } from './frame_line.js'
import { type FromHost, type FromPane, isId, isLanguageTag } from './messages.js'

/** Its name, the same in every language. */
const PRODUCT = 'Alongside'

/** What the pane may use of what the page may use. */
const ALLOW = 'microphone; camera; display-capture; autoplay; clipboard-write'

const SHEET = `
  :host { display: block; block-size: 640px; min-inline-size: 0; }
  :host([hidden]) { display: none; }
  iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; }
`

/** Where this script came from; another broker is named by the attribute `broker`. */
let home: string | null = null

/** For main.ts: only while a script runs can anybody tell where it came from. */
export function setHome(origin: string | null): void {
  home = origin
}

/**
 * `<alongside-agent>`: the agent's pane of one conversation, in a frame of the broker's origin. It
 * knows ids and kinds; what people write and show stays in the frame.
 */
export class AlongsideAgent extends HTMLElement {
  static readonly observedAttributes = ['broker', 'conversation', 'language']

  readonly #root: ShadowRoot
  #frame: HTMLIFrameElement | null = null
  #line: FrameLine | null = null
  /** What the pane says is not to be said back to it. */
  #isFollowing = false

  constructor() {
    super()
    this.#root = this.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(SHEET)
    this.#root.adoptedStyleSheets = [sheet]
  }

  /** The id of the conversation to show; null: none. */
  get conversation(): string | null {
    return this.getAttribute('conversation')
  }

  set conversation(id: string | null) {
    this.#reflect('conversation', id)
  }

  /** The broker's origin. */
  get broker(): string | null {
    return originOf(this.getAttribute('broker') ?? home)
  }

  set broker(origin: string | null) {
    this.#reflect('broker', origin)
  }

  /** What the pane speaks, as in BCP 47; null: what the browser does. */
  get language(): string | null {
    return this.getAttribute('language')
  }

  set language(tag: string | null) {
    this.#reflect('language', tag)
  }

  /** `code`: from the broker's `POST /api/v1/agents/{agent}/sign-in-codes`, or a JSON Web Token of
   * your own server; it is good once. */
  signIn(code: string): void {
    this.#say({ type: 'agent.sign_in', code })
  }

  signOut(): void {
    this.#say({ type: 'agent.sign_out' })
  }

  /** Asks the customer; it is she who decides. */
  requestCoBrowse(): void {
    this.#say({ type: 'co_browse.request' })
  }

  /** Ends co-browsing; the conversation goes on. */
  end(): void {
    this.#say({ type: 'co_browse.end' })
  }

  connectedCallback(): void {
    for (const name of ['broker', 'conversation', 'language'] as const) this.#upgrade(name)
    this.#begin()
  }

  disconnectedCallback(): void {
    this.#close()
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now || !this.isConnected) return
    if (name === 'broker') this.#begin()
    else if (name === 'language') this.#speak()
    else if (!this.#isFollowing) this.#show()
  }

  #begin(): void {
    this.#close()
    const origin = this.broker
    if (origin === null) {
      this.#fail('bad_embedding', 'The attribute broker is not the origin of a server.')
      return
    }
    const line = new FrameLine({
      origin,
      heard: (message) => this.#heard(message),
      silent: () => this.#fail('unreachable', 'The pane does not answer.'),
    })
    const frame = document.createElement('iframe')
    frame.title = PRODUCT
    frame.allow = ALLOW
    frame.referrerPolicy = 'no-referrer'
    frame.src = addressOf(origin, this.language)
    frame.addEventListener('load', () => {
      if (frame.contentWindow) line.open(frame.contentWindow)
    })
    this.#line = line
    this.#frame = frame
    this.#root.append(frame)
  }

  #close(): void {
    this.#line?.close()
    this.#frame?.remove()
    this.#line = null
    this.#frame = null
  }

  #say(message: FromHost): void {
    if (this.#line?.isOpen) this.#line.say(message)
    else this.#fail('not_ready', 'The pane is not there yet: wait for alongside-ready.')
  }

  #show(): void {
    const { conversation } = this
    if (conversation !== null && conversation !== '' && !isId(conversation)) {
      this.#fail('bad_conversation', 'This is not the id of a conversation.')
    } else if (this.#line?.isOpen) {
      this.#line.say({ type: 'conversation.show', conversation: conversation || null })
    }
  }

  #speak(): void {
    const { language } = this
    if (isLanguageTag(language) && this.#line?.isOpen) {
      this.#line.say({ type: 'language.speak', language })
    }
  }

  #heard(message: FromPane): void {
    switch (message.type) {
      case 'pane.ready':
        this.#show()
        this.#fire('alongside-ready', null)
        break
      case 'agent.sign_in_needed':
        this.#fire('alongside-sign-in-needed', { reason: message.reason })
        break
      case 'agent.signed_in':
        this.#fire('alongside-signed-in', { agent: message.agent })
        break
      case 'agent.signed_out':
        this.#fire('alongside-signed-out', { reason: message.reason })
        break
      case 'conversation.shown':
        if (message.moved) this.#follow(message.shown?.conversation ?? null)
        this.#fire('alongside-conversation', message.shown)
        break
      case 'session.shown':
        this.#fire('alongside-session', message.shown)
        break
      case 'pane.refused':
        this.#fail(message.code, message.message)
        break
    }
  }

  #follow(conversation: string | null): void {
    this.#isFollowing = true
    this.conversation = conversation
    this.#isFollowing = false
  }

  #fail(code: string, message: string): void {
    this.#fire('alongside-error', { code, message })
  }

  #fire<K extends keyof AlongsideAgentEvents>(name: K, detail: AlongsideAgentEvents[K]): void {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }

  #reflect(name: string, value: string | null): void {
    if (value === null) this.removeAttribute(name)
    else this.setAttribute(name, value)
  }

  /** What was set before this class was there hides its accessors. */
  #upgrade(name: 'broker' | 'conversation' | 'language'): void {
    if (!Object.hasOwn(this, name)) return
    const value = this[name]
    delete (this as Partial<Record<typeof name, unknown>>)[name]
    this[name] = value
  }
}

function originOf(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null
  const { protocol, origin } = new URL(text)
  return protocol === 'https:' || protocol === 'http:' ? origin : null
}

function addressOf(broker: string, language: string | null): string {
  const query = isLanguageTag(language) ? `&language=${language}` : ''
  return `${broker}/agent/?embedded${query}`
}
