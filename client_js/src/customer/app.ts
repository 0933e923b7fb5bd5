import { version } from '../../package.json'
import { Capture } from '../mirror/capture/capture.js'
import type { AnyEvent, ConversationView, Ready, ServerMessage } from '../signaling/messages.js'
import {
  type SignalingError,
  SignalingSocket,
  type SocketDelegate,
  type SocketState,
} from '../signaling/socket.js'
import { ConsentLedger } from './consent_ledger.js'
import { Conversation, isEvent } from './conversation.js'
import { Ending } from './ending.js'
import type { Identified, Identity } from './identity.js'
import type { Memory, Store } from './memory.js'
import { Notices } from './notices.js'
import { Outbox } from './outbox.js'
import type { ApiTarget } from './public_api.js'
import { Sharing } from './sharing.js'
import type { SessionInfo, Signals } from './signals.js'
import { notice, presenceNotices } from './telling.js'
import { t } from './text.js'
import { Ticker } from './ticker.js'
import type { WidgetActions } from './ui/actions.js'
import { Widget } from './ui/widget.js'
import { Unsent } from './unsent.js'
import { widgetView } from './view.js'

export interface AppOptions {
  /** The broker's address, ending in a slash. */
  base: string
  identity: Identity
  identified: Identified
  memory: Memory
  store: Store
  signals: Signals
}

/** The customer's side of one page: joins what the server says, what she does, what is shown. */
export class App implements SocketDelegate, WidgetActions, ApiTarget {
  readonly #memory: Memory
  readonly #signals: Signals
  readonly #organisation: string
  readonly #socket: SignalingSocket
  readonly #outbox: Outbox
  readonly #unsent: Unsent
  readonly #conversation = new Conversation()
  readonly #ending: Ending
  readonly #ledger: ConsentLedger
  readonly #sharing: Sharing
  readonly #widget: Widget
  readonly #notices = new Notices(() => this.#show())
  readonly #ticker = new Ticker(() => this.#show())
  readonly #answered = new Set<string>()
  #connection: SocketState | 'idle' = 'idle'
  #open: boolean
  #unread = 0

  constructor({ base, identity, identified, memory, store, signals }: AppOptions) {
    this.#memory = memory
    this.#signals = signals
    this.#organisation = identified.organisation
    this.#open = memory.get('open') ?? false
    const url = new URL('ws', base)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    this.#socket = new SignalingSocket({
      url: url.href,
      ticket: () => identity.ticket(),
      client: `sdk/${version}`,
      delegate: this,
    })
    this.#outbox = new Outbox(this.#socket)
    this.#unsent = new Unsent(this.#outbox, () => this.#show())
    this.#ending = new Ending(memory, this.#socket)
    this.#ledger = new ConsentLedger(store)
    this.#widget = new Widget(this)
    this.#sharing = new Sharing({
      socket: this.#socket,
      ledger: this.#ledger,
      capture: (channels, grant) =>
        new Capture({
          window,
          channels,
          grant,
          exclude: [this.#widget.element],
          onProblem: (code) => this.#captureProblem(code),
        }),
      changed: () => this.#show(),
    })
  }

  /** Shows the launcher; connects only if there is something to go on with, or when she opens. */
  start(): void {
    document.addEventListener('visibilitychange', () => this.#pageShown())
    if (this.#memory.get('engaged') || this.#ending.pending || this.#open) {
      this.#socket.start()
    }
    this.#show()
  }

  // --- what she does -----------------------------------------------------------------------

  open(): void {
    this.#socket.start()
    if (!this.#open) this.#signals.emit('widget.opened', undefined)
    this.#setOpen(true)
    this.#widget.focus('message')
  }

  close(): void {
    if (this.#open) this.#signals.emit('widget.closed', undefined)
    this.#setOpen(false)
  }

  openAtShare(): void {
    this.open()
    this.#widget.focus('share')
  }

  send(text: string): void {
    this.#unsent
      .send(text, () => this.#live()?.conversation ?? null)
      .catch(() => this.#notices.show(t('chat.not_sent', { text })))
  }

  share(): void {
    this.#outbox
      .send<{ session: string; code: string; code_expires_at: number }>(() => {
        this.#ledger.share()
        return { type: 'session.start', conversation: this.#live()?.conversation ?? null }
      })
      .then(({ session, code, code_expires_at }) => {
        this.#memory.set('code', { session, code, expiresAt: code_expires_at })
        this.#show()
      })
      .catch((error: SignalingError) => {
        // Nobody knows whether an unanswered request took effect: `ready` will tell.
        if (error.code !== 'offline') this.#ledger.clickFailed()
        const forbidden = error.code === 'policy_forbids'
        this.#notices.show(t(forbidden ? 'notice.share_forbidden' : 'notice.share_failed'))
      })
  }

  /** First the cut, here and now, whatever the connection; then the word to the server. */
  stop(): void {
    this.#ledger.clear()
    this.#sharing.enforce()
    this.#memory.set('code', null)
    const conversation = this.#conversation.view
    const session = conversation?.session
    if (conversation == null || session == null || session.state === 'ended') return
    this.#ending.begin(conversation.conversation, session.session)
    this.#notices.show(t(session.state === 'waiting' ? 'notice.cancelled' : 'notice.stopped'))
  }

  allow(request: string): void {
    const conversation = this.#asked(request)
    if (conversation === null) return
    this.#ledger.allow(request)
    this.#answered.add(request)
    this.#socket
      .request({ type: 'scope.allow', conversation, request })
      .catch((error: SignalingError) => {
        this.#answered.delete(request)
        if (error.code !== 'offline') this.#ledger.clickFailed(request)
        this.#notices.show(t('notice.allow_failed'))
      })
    this.#show()
  }

  deny(request: string): void {
    const conversation = this.#asked(request)
    if (conversation === null) return
    this.#answered.add(request)
    this.#socket
      .request({ type: 'scope.deny', conversation, request }, { queue: true })
      .catch(() => undefined)
    this.#show()
  }

  dismissNotice(): void {
    this.#notices.dismiss()
  }

  get session(): SessionInfo | null {
    const session = this.#conversation.view?.session
    if (session == null || session.state === 'ended' || this.#ending.isOf(session.session))
      return null
    return { id: session.session, state: session.state }
  }

  // --- what the server says ----------------------------------------------------------------

  socketReady(ready: Ready): void {
    this.#conversation.reset(ready)
    for (const { state, timeline } of ready.conversations) {
      for (const event of timeline) this.#ledger.apply(event)
      this.#ledger.reconcile(state)
    }
    // A press on Share that had no answer is in the timeline, or never arrived.
    this.#ledger.clickFailed()
    this.#sharing.links.sync(ready.links)
    this.#sharing.enforce()
    this.#remember()
    this.#ending.say()
    this.#outbox.settle()
    this.#pageShown()
    this.#show()
  }

  socketMessage(message: ServerMessage): void {
    if (this.#sharing.links.handle(message)) return
    const before = this.#conversation.view
    const news = this.#conversation.take(message)
    if (isEvent(message)) this.#ledger.apply(message)
    if (message.type === 'conversation.opened') {
      for (const event of message.timeline) this.#ledger.apply(event)
    }
    if (message.type === 'conversation.opened' || message.type === 'conversation.state') {
      this.#ledger.reconcile(message.state)
    }
    this.#sharing.enforce()
    this.#remember()
    for (const event of news) this.#tell(event)
    for (const text of presenceNotices(before, this.#conversation.view)) this.#notices.show(text)
    this.#show()
  }

  socketStateChanged(state: SocketState): void {
    const before = this.#connection
    this.#connection = state
    if (state === 'stopped') this.#outbox.settle()
    if (this.session !== null) {
      if (state === 'retrying') this.#notices.show(t('connection.retrying'))
      if (before === 'retrying' && state === 'open') this.#notices.show(t('connection.returned'))
    }
    this.#show()
  }

  #tell(event: AnyEvent): void {
    const text = notice(event, this.#conversation.timeline)
    const inLog = event.type === 'conversation.messaged' || event.type === 'conversation.accepted'
    if (event.type === 'conversation.messaged' && text !== null && !this.#open) this.#unread++
    if (text !== null && !(this.#open && inLog)) this.#notices.show(text)
    switch (event.type) {
      case 'conversation.messaged':
        if (event.by.role === 'customer') this.#unsent.arrived(event.text)
        break
      case 'session.started':
        this.#signals.emit('session.started', { id: event.session, state: 'waiting' })
        break
      case 'session.activated':
        this.#signals.emit('session.activated', { id: event.session, state: 'active' })
        break
      case 'session.ended': {
        const { session: id, reason } = event
        this.#signals.emit('session.ended', { id, state: 'ended', reason })
        break
      }
    }
  }

  #captureProblem(code: string): void {
    console.warn(`[alongside] ${code}`)
    const failed = code === 'mirror.capture_failed'
    this.#notices.show(t(failed ? 'notice.capture_failed' : 'notice.capture_partial'))
  }

  // --- between them ------------------------------------------------------------------------

  /** The conversation that still goes on. */
  #live(): ConversationView | null {
    const view = this.#conversation.view
    return view?.state === 'ended' ? null : view
  }

  /** The conversation in which `request` waits for her answer. */
  #asked(request: string): string | null {
    const view = this.#live()
    const scope = view?.session?.scopes.view
    const waits = scope?.state === 'asked' && scope.request === request
    return view !== null && waits && !this.#answered.has(request) ? view.conversation : null
  }

  /** What the next page of this tab has to know follows from the state. */
  #remember(): void {
    const view = this.#live()
    this.#memory.set('engaged', view !== null)
    this.#ending.settle(view)
    const session = view?.session
    // The answer with the code may come before the state in which its session is open.
    const over = session?.state === 'ended' && session.session === this.#memory.get('code')?.session
    if (over || view === null) this.#memory.set('code', null)
  }

  #pageShown(): void {
    const view = this.#live()
    if (document.visibilityState !== 'visible' || view === null || this.session === null) return
    const { conversation } = view
    this.#socket.request({ type: 'page.shown', conversation }).catch(() => undefined)
  }

  #setOpen(open: boolean): void {
    this.#open = open
    if (open) this.#unread = 0
    this.#memory.set('open', open)
    this.#show()
  }

  #show(): void {
    const conversation = this.#conversation.view
    const view = widgetView({
      connection: this.#connection,
      organisation: this.#organisation,
      conversation,
      timeline: this.#conversation.timeline,
      sending: this.#unsent.texts,
      holds: (session) => this.#ledger.holds(session),
      isStopped: (session) => this.#ending.isOf(session),
      viewers: this.#sharing.viewers,
      code: this.#memory.get('code'),
      now: (Date.now() + this.#socket.serverClockOffset) / 1000,
      open: this.#open,
      unread: this.#unread,
      notice: this.#notices.text,
      answered: this.#answered,
    })
    this.#ticker.want(view.prompt !== null || view.share.kind === 'waiting')
    this.#widget.show(view)
  }
}
