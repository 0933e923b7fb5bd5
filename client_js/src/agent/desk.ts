import { type Hold, Reach } from '../control/take/reach.js'
import { MirrorInk, type MirrorInkOptions } from '../ink/mirror_ink.js'
import { MirrorView } from '../mirror/view/view.js'
import { LinkReports } from '../rtc/link_reports.js'
import { type LinkState, PageLinks } from '../rtc/page_links.js'
import { PathMeters } from '../rtc/path_meters.js'
import { EndpointKey } from '../rtc/seal.js'
import { SealedRelay } from '../rtc/sealed_relay.js'
import type {
  AnyEvent,
  ConversationView,
  PageLinkView,
  Ready,
  ServerMessage,
} from '../signaling/messages.js'
import { SignalingSocket, type SocketState } from '../signaling/socket.js'
import { Believing } from '../signing/believing.js'
import { Proofs } from '../signing/proofs.js'
import type { Account } from './api.js'
import { Attempts } from './attempts.js'
import { CallDesk, callPlace } from './calling/call_desk.js'
import { isScreenOn } from './calling/full_device.js'
import { screenPlace } from './calling/screen_desk.js'
import { Door } from './door.js'
import { holdOf, mayRender } from './gate.js'
import { linked } from './hand_over.js'
import { HandsMaker } from './hands.js'
import { customerLabel } from './labels.js'
import { Mirrors } from './mirrors.js'
import { awaitsPress, type LinkStatus, type Pane, paneOf, waits } from './pane.js'
import { PopOut, type Wish } from './pop_out.js'
import { ConsoleStore } from './state.js'
import { Talk } from './talk.js'
import { say, t } from './texts.js'
import { sentenceOf } from './timeline.js'

export interface DeskDelegate {
  /** Something that is shown has changed. */
  deskChanged(): void
  /** The sign-in is over; the desk has been stopped. */
  deskSignedOut(): void
  /** Say this to a person who does not see the screen. */
  announce(text: string): void
}

/** `expires`: seconds since the epoch, by the server's clock. */
export interface Invitation {
  url: string
  expires: number
}

const SELECTED = 'alongside.selected'

/**
 * One signed-in agent at work: the connection, what it has told, the links and their mirrors.
 * Components read its fields and call its requests; it renders nothing itself.
 */
export class Desk {
  readonly store: ConsoleStore
  readonly mirrors: Mirrors
  readonly calls: CallDesk
  readonly popOut: PopOut
  /** Where the address of the console leads to a session that this agent is not in. */
  readonly door: Door | null = null
  readonly talk: Talk
  /** Why the connection has ended for good. */
  stopReason: string | null = null

  readonly #socket: SignalingSocket
  readonly #links: PageLinks
  readonly #linkViews = new Map<string, PageLinkView>()
  readonly #permitted = new Set<string>()
  readonly #attempts: Attempts
  readonly #meters = new PathMeters(
    (id) => this.#links.peer(id),
    (id, stats) => {
      this.mirrors.measured(id, stats)
      this.#report()
    },
  )
  readonly #reports: LinkReports
  /** Conversations for which an offer came that is not the customer's. */
  readonly #intercepted = new Set<string>()
  /** Sessions in which the agent has pressed View. */
  readonly #pressed = new Set<string>()

  constructor(
    readonly account: Account,
    private readonly delegate: DeskDelegate,
    ticket: () => Promise<string>,
    readonly wish: Wish = { conversation: null, alone: false },
  ) {
    this.popOut = new PopOut(() => this.#storeChanged())
    this.store = new ConsoleStore(() => this.#storeChanged())
    this.mirrors = new Mirrors(
      () => {
        this.#report()
        delegate.deskChanged()
      },
      (options) => new MirrorView(options),
      new HandsMaker((options) => new Reach(options)),
      (options, { conversation }) => new MirrorInk({ ...options, ...this.#people(conversation) }),
    )
    const url = new URL('/ws', location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    const key = new EndpointKey()
    this.#socket = new SignalingSocket({
      url: url.href,
      ticket,
      client: 'console/0.1.0',
      pane: wish.alone ? wish.conversation : null,
      key: () => key.publicKey(),
      delegate: new Believing(
        {
          socketReady: (ready) => this.#ready(ready),
          socketMessage: (message) => this.#message(message),
          socketFrame: (frame) => this.#links.relayFrame(frame),
          socketStateChanged: (state, reason) => this.#connectionChanged(state, reason),
        },
        new Proofs((conversation) => this.#intercept(conversation)),
      ),
    })
    this.#reports = new LinkReports(this.#socket)
    this.#links = new PageLinks(
      this.#socket,
      {
        mayOpen: (link) => this.#mayRender(link),
        onRequest: ({ conversation }) =>
          this.store.mine.get(conversation)?.view.policy.view_needs_press === true,
        linkOpen: (link, channels, expected) => {
          const view = this.store.mine.get(link.conversation)?.view
          if (!view || !this.#mayRender(link)) return
          this.mirrors.open(link, channels, view, expected)
          this.mirrors.hold((opened) => this.#holdOf(opened))
        },
        linkClosed: (id) => this.mirrors.close(id),
        linkStateChanged: (id, state) => this.#linkStateChanged(id, state),
      },
      new SealedRelay(key, this.#socket),
    )
    const changed = (): void => delegate.deskChanged()
    this.#attempts = new Attempts(this.#socket, changed)
    const { conversation, session } = wish
    if (conversation && session) {
      this.door = new Door(conversation, session, this.#attempts, changed)
    }
    this.talk = new Talk({ socket: this.#socket, store: this.store, changed })
    this.calls = new CallDesk({
      socket: this.#socket,
      store: this.store,
      attempts: this.#attempts,
      quiet: wish.alone,
      isElsewhere: (conversation) => this.#isElsewhere(conversation),
      now: () => this.now,
      changed,
    })
  }

  get connection(): SocketState {
    return this.#socket.state
  }

  /** Seconds since the epoch, by the server's clock. */
  get now(): number {
    return (Date.now() + this.#socket.serverClockOffset) / 1000
  }

  /** How it stands with the link of the selected conversation's session. */
  get linkStatus(): LinkStatus | null {
    const view = this.store.current?.view
    if (!view?.session) return null
    return this.mirrors.statusOf(view.conversation, view.session.session)
  }

  /** What the co-browse pane shows. */
  get pane(): Pane {
    const { current, me } = this.store
    if (!current && this.door?.at) return { kind: 'door', at: this.door.at }
    if (current && this.#isElsewhere(current.view.conversation)) return { kind: 'elsewhere' }
    const shown = paneOf(current, me, this.linkStatus, this.#pressed)
    const isIntercepted = current !== null && this.#intercepted.has(current.view.conversation)
    return isIntercepted && waits(shown) ? { kind: 'intercepted' } : shown
  }

  start(): void {
    this.stopReason = null
    this.popOut.start()
    this.#socket.start()
  }

  /** Closes the connection and every link, and forgets everything. */
  stop(): void {
    this.#socket.stop()
    this.popOut.stop()
    this.calls.stop()
    this.talk.stop()
    this.#links.closeAll()
    this.#meters.stop()
    this.mirrors.closeAll()
    this.#linkViews.clear()
    this.store.reset()
  }

  /** The code of the refusal to show at `place`. */
  errorAt(place: string): string | null {
    return this.#attempts.errorAt(place)
  }

  clearError(place: string): void {
    this.#attempts.clear(place)
  }

  async accept(conversation: string): Promise<boolean> {
    const answer = await this.#attempts.make(`accept:${conversation}`, {
      type: 'conversation.accept',
      conversation,
    })
    if (answer) this.store.select(conversation)
    return answer !== null
  }

  async join(code: string): Promise<boolean> {
    // Whoever has just signed in may be faster than the connection.
    const join = { type: 'session.join', code } as const
    const answer = await this.#attempts.make('join', join, { queue: true })
    // Who types the session ID wants to see the page.
    if (typeof answer?.session === 'string') this.#pressed.add(answer.session)
    if (typeof answer?.conversation === 'string') this.store.select(answer.conversation)
    return answer !== null
  }

  /** Without a code: for the owner of the conversation. */
  async viewShared(conversation: string, session: string): Promise<void> {
    this.#pressed.add(session)
    await this.#attempts.make(`co-browse:${conversation}`, {
      type: 'session.join',
      conversation,
      session,
    })
  }

  /** Where the policy wants the agent to press View before anything is to be seen. */
  view(session: string): void {
    this.#pressed.add(session)
    this.#storeChanged()
  }

  async removeFrom({ conversation, session }: ConversationView, person: string): Promise<void> {
    if (!session) return
    const message = { conversation, session: session.session, person } as const
    await this.#attempts.make(`participants:${conversation}`, {
      type: 'participant.remove',
      ...message,
    })
  }

  /** A link for somebody without an account; null: it was refused. */
  async invite({ conversation, session }: ConversationView): Promise<Invitation | null> {
    if (!session) return null
    const answer = await this.#attempts.make(`participants:${conversation}`, {
      type: 'participant.invite',
      conversation,
      session: session.session,
    })
    const { url, expires_at: expires } = answer ?? {}
    return typeof url === 'string' && typeof expires === 'number' ? { url, expires } : null
  }

  async leaveSession({ conversation, session }: ConversationView): Promise<void> {
    if (!session) return
    const message = { type: 'session.leave', conversation, session: session.session } as const
    await this.#attempts.make(`participants:${conversation}`, message)
  }

  async write(conversation: string, text: string): Promise<boolean> {
    const message = { type: 'conversation.message', conversation, text } as const
    return (await this.#attempts.make(`chat:${conversation}`, message)) !== null
  }

  /** Refusals show at `co-browse:…` for the view, at `control:…` for control. */
  async ask(conversation: string, scope: 'view' | 'control' = 'view'): Promise<void> {
    const request = crypto.randomUUID()
    const message = { type: 'scope.ask', conversation, scope, request } as const
    await this.#attempts.make(placeOf(scope, conversation), message)
  }

  async withdraw(
    conversation: string,
    request: string,
    scope: 'view' | 'control' = 'view',
  ): Promise<void> {
    const message = { type: 'scope.withdraw', conversation, request } as const
    await this.#attempts.make(placeOf(scope, conversation), message)
  }

  /** Gives control back. */
  async release(conversation: string, grant: number): Promise<void> {
    const message = { type: 'scope.release', conversation, scope: 'control', grant } as const
    await this.#attempts.make(placeOf('control', conversation), message)
  }

  async endSession(conversation: string, session: string): Promise<void> {
    const message = { type: 'session.end', conversation, session } as const
    await this.#attempts.make(`co-browse:${conversation}`, message)
  }

  /** Refusals of what is done with a whole conversation show at `hand-over:…`. */
  /** `warm`: the page stays shared, if the customer agrees; the answer comes as an event. */
  async transfer(conversation: string, to: string, warm: boolean): Promise<boolean> {
    const request = warm ? crypto.randomUUID() : null
    const message = { type: 'conversation.transfer', conversation, to, request } as const
    return (await this.#attempts.make(`hand-over:${conversation}`, message)) !== null
  }

  async requeue(conversation: string): Promise<void> {
    const message = { type: 'conversation.requeue', conversation } as const
    await this.#attempts.make(`hand-over:${conversation}`, message)
  }

  /** For supervisors. */
  async takeOver(conversation: string): Promise<boolean> {
    const message = { type: 'conversation.take_over', conversation } as const
    const answer = await this.#attempts.make(`take-over:${conversation}`, message)
    if (answer) this.store.select(conversation)
    return answer !== null
  }

  async close(conversation: string): Promise<void> {
    await this.#attempts.make(`chat:${conversation}`, { type: 'conversation.close', conversation })
  }

  #ready(ready: Ready): void {
    const before = [...this.#linkViews.keys()]
    this.#linkViews.clear()
    for (const link of ready.links) if (link.kind === 'page') this.#linkViews.set(link.link, link)
    this.#attempts.clearOffline()
    const first = this.store.me === null
    this.store.ready(ready)
    this.#links.sync(ready.links)
    this.calls.sync(ready.links)
    for (const id of before) if (!this.#linkViews.has(id)) this.#linkGone(id)
    if (first) this.#reselect()
  }

  /** Where the address of the console leads; else, after a reload, where the agent was. */
  #reselect(): void {
    const { conversation: wanted } = this.wish
    const known = wanted === null ? undefined : this.store.mine.get(wanted)
    if (known) this.door?.comesIn(known.view)
    if (this.door?.at || this.wish.embedded) return
    if (wanted !== null && this.store.mine.has(wanted)) {
      this.store.select(wanted)
      return
    }
    const remembered = sessionStorage.getItem(SELECTED)
    if (remembered && this.store.mine.has(remembered)) this.store.select(remembered)
    if (wanted !== null) this.store.tell(linked(wanted, this.store))
  }

  #message(message: ServerMessage): void {
    const waiting = this.store.queue.size
    if (this.store.handle(message)) {
      if ('seq' in message) this.#tell(message)
      if (!this.#isForOne && this.store.queue.size > waiting)
        this.delegate.announce(t('agent.inbox.new'))
    }
    if (message.type === 'link.opened' && message.link.kind === 'page') {
      this.#linkViews.set(message.link.link, message.link)
    }
    if (this.door?.handle(message) && this.wish.conversation) {
      this.store.select(this.wish.conversation)
    }
    this.#links.handle(message)
    this.calls.handle(message)
    this.talk.handle(message)
    if (message.type === 'link.closed') this.#linkGone(message.link)
  }

  #intercept(conversation: string): void {
    this.#intercepted.add(conversation)
    this.delegate.deskChanged()
  }

  #linkGone(id: string): void {
    this.#linkViews.delete(id)
    this.#permitted.delete(id)
    this.#meters.forget(id)
    this.#reports.forget(id)
    this.mirrors.forget(id)
  }

  #report(): void {
    for (const id of this.#linkViews.keys()) {
      const facts = this.mirrors.factsOf(id)
      if (facts) this.#reports.tell(id, facts)
    }
  }

  #linkStateChanged(id: string, state: LinkState): void {
    const link = this.#linkViews.get(id)
    if (!link) return
    this.mirrors.linkState(link, state, this.#links.fingerprint(id), this.#links.turnProblem(id))
    this.#meters.watch(id)
  }

  #mayRender(link: PageLinkView): boolean {
    const view = this.store.mine.get(link.conversation)?.view
    return (
      view !== undefined &&
      !this.#isElsewhere(link.conversation) &&
      !awaitsPress(view, this.#pressed) &&
      mayRender(link, view, this.store.me)
    )
  }

  /** Whether another window shows the page: nobody builds it twice. */
  #isElsewhere(conversation: string): boolean {
    const { alone, conversation: only } = this.wish
    return alone ? conversation !== only : conversation === this.popOut.conversation
  }

  /** What happens in others is none of its business. */
  get #isForOne(): boolean {
    return this.wish.alone || this.wish.embedded === true
  }

  #holdOf(link: PageLinkView): Hold | null {
    return holdOf(link, this.store.mine.get(link.conversation)?.view, this.store.me)
  }

  /** Whose ink is whose. */
  #people(conversation: string): Pick<MirrorInkOptions, 'me' | 'nameOf'> {
    const nameOf = (id: string): string => {
      const session = this.store.mine.get(conversation)?.view.session
      const found = session?.participants.find(({ person }) => person.id === id)
      return found?.person.name ?? t('agent.ink.somebody')
    }
    return { me: this.store.me?.id ?? '', nameOf }
  }

  #storeChanged(): void {
    // Revocation first: nothing is painted once the state says that it may not be.
    this.calls.storeChanged()
    this.talk.settle()
    this.mirrors.keepOnly((link) => this.#mayRender(link))
    this.mirrors.hold((link) => this.#holdOf(link))
    this.#closeForbidden()
    this.#links.reconsider()
    this.mirrors.show(this.store.selected)
    const tools = isScreenOn(this.store.current) ? null : this.store.current?.view.policy
    this.mirrors.permit(tools ?? null)
    if (this.store.current) sessionStorage.setItem(SELECTED, this.store.current.view.conversation)
    this.delegate.deskChanged()
  }

  /** A link whose grant has not been told yet stays closed; one that has lost it is closed. */
  #closeForbidden(): void {
    for (const [id, link] of this.#linkViews) {
      if (this.#mayRender(link)) this.#permitted.add(id)
      // What another window shows may come back.
      else if (this.#isElsewhere(link.conversation)) this.#permitted.delete(id)
      else if (this.#permitted.delete(id)) this.#links.close(id)
    }
  }

  /** The log of the selected conversation speaks for itself. */
  #tell(event: AnyEvent): void {
    // What was refused before has been overtaken by what has been decided since.
    if ('session' in event) {
      for (const scope of ['view', 'control'] as const) {
        this.clearError(placeOf(scope, event.conversation))
      }
      this.clearError(callPlace(event.conversation))
      this.clearError(screenPlace(event.conversation))
    }
    const conversation = this.store.mine.get(event.conversation)
    if (this.#isForOne || !conversation || event.conversation === this.store.selected) return
    const customer = customerLabel(conversation.view)
    if (event.type === 'conversation.messaged') {
      if (event.by.role !== 'customer') return
      this.delegate.announce(t('agent.inbox.news', { customer, text: event.text }))
      return
    }
    const sentence = sentenceOf(event)
    if (sentence) this.delegate.announce(t('agent.inbox.news', { customer, text: say(sentence) }))
  }

  #connectionChanged(state: SocketState, reason?: string): void {
    if (state !== 'open') this.#links.signalingLost()
    if (state === 'stopped' && reason === 'signed_out') {
      this.stop()
      this.delegate.deskSignedOut()
      return
    }
    if (state === 'stopped') this.stopReason = reason ?? 'stopped'
    this.delegate.deskChanged()
  }
}

/** Where refusals of what was asked of a scope show. */
function placeOf(scope: 'view' | 'control', conversation: string): string {
  return `${scope === 'view' ? 'co-browse' : 'control'}:${conversation}`
}
