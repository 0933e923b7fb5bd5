import { version } from '../../package.json'
import { spoken } from '../i18n/spoken.js'
import { early } from '../mirror/capture/early.js'
import type { RedactionRule } from '../mirror/capture/policy.js'
import { PathMeters } from '../rtc/path_meters.js'
import { EndpointKey } from '../rtc/seal.js'
import { SealedRelay } from '../rtc/sealed_relay.js'
import type { Ready, RedactionView, ServerMessage } from '../signaling/messages.js'
import { SignalingSocket, type SocketDelegate, type SocketState } from '../signaling/socket.js'
import { keptPairs } from '../signing/kept_pair.js'
import type { Told } from '../signing/saying.js'
import { Signer } from '../signing/signer.js'
import { SigningKey } from '../signing/signing_key.js'
import { CallDesk } from './call_desk.js'
import { ChatDesk } from './chat_desk.js'
import { Consenting } from './consenting.js'
import { ControlDesk } from './control_desk.js'
import { Conversation } from './conversation.js'
import { HiddenParts } from './hidden_parts.js'
import type { Identified, Identity } from './identity.js'
import { InviteDesk } from './invite_desk.js'
import { Language } from './language.js'
import { lazyCalling, lazyChatting, lazyInviting, lazyLooking, lazyTogether } from './lazy_parts.js'
import type { Memory, Store } from './memory.js'
import { Leaving } from './navigation/leaving.js'
import { News } from './news.js'
import { Notices } from './notices.js'
import { Outbox } from './outbox.js'
import { captureProblem, togetherWords } from './page_words.js'
import type { ApiTarget } from './public_api.js'
import { policyOf, UNKNOWN_POLICY } from './redaction.js'
import { TabDesk } from './shared_tabs/tab_desk.js'
import type { SessionInfo, Signals } from './signals.js'
import { presenceNotices } from './telling.js'
import { t } from './text.js'
import { Ticker } from './ticker.js'
import { Late } from './together/late.js'
import type { Together } from './together/together.js'
import type { WidgetActions } from './ui/actions.js'
import { Widget } from './ui/widget.js'
import { Unsent } from './unsent.js'
import { type WidgetView, widgetView } from './view.js'

export interface AppOptions {
  /** The broker's address, ending in a slash. */
  base: string
  /** Where the rest of this SDK is, in the same way. */
  parts: string
  /** Of our script tag, for the page's content security policy; empty where it has none. */
  nonce: string
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
  readonly #news: News
  readonly #organisation: string
  readonly #origins: readonly string[]
  readonly #socket: SignalingSocket
  readonly #outbox: Outbox
  readonly #unsent: Unsent
  readonly #conversation = new Conversation()
  readonly #consenting: Consenting
  readonly #widget: Widget
  readonly #hiddenParts: HiddenParts
  readonly #notices = new Notices(() => this.#show())
  readonly #ticker = new Ticker(() => this.#show())
  readonly #desk: ControlDesk
  readonly #controlIncluded: boolean
  readonly #language: Language
  readonly #languageChoice: boolean
  readonly #loader: ReturnType<typeof lazyTogether>
  readonly #calls: CallDesk
  readonly #chat: ChatDesk
  readonly #invites: InviteDesk
  readonly #tabs: TabDesk
  /** Who she is for the server. */
  customer: string
  #made: Promise<Together> | null = null
  #here: Together | null = null
  #policy = UNKNOWN_POLICY
  #connection: SocketState | 'idle' = 'idle'
  #open: boolean
  /** When this page was left last. */
  #wasConnected = false
  #shown: WidgetView | null = null

  constructor({ base, parts, nonce, identity, identified, memory, store, signals }: AppOptions) {
    this.#memory = memory
    this.#signals = signals
    this.customer = identified.customer
    this.#organisation = identified.organisation
    this.#origins = identified.origins
    this.#controlIncluded = identified.control_included
    this.#languageChoice = identified.language_choice
    this.#open = memory.get('open') ?? false
    this.#news = new News({
      signals,
      open: () => this.#open,
      notify: (text) => this.#notices.show(text),
    })
    const url = new URL('ws', base)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    const key = new EndpointKey()
    const signing = new SigningKey(keptPairs(() => this.customer))
    this.#socket = new SignalingSocket({
      url: url.href,
      ticket: async () => {
        const ticket = await identity.ticket()
        // Another one's, where this tab has become hers. With it she signs `hello`.
        this.customer = identity.customer
        await this.#signAs(signing)
        return ticket
      },
      client: `sdk/${version}`,
      session: () => this.#consenting.consented,
      key: () => key.publicKey(),
      signer: new Signer(signing, () => this.#told()),
      delegate: this,
    })
    this.#loader = lazyTogether(parts, nonce, () => this.#captureProblem('mirror.not_loaded'))
    const calling = lazyCalling(parts, nonce, () =>
      this.#notices.show(t('notice.calls_not_loaded')),
    )
    this.#outbox = new Outbox(this.#socket)
    this.#unsent = new Unsent(this.#outbox, () => this.#show())
    this.#widget = new Widget(this, identified.look)
    this.#hiddenParts = new HiddenParts({
      hidden: () => this.#consenting.hidden(),
      host: this.#widget.element,
      outlines: this.#widget.outlines,
    })
    const looking = lazyLooking(parts, nonce, () => this.#desk.notLoaded())
    this.#desk = new ControlDesk({
      together: () => this.#together(),
      looking: () => looking.load(),
      host: this.#widget.element,
      root: this.#widget.root,
      base,
      allow: (request, region) =>
        this.#consenting.allowControl(request, { limit: 'region', region }),
      notices: this.#notices,
      changed: () => this.#show(),
    })
    const shared = {
      socket: this.#socket,
      memory,
      conversation: this.#conversation,
      changed: () => this.#show(),
      notify: (text: string) => this.#notices.show(text),
    }
    this.#language = new Language({ ...shared, base, identified })
    this.#consenting = new Consenting({
      ...shared,
      outbox: this.#outbox,
      store,
      relay: new SealedRelay(key, this.#socket),
      capture: (link, channels, expected) =>
        new Late(this.#together().then((together) => () => together.on(link, channels, expected))),
    })
    this.#calls = new CallDesk({
      ...shared,
      window,
      base,
      signals,
      consenting: this.#consenting,
      dockTicket: () => identity.windowTicket('dock'),
      vouch: (key) => signing.vouch(this.customer, key, this.#now),
      load: () => calling.load(),
      root: this.#widget.root,
      spoken,
    })
    const chatting = lazyChatting(parts, nonce, () => undefined)
    this.#chat = new ChatDesk({
      ...shared,
      window,
      isOpen: () => this.#open,
      lines: () => this.#shown?.lines ?? [],
      organisation: this.#organisation,
      page: {
        ...shared,
        base,
        ticket: () => identity.windowTicket('chat'),
        close: () => this.close(),
        spoken,
      },
      allRead: () => this.#news.allRead(),
      load: () => chatting.load(),
      root: this.#widget.root,
    })
    const inviting = lazyInviting(parts, nonce, () => this.#notices.show(t('people.invite_failed')))
    this.#invites = new InviteDesk({ ...shared, load: () => inviting.load() })
    this.#tabs = new TabDesk({
      ...shared,
      identity,
      consenting: this.#consenting,
      origins: this.#origins,
      title: () => this.#here?.title ?? '',
      ask: (question) => this.#desk.questions.ask(question),
    })
  }

  /** Shows the launcher; connects only if there is something to go on with, or when she opens. */
  async start(): Promise<void> {
    await this.#language.begin()
    document.addEventListener('visibilitychange', () => this.#pageShown())
    // Of two windows side by side both are visible.
    window.addEventListener('focus', () => this.#pageShown())
    window.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.#revived()
    })
    new Leaving({ window, left: (outside) => this.#left(outside) }).start()
    if (this.#memory.get('engaged') || this.#consenting.endingPending || this.#open) {
      this.#socket.start()
    }
    // After a page load in a session every moment counts.
    if (this.#memory.get('engaged')) this.#loader.prepare()
    this.#tabs.start()
    this.#show()
  }

  // --- what she does -----------------------------------------------------------------------

  open(): void {
    this.#socket.start()
    this.#loader.prepare()
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
      .send(text, () => this.#conversation.live?.conversation ?? null)
      .catch(() => this.#notices.show(t('chat.not_sent', { text })))
  }

  share(control: boolean): void {
    this.#consenting.share(control)
  }

  stop(): void {
    this.#consenting.stop()
  }

  pause(): void {
    this.#consenting.pause(false)
  }

  resume(): void {
    this.#consenting.resume(false)
  }

  /** By a script of the website. */
  pauseByPage(): void {
    this.#consenting.pause(true)
  }

  /** By a script of the website: ends no pause of the customer's. */
  resumeByPage(): void {
    this.#consenting.resume(true)
  }

  allow(request: string, control: boolean): void {
    this.#consenting.allow(request, control)
  }

  admit(request: string): void {
    this.#consenting.admit(request)
  }

  remove(person: string): void {
    this.#consenting.remove(person)
  }

  invite(): void {
    void this.#invites.invite()
  }

  allowControl(request: string, limit: 'typing' | null): void {
    this.#consenting.allowControl(request, { limit, region: null })
  }

  chooseRegion(request: string): void {
    if (this.#shown?.prompt?.request === request) this.#desk.choose(this.#shown.prompt)
  }

  preview(): void {
    const view = this.#conversation.live
    if (view !== null) this.#desk.preview(view.site, view.asset_origins)
  }

  showChanges(shown: boolean): void {
    this.#desk.show(shown)
  }

  undo(changes: readonly number[]): void {
    this.#desk.undo(changes)
  }

  answer(yes: boolean): void {
    this.#desk.questions.answer(yes)
  }

  giveControl(agent: string): void {
    this.#consenting.giveControl(agent)
  }

  endControl(): void {
    this.#consenting.endControl()
  }

  deny(request: string): void {
    if (!this.#calls.deny(request)) this.#consenting.deny(request)
  }

  dismissNotice(): void {
    this.#notices.dismiss()
  }

  shareTab(): void {
    this.#tabs.share()
  }

  declineTab(): void {
    this.#tabs.decline()
  }

  openTab(): void {
    this.#tabs.open()
  }

  unshareTab(): void {
    this.#tabs.unshare()
  }

  outline(wanted: boolean): void {
    this.#memory.set('outlines', wanted)
    this.#show()
  }

  speak(tag: string): Promise<void> {
    return this.#language.choose(tag)
  }

  get session(): SessionInfo | null {
    return this.#consenting.session
  }

  // --- what the server says ----------------------------------------------------------------

  socketReady(ready: Ready): void {
    // First: what follows may open a connection.
    this.customer = ready.person.id
    if (ready.redaction !== null) this.#setPolicy(ready.redaction)
    this.#conversation.reset(ready)
    this.#consenting.ready(ready)
    this.#memory.set('engaged', this.#conversation.live !== null)
    this.#tabs.ready(ready.endpoint)
    this.#outbox.settle()
    this.#pageShown()
    this.#show()
  }

  socketMessage(message: ServerMessage): void {
    if (message.type === 'site.redaction') {
      this.#setPolicy(message.redaction)
      this.#show()
      return
    }
    if (this.#consenting.handleLink(message)) return
    const before = this.#conversation.view
    const news = this.#conversation.take(message)
    this.#consenting.told(message)
    this.#chat.told(message)
    this.#memory.set('engaged', this.#conversation.live !== null)
    for (const event of news) {
      this.#news.tell(event, this.#conversation.timeline)
      this.#calls.calling?.told(event)
      const hers = event.type === 'conversation.messaged' && event.by.role === 'customer'
      if (hers) this.#unsent.arrived(event.text)
    }
    for (const text of presenceNotices(before, this.#conversation.view)) this.#notices.show(text)
    this.#consenting.endUnwanted()
    this.#show()
  }

  socketFrame(frame: ArrayBuffer): void {
    this.#consenting.handleFrame(frame)
  }

  socketStateChanged(state: SocketState): void {
    const before = this.#connection
    this.#connection = state
    if (before === 'open') this.#consenting.disconnected()
    if (state === 'stopped') this.#outbox.settle()
    if (this.session !== null) {
      if (state === 'retrying') this.#notices.show(t('connection.retrying'))
      if (before === 'retrying' && state === 'open') this.#notices.show(t('connection.returned'))
    }
    this.#show()
  }

  #setPolicy(redaction: RedactionView): void {
    this.#policy = policyOf(redaction)
    this.#consenting.setPolicy(this.#policy)
  }

  /** What is needed in a session only, loaded once. */
  #together(): Promise<Together> {
    this.#made ??= this.#loader.load().then(({ begin }) => {
      this.#here = begin(early(), {
        window,
        ownUi: this.#widget.element,
        policy: () => this.#policy,
        captureProblem: (code) => this.#captureProblem(code),
        rulesFailed: (rules) => this.#rulesFailed(rules),
        permission: (agent) => (this.#calls.isScreenOn ? null : this.#consenting.permission(agent)),
        changed: (changes) => this.#desk.follow(changes),
        ask: (question) => this.#desk.questions.ask(question),
        isAsking: () => this.#desk.questions.question !== null,
        lay: (element) => this.#widget.lay(element),
        words: togetherWords,
        meters: (...given) => new PathMeters(...given),
        origins: this.#origins,
        ink: () => (this.#calls.isScreenOn ? null : (this.#conversation.live?.policy ?? null)),
        permissions: () => this.#conversation.live?.permissions ?? {},
        tab: ({ name }, act) => this.#tabs.act(name, act),
        tabs: () => this.#tabs.titles,
        peer: (link) => this.#consenting.peer(link),
        measured: () => this.#show(),
      })
      return this.#here
    })
    return this.#made
  }

  #captureProblem(code: string): void {
    console.warn(`[alongside] ${code}`)
    // The agent is told that the page is not shared, and the operator by `#rulesFailed`.
    if (code === 'mirror.bad_rule') return
    this.#notices.show(captureProblem(code))
  }

  #rulesFailed(failed: readonly RedactionRule[]): void {
    const rules = this.#policy.rules.flatMap((rule, n) => (failed.includes(rule) ? [n] : []))
    const conversation = this.#conversation.live?.conversation
    if (!rules.length || !conversation) return
    this.#socket.request({ type: 'rule.failed', conversation, rules }).catch(() => undefined)
  }

  // --- between them ------------------------------------------------------------------------

  #pageShown(): void {
    const view = this.#conversation.live
    const session = this.session
    if (document.visibilityState !== 'visible' || view === null || session === null) return
    // A page without her consent has nothing to show, and must not push aside one that has.
    if (!this.#consenting.holds(session.id)) return
    const { conversation } = view
    this.#socket.request({ type: 'page.shown', conversation }).catch(() => undefined)
  }

  /** A page that goes away may come back from the browser's back/forward cache, but what it had
   * does not: it comes back as a new endpoint, like any page. (Browsers do not keep a page that has
   * a connection open.) */
  #left(outside: boolean): void {
    const view = this.#conversation.live
    const shared = this.session !== null && this.#consenting.holds(this.session.id)
    if (outside && shared && view !== null) {
      // Without another shared page she has longer to come back than from a reload.
      const { conversation } = view
      this.#socket.request({ type: 'page.closed', conversation, outside }).catch(() => undefined)
    }
    this.#wasConnected = this.#connection !== 'idle' && this.#connection !== 'stopped'
    this.#tabs.stop()
    this.#consenting.left()
    this.#socket.stop()
  }

  #revived(): void {
    this.#consenting.revived()
    this.#tabs.start()
    if (this.#wasConnected) this.#socket.start()
  }

  #setOpen(open: boolean): void {
    this.#open = open
    if (open) this.#news.allRead()
    this.#memory.set('open', open)
    this.#show()
  }

  #show(): void {
    this.#here?.controlChanged()
    this.#calls.settle()
    this.#chat.settle()
    const conversation = this.#conversation.view
    const view = widgetView({
      connection: this.#connection,
      organisation: this.#organisation,
      conversation,
      timeline: this.#conversation.timeline,
      sending: this.#unsent.texts,
      holds: (session) => this.#consenting.holds(session),
      isStopped: (session) => this.#consenting.isStopped(session),
      viewers: this.#consenting.viewers,
      fingerprints: this.#consenting.fingerprints,
      paths: this.#consenting.paths,
      private: this.#policy.mode === 'private',
      outlines: this.#memory.get('outlines') ?? true,
      code: this.#memory.get('code'),
      now: this.#now / 1000,
      open: this.#open,
      unread: this.#news.unread,
      notice: this.#notices.text,
      answered: (request) => this.#consenting.answered(request) || this.#calls.answered(request),
      calls: this.#calls.calling,
      chat: this.#chat.chatting,
      invitation: this.#invites.panel,
      isPaused: (session) => this.#consenting.isPaused(session),
      control: this.#consenting.control,
      controlIncluded: this.#controlIncluded,
      languages: this.#mayChooseLanguage ? this.#language.offered : [],
      choosing: this.#desk.choosing,
      question: this.#desk.questions.question,
      changes: this.#desk.changes,
      changesShown: this.#desk.changesShown,
    })
    this.#shown = view
    const { prompt, choosing, share } = view
    this.#ticker.want(prompt !== null || choosing !== null || share.kind === 'waiting')
    this.#widget.show(view)
    this.#desk.settle(view)
    this.#calls.asks(prompt)
    this.#hiddenParts.show(view.bar?.outlines === true)
    this.#showTabs()
  }

  /** Milliseconds since the epoch, the server's clock. */
  get #now(): number {
    return Date.now() + this.#socket.serverClockOffset
  }

  /** Where the browser keeps no key, this page has another one than that with which she allowed to be
   * seen: nobody would believe it, so that she is asked again. */
  async #signAs(signing: SigningKey): Promise<void> {
    const { customer } = this
    const key = await signing.publicKey()
    const before = this.#memory.get('signing')
    if (before?.customer === customer && before.key !== key) this.#consenting.unshareTab()
    this.#memory.set('signing', { customer, key })
  }

  #told(): Told {
    const { controlIncluded } = this.#consenting
    return {
      customer: this.customer,
      view: this.#conversation.live,
      controlIncluded,
      now: this.#now,
    }
  }

  get #mayChooseLanguage(): boolean {
    return this.#conversation.view?.policy.language_choice ?? this.#languageChoice
  }

  #showTabs(): void {
    this.#tabs.refresh()
    this.#widget.tabOffer.show(this.#tabs.offer?.agent ?? null)
    // A shared tab has a title for the others, also behind them.
    if (this.#tabs.isShared) void this.#together()
    this.#here?.tabsChanged()
  }
}
