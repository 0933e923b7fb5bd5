import { version } from '../../package.json'
import { mayRender } from '../agent/gate.js'
import { Mirrors } from '../agent/mirrors.js'
import type { LinkStatus, Pane } from '../agent/pane.js'
import { paneOf, waits } from '../agent/pane.js'
import { t as agentText } from '../agent/texts.js'
import { MirrorInk } from '../ink/mirror_ink.js'
import { MirrorView } from '../mirror/view/view.js'
import { PageLinks } from '../rtc/page_links.js'
import { EndpointKey } from '../rtc/seal.js'
import { SealedRelay } from '../rtc/sealed_relay.js'
import { SignalingError, TicketRefused } from '../signaling/errors.js'
import type {
  ConversationView,
  PageLinkView,
  PolicyView,
  Ready,
  ServerMessage,
} from '../signaling/messages.js'
import { SignalingSocket, type SocketState } from '../signaling/socket.js'
import { Believing } from '../signing/believing.js'
import { Proofs } from '../signing/proofs.js'
import { comeIn, type Expected } from './api.js'
import { idleHands } from './idle_hands.js'
import {
  after,
  ENTERING,
  mayAskAgain,
  type Phase,
  refusedEntry,
  refusedKnock,
  type Why,
} from './phase.js'

const TOKEN = 'alongside.guest'

/** Somebody who was invited: the way in, and the page once the customer has let them in. */
export class Guest {
  phase: Phase = ENTERING
  /** Known as soon as the invitation has been used. */
  expected: Expected | null = null
  readonly mirrors: Mirrors
  readonly #changed: () => void
  readonly #socket: SignalingSocket
  readonly #links: PageLinks
  readonly #linkViews = new Map<string, PageLinkView>()
  #invitation: string
  #ticket: string | null = null
  #view: ConversationView | null = null
  /** An offer came that is not the customer's. */
  #isIntercepted = false

  constructor(invitation: string, changed: () => void) {
    this.#invitation = invitation
    this.#changed = changed
    const key = new EndpointKey()
    const url = new URL('/ws', location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    this.#socket = new SignalingSocket({
      url: url.href,
      ticket: () => this.#nextTicket(),
      client: `guest/${version}`,
      key: () => key.publicKey(),
      delegate: new Believing(
        {
          socketReady: (ready) => this.#ready(ready),
          socketMessage: (message) => this.#message(message),
          socketFrame: (frame) => this.#links.relayFrame(frame),
          socketStateChanged: (state, reason) => this.#connectionChanged(state, reason),
        },
        new Proofs(() => {
          this.#isIntercepted = true
          changed()
        }),
      ),
    })
    this.mirrors = new Mirrors(
      changed,
      (options) => new MirrorView(options),
      idleHands,
      (options) =>
        new MirrorInk({ ...options, me: this.#me, nameOf: (person) => this.#nameOf(person) }),
    )
    this.#links = new PageLinks(
      this.#socket,
      {
        mayOpen: (link) => this.#mayRender(link),
        linkOpen: (link, channels, expected) => {
          if (this.#view === null || !this.#mayRender(link)) return
          this.mirrors.open(link, channels, this.#view, expected)
        },
        linkClosed: (id) => this.mirrors.close(id),
        linkStateChanged: (id, state) => {
          const link = this.#linkViews.get(id)
          if (link) this.mirrors.linkState(link, state, this.#links.fingerprint(id))
        },
      },
      new SealedRelay(key, this.#socket),
    )
  }

  get connection(): SocketState {
    return this.#socket.state
  }

  /** Seconds since the epoch, by the server's clock. */
  get now(): number {
    return (Date.now() + this.#socket.serverClockOffset) / 1000
  }

  get policy(): PolicyView | null {
    const policy = this.#view?.policy
    // Everybody's drawings are not a guest's to take away.
    return policy ? { ...policy, clear_all: false } : null
  }

  /** Whether the customer shows her device: the page, and the tools on it, rest. */
  get isScreenOn(): boolean {
    return this.#view?.session?.scopes.screen?.state === 'granted'
  }

  /** What there is in place of the page, or that it is live. */
  get pane(): Pane {
    if (this.#view === null || this.expected === null) return { kind: 'connecting' }
    const me = { id: this.#me, role: 'guest', name: this.expected.name } as const
    const link: LinkStatus | null = this.mirrors.statusOf(
      this.expected.conversation,
      this.expected.session,
    )
    const shown = paneOf({ view: this.#view, timeline: [], readSeq: 0 }, me, link)
    return this.#isIntercepted && waits(shown) ? { kind: 'intercepted' } : shown
  }

  /** After a reload the guest is who they were. */
  async start(): Promise<void> {
    const token = sessionStorage.getItem(TOKEN)
    if (this.#invitation !== '') return
    if (token === null) return this.#enter({ kind: 'out', why: 'none', was: false })
    this.#enter({ kind: 'entering', busy: true, error: null })
    await this.#come({ token })
  }

  async introduce(name: string): Promise<void> {
    if (this.phase.kind !== 'entering' || this.phase.busy) return
    this.#enter({ kind: 'entering', busy: true, error: null })
    await this.#come({ invitation: this.#invitation, name })
  }

  /** The customer is asked. */
  async askAgain(): Promise<void> {
    if (!mayAskAgain(this.phase)) return
    this.#socket.start()
    if (this.connection === 'open') await this.#knock()
    else this.#enter({ kind: 'waiting', request: crypto.randomUUID() })
  }

  withdraw(): void {
    if (this.phase.kind !== 'waiting' || this.expected === null) return
    const { conversation } = this.expected
    const { request } = this.phase
    this.#socket
      .request({ type: 'participant.refuse', conversation, request }, { queue: true })
      .catch(() => undefined)
    this.#enter({ kind: 'out', why: 'withdrawn', was: false })
  }

  leave(): void {
    if (this.expected === null) return
    const { conversation, session } = this.expected
    this.#socket
      .request({ type: 'session.leave', conversation, session }, { queue: true })
      .catch(() => undefined)
    this.#enter({ kind: 'out', why: 'left', was: true })
  }

  async #come(body: { invitation: string; name: string } | { token: string }): Promise<void> {
    try {
      this.expected = await comeIn(body)
    } catch (error) {
      const code = error instanceof SignalingError ? error.code : 'internal'
      const isOver = 'token' in body && code !== 'offline'
      this.#enter(isOver ? { kind: 'out', why: 'ended', was: false } : refusedEntry(code))
      return
    }
    const { token, ticket } = this.expected
    this.#ticket = ticket
    this.#invitation = ''
    sessionStorage.setItem(TOKEN, token)
    // It is used: whoever sees the address, or reloads, has nothing of it.
    history.replaceState(null, '', location.pathname)
    this.#enter({ kind: 'waiting', request: crypto.randomUUID() })
    this.#socket.start()
  }

  async #nextTicket(): Promise<string> {
    const first = this.#ticket
    this.#ticket = null
    if (first !== null) return first
    try {
      return (await comeIn({ token: this.expected?.token ?? '' })).ticket
    } catch (error) {
      if (error instanceof SignalingError && error.code !== 'offline') {
        throw new TicketRefused(error.code, '')
      }
      throw error
    }
  }

  async #knock(): Promise<void> {
    if (this.expected === null) return
    const { conversation, session } = this.expected
    // The same while it is asked: a connection that came back asks nothing twice.
    const request = this.phase.kind === 'waiting' ? this.phase.request : crypto.randomUUID()
    this.#enter({ kind: 'waiting', request })
    try {
      await this.#socket.request({ type: 'participant.ask', conversation, session, request })
    } catch (error) {
      const code = error instanceof SignalingError ? error.code : 'internal'
      const waits = this.phase.kind === 'waiting' && this.phase.request === request
      // Without a connection the next `ready` asks.
      if (waits && code !== 'offline' && code !== 'stopped') this.#enter(refusedKnock(code))
    }
  }

  #ready(ready: Ready): void {
    const mine = ready.conversations.find(
      ({ state }) => state.conversation === this.expected?.conversation,
    )
    this.#linkViews.clear()
    for (const link of ready.links) if (link.kind === 'page') this.#linkViews.set(link.link, link)
    this.#view = mine?.state ?? null
    this.#links.sync(ready.links)
    if (mine) this.#enter({ kind: 'inside' })
    else if (this.phase.kind === 'inside') this.#enter({ kind: 'out', why: 'ended', was: true })
    else if (this.phase.kind === 'waiting') void this.#knock()
    this.#settle()
  }

  #message(message: ServerMessage): void {
    const opens = message.type === 'conversation.opened' || message.type === 'conversation.state'
    if (opens && message.state.conversation === this.expected?.conversation) {
      this.#view = message.state
    }
    if (message.type === 'link.opened' && message.link.kind === 'page') {
      this.#linkViews.set(message.link.link, message.link)
    }
    if (this.expected !== null) {
      const phase = after(this.phase, message, this.expected)
      if (phase !== this.phase) this.#enter(phase)
    }
    this.#settle()
    this.#links.handle(message)
    if (message.type === 'link.closed') {
      this.#linkViews.delete(message.link)
      this.mirrors.forget(message.link)
    }
    this.#changed()
  }

  /** Nothing is painted once the state says that it may not be. */
  #settle(): void {
    this.mirrors.keepOnly((link) => this.#mayRender(link))
    this.#links.reconsider()
    this.mirrors.show(this.expected?.conversation ?? null)
    this.mirrors.permit(this.isScreenOn ? null : this.policy)
  }

  #connectionChanged(state: SocketState, reason?: string): void {
    if (state !== 'open') this.#links.signalingLost()
    if (state === 'stopped' && this.phase.kind !== 'out') {
      const why: Why = reason === 'replaced' ? 'elsewhere' : 'ended'
      this.#enter({ kind: 'out', why, was: this.phase.kind === 'inside' })
    }
    this.#changed()
  }

  #enter(phase: Phase): void {
    this.phase = phase
    if (phase.kind === 'out') this.#out()
    this.#changed()
  }

  #out(): void {
    this.#view = null
    this.#links.closeAll()
    this.#linkViews.clear()
    this.mirrors.closeAll()
    if (mayAskAgain(this.phase) || this.phase.kind !== 'out') return
    // In another window it goes on.
    if (this.phase.why !== 'elsewhere') sessionStorage.removeItem(TOKEN)
    this.#socket.stop()
  }

  #mayRender(link: PageLinkView): boolean {
    if (this.#view === null || this.phase.kind !== 'inside' || this.expected === null) return false
    const me = { id: this.#me, role: 'guest', name: '' } as const
    return mayRender(link, this.#view, me)
  }

  get #me(): string {
    return this.expected?.guest ?? ''
  }

  #nameOf(id: string): string {
    const found = this.#view?.session?.participants.find(({ person }) => person.id === id)
    return found?.person.name ?? agentText('agent.ink.somebody')
  }
}
