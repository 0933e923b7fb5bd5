import type { Permission } from '../control/permission.js'
import type { RedactionPolicy } from '../mirror/capture/policy.js'
import type { PageChannels } from '../mirror/channels.js'
import type { PathStats } from '../rtc/path_stats.js'
import type { SealedRelay } from '../rtc/sealed_relay.js'
import type {
  AnyEvent,
  ConversationView,
  KnockView,
  PageLinkView,
  Ready,
  ServerMessage,
} from '../signaling/messages.js'
import type { SignalingError, SignalingSocket } from '../signaling/socket.js'
import { Answers } from './answers.js'
import { type Consent, ConsentLedger } from './consent_ledger.js'
import type { Control, Reach } from './control_ledger.js'
import { Controlling } from './controlling.js'
import { type Conversation, isEvent } from './conversation.js'
import { type Ended, Ending } from './ending.js'
import type { Memory, Store } from './memory.js'
import type { Outbox } from './outbox.js'
import { Pausing } from './pausing.js'
import { SharePress } from './share_press.js'
import { type Running, Sharing } from './sharing.js'
import type { SessionInfo } from './signals.js'
import { Strangers } from './strangers.js'
import { type TabNews, Tabs } from './tabs.js'
import { agentName } from './telling.js'
import { t } from './text.js'

export interface ConsentingOptions {
  socket: Pick<SignalingSocket, 'request' | 'state' | 'serverClockOffset'>
  outbox: Outbox
  memory: Memory
  store: Store
  conversation: Conversation
  relay: SealedRelay
  /** Makes the capture for one link. */
  capture(link: PageLinkView, channels: PageChannels, expected: boolean): Running
  /** What is shown may have changed. */
  changed(): void
  notify(text: string): void
}

/** Her clicks on Share, Allow, Deny, Pause and Stop, and what the server makes of them: the cut comes
 * first, the word to the server second, and her last word counts. */
export class Consenting {
  readonly #options: ConsentingOptions
  readonly #ledger: ConsentLedger
  readonly #ending: Ending
  readonly #answers: Answers
  readonly #sharePress: SharePress
  readonly #sharing: Sharing
  readonly #pausing: Pausing
  readonly #controlling: Controlling
  readonly #strangers: Strangers
  readonly #tabs = new Tabs((news) => this.#heard(news))
  #endpoint: string | null = null

  constructor(options: ConsentingOptions) {
    const { socket, outbox, memory, store, relay, capture, changed } = options
    this.#options = options
    this.#ledger = new ConsentLedger(store)
    this.#ending = new Ending(memory, socket)
    this.#answers = new Answers(socket, this.#ledger)
    this.#sharePress = new SharePress({
      outbox,
      socket,
      ledger: this.#ledger,
      unwanted: (started) => this.#end(started),
    })
    this.#pausing = new Pausing(memory, socket)
    this.#strangers = new Strangers(socket, options.notify)
    const covers: ConsentLedger['covers'] = (link) =>
      this.#ledger.covers(link) && !this.#pausing.isPaused(link.session)
    const excludes: ConsentLedger['excludes'] = (link) => this.#ledger.excludes(link)
    const viewNeedsPress = () => options.conversation.view?.policy.view_needs_press === true
    const ledger = { covers, excludes }
    const stranger = (link: PageLinkView) => this.#strangers.found(link)
    this.#sharing = new Sharing({
      socket,
      ledger,
      relay,
      viewNeedsPress,
      capture,
      changed,
      stranger,
    })
    this.#controlling = this.#makeControlling(options)
  }

  #makeControlling({ socket, memory, conversation, changed, notify }: ConsentingOptions) {
    return new Controlling({
      socket,
      memory,
      conversation,
      flows: (session) => this.holds(session) && !this.isPaused(session),
      isShown: ({ session }) =>
        session?.pages.some(({ endpoint, shown }) => shown && endpoint === this.#endpoint) === true,
      now: () => (Date.now() + socket.serverClockOffset) / 1000,
      tell: (news) => this.#tabs.tell(news),
      changed,
      failed: () => notify(t('notice.allow_failed')),
    })
  }

  // --- what is so ---------------------------------------------------------------------------

  /** The session going on, unless she has ended it. */
  get session(): SessionInfo | null {
    const session = this.#options.conversation.view?.session
    if (session == null || session.state === 'ended' || this.isStopped(session.session)) return null
    return { id: session.session, state: session.state }
  }

  /** The session for which her consent stands in this browser. */
  get consented(): string | null {
    return this.#ledger.consents[0]?.session ?? null
  }

  /** What she agreed to in this session, in this browser. */
  consent(session: string): Consent | null {
    return this.#ledger.consents.find((one) => one.session === session) ?? null
  }

  /** She pressed Stop, and the server must still be told. */
  get endingPending(): boolean {
    return this.#ending.pending
  }

  /** She was told with her last click that whoever sees the page may use it, too. */
  get controlIncluded(): boolean {
    return this.#controlling.isIncluded
  }

  /** Ids of the persons whose view is connected right now. */
  get viewers(): readonly string[] {
    return this.#sharing.viewers
  }

  /** What she can compare with the agent while the page goes through the server, sealed. */
  get fingerprints(): readonly string[] {
    return this.#sharing.fingerprints
  }

  /** How the direct connections to them do. */
  get paths(): readonly PathStats[] {
    return this.#sharing.paths
  }

  /** The connection that carries a link; null while none does. */
  peer(linkId: string): RTCPeerConnection | null {
    return this.#sharing.links.peer(linkId)
  }

  /** The elements of this page that they do not see as they are. */
  hidden(): ReadonlySet<Element> {
    return this.#sharing.hidden()
  }

  /** Requests that she has answered. */
  answered(request: string): boolean {
    return this.#answers.given.has(request) || this.#controlling.answered.has(request)
  }

  /** Remote control as it stands; null while nobody has it. */
  get control(): Control | null {
    return this.#controlling.held
  }

  /** What she lets this agent do on the page, at this very moment. */
  permission(agent: string): Permission | null {
    return this.#controlling.permission(agent)
  }

  /** Whether nothing of this session may flow, though it goes on. */
  isPaused(session: string): boolean {
    const view = this.#options.conversation.view?.session
    const paused = view?.session === session && view.state === 'paused'
    return paused || this.#pausing.isPaused(session)
  }

  /** Whether her consent for this session stands in this browser. */
  holds(session: string): boolean {
    return this.#ledger.holds(session)
  }

  /** Whether she ended this session, though the server may not know yet. */
  isStopped(session: string): boolean {
    return this.#ending.isOf(session)
  }

  // --- what she does ------------------------------------------------------------------------

  /** `control`: she was told that agents may use the page, too. */
  share(control: boolean): void {
    const { conversation, memory, notify, changed } = this.#options
    this.#controlling.includes(control)
    this.#sharePress
      .begin(() => conversation.live)
      .then((started) => {
        if (started === null) return
        const { session, code, code_expires_at } = started
        memory.set('code', { session, code, expiresAt: code_expires_at })
        changed()
      })
      .catch(({ code }: SignalingError) => notify(shareFailed(code)))
  }

  /** First the cut, here and now, whatever the connection; then the word to the server. */
  stop(): void {
    const { conversation, notify } = this.#options
    const running = this.#running()
    const takenBack = this.#cut()
    if (running === null) {
      if (takenBack) notify(t('notice.cancelled'))
      return
    }
    this.#end(running)
    const waiting = conversation.view?.session?.state === 'waiting'
    notify(t(waiting ? 'notice.cancelled' : 'notice.stopped'))
  }

  /** Nothing flows until she goes on. `byPage`: a script of the website wants it, and may end it. */
  pause(byPage: boolean): void {
    const running = this.#running()
    const policy = this.#options.conversation.live?.policy
    if (running === null || policy?.customer_may_pause !== true) return
    if (this.#options.conversation.view?.session?.state !== 'active') return
    if (this.isPaused(running.session)) return
    this.#tabs.tell({ type: 'paused', ...running })
    this.#pausing.pause(running.conversation, running.session, byPage)
    this.#controlling.cut()
    this.#sharing.enforce()
    this.#options.notify(t('notice.paused'))
  }

  /** Ends a pause. `byPage`: a script wants it, which may not end one of hers. */
  resume(byPage: boolean): void {
    const running = this.#running()
    if (running === null || !this.isPaused(running.session)) return
    if (byPage && !this.#pausing.isByPage(running.session)) return
    this.#tabs.tell({ type: 'resumed', ...running })
    if (!byPage) this.#controlling.resume()
    this.#pausing.resume(running.conversation, running.session)
    this.#sharing.enforce()
    this.#options.changed()
  }

  endControl(): void {
    const ended = this.#controlling.end()
    if (ended === null) return
    this.#options.notify(t('notice.control_ended', { agent: this.#nameOf(ended.to) }))
  }

  /** Gives control to an agent who sees the page. */
  giveControl(to: string): void {
    this.#controlling.give(to)
  }

  allowControl(request: string, reach: Reach): void {
    this.#controlling.allow(request, reach)
  }

  /** Her click in this tab: what she agreed to in another one holds here, too. */
  shareTab(consent: Consent): void {
    this.#ledger.adopt(consent)
    this.#sharing.enforce()
  }

  /** Nothing of this tab is shared any more; the session goes on in others. */
  unshareTab(): void {
    this.#ledger.clear()
    this.#controlling.drop()
    this.#sharing.enforce()
    this.#options.changed()
  }

  /** `control`: as with `share`. */
  allow(request: string, control: boolean): void {
    const asked = this.#asked(request)
    if (asked === null) return
    this.#controlling.includes(control)
    this.#answers
      .allow(asked.conversation, request, asked.by)
      .catch(() => this.#options.notify(t('notice.allow_failed')))
    this.#options.changed()
  }

  /** Another agent joins, and sees what the others see. */
  admit(request: string): void {
    const view = this.#options.conversation.live
    const knock = this.#knock(request)
    if (view?.session == null || knock === undefined) return
    const { conversation } = view
    const { session } = view.session
    this.#strangers.forget(session, knock.person.id)
    const { transfer, person } = knock
    this.#tabs.tell({ type: 'admitted', conversation, session, person: person.id, owns: transfer })
    this.#answers
      .admit(conversation, session, knock)
      .catch(() => this.#options.notify(t('notice.allow_failed')))
    this.#options.changed()
  }

  /** Out of the session, who can come back only by asking. */
  remove(person: string): void {
    const view = this.#options.conversation.live
    if (view?.session == null) return
    const { conversation, session } = view
    this.#options.socket
      .request({ type: 'participant.remove', conversation, session: session.session, person })
      .catch(() => this.#options.notify(t('notice.remove_failed')))
  }

  deny(request: string): void {
    if (this.#controlling.deny(request)) return
    const knocking = this.#options.conversation.live?.conversation ?? null
    const asked = this.#asked(request)
    if (knocking !== null && this.#knock(request)) this.#answers.refuse(knocking, request)
    else if (asked !== null) this.#answers.deny(asked.conversation, request)
    else return
    this.#sharing.enforce()
    this.#options.changed()
  }

  // --- what the server says -----------------------------------------------------------------

  /** What of her pages may be seen has changed. */
  setPolicy(policy: RedactionPolicy): void {
    this.#sharing.setPolicy(policy)
  }

  /** After the conversation has taken it over. */
  ready(ready: Ready): void {
    this.#endpoint = ready.endpoint
    for (const { state, timeline } of ready.conversations) {
      for (const event of timeline) this.#apply(event)
      this.#reconcile(state)
    }
    // A press on Share that had no answer is in the timeline, or never arrived.
    this.#ledger.clickFailed()
    this.#sharing.links.sync(ready.links)
    this.#sharing.enforce()
    this.#settle()
    this.#ending.say()
    this.#pausing.say()
    this.endUnwanted()
  }

  /** Returns whether the message was about links, and handled. */
  handleLink(message: ServerMessage): boolean {
    return this.#sharing.links.handle(message)
  }

  /** A binary frame has come. */
  handleFrame(frame: ArrayBuffer): void {
    this.#sharing.links.relayFrame(frame)
  }

  /** The WebSocket is gone. */
  disconnected(): void {
    this.#sharing.links.signalingLost()
  }

  /** After the conversation has taken it in. */
  told(message: ServerMessage): void {
    if (isEvent(message)) this.#apply(message)
    if (message.type === 'conversation.opened') {
      for (const event of message.timeline) this.#apply(event)
    }
    if (message.type === 'conversation.opened' || message.type === 'conversation.state') {
      this.#reconcile(message.state)
    }
    this.#sharing.enforce()
    this.#settle()
  }

  /** An answer that got lost, and that she changed, may have taken effect: ends its session. */
  endUnwanted(): void {
    const { view, timeline } = this.#options.conversation
    const unwanted = this.#answers.unwanted(view, timeline)
    if (unwanted === null || this.isStopped(unwanted.session)) return
    this.#end(unwanted)
    this.#options.notify(t('notice.stopped'))
  }

  /** This page goes away, perhaps into that cache: nothing of it stays connected. */
  left(): void {
    this.#sharing.links.closeAll()
  }

  /** Back from the browser's back/forward cache: she may have pressed Stop in a page since. */
  revived(): void {
    this.#ledger.reread()
    this.#controlling.revived()
    this.#sharing.enforce()
    this.#options.changed()
  }

  // --- between them -------------------------------------------------------------------------

  #apply(event: AnyEvent): void {
    this.#controlling.apply(event, this.#ledger.apply(event))
  }

  #reconcile(state: ConversationView): void {
    this.#ledger.reconcile(state)
    this.#controlling.reconcile(state)
  }

  #nameOf(id: string | null): string {
    const participants = this.#options.conversation.view?.session?.participants
    return agentName(participants?.find(({ person }) => person.id === id)?.person)
  }

  /** What Stop ends; before the server has told, what the ledger knows. */
  #running(): Ended | null {
    const view = this.#options.conversation.view
    if (view === null) return this.#ledger.consents[0] ?? null
    const session = view.session
    if (session === null || session.state === 'ended') return null
    return { conversation: view.conversation, session: session.session }
  }

  /** Nothing flows any more, nor will from what she clicked before. Returns whether a press on
   * Share was under way. */
  #cut(): boolean {
    const takenBack = this.#sharePress.cancel()
    this.#ledger.clear()
    this.#controlling.cut()
    this.#sharing.enforce()
    this.#options.memory.set('code', null)
    this.#options.changed()
    return takenBack
  }

  #end(ended: Ended): void {
    this.#tabs.tell({ type: 'ended', ...ended })
    this.#ending.begin(ended)
  }

  /** What she did in one tab holds in all: this one was told by the other, not by the server. */
  #heard(news: TabNews): void {
    const { conversation, session } = news
    const untold = this.#options.conversation.view === null && this.#ledger.knows(conversation)
    if (!untold && this.session?.id !== session && !this.holds(session)) return
    switch (news.type) {
      case 'ended':
        this.#cut()
        this.#ending.begin({ conversation, session })
        this.#options.notify(t('notice.stopped'))
        break
      case 'paused':
        this.#pausing.pause(conversation, session, false)
        this.#controlling.cut()
        break
      case 'resumed':
        this.#pausing.resumedElsewhere(session)
        break
      case 'admitted':
        this.#ledger.admit(session, news.person, news.owns)
        break
      default:
        this.#controlling.heard(news)
    }
    this.#sharing.enforce()
    this.#options.changed()
  }

  /** The conversation in which `request` waits for her answer, and who asks. */
  #asked(request: string): { conversation: string; by: string } | null {
    const view = this.#options.conversation.live
    const scope = view?.session?.scopes.view
    const waits = scope?.state === 'asked' && scope.request === request
    if (view === null || !waits || scope.by === null || this.answered(request)) return null
    return { conversation: view.conversation, by: scope.by.id }
  }

  #knock(request: string): KnockView | undefined {
    const knocks = this.#options.conversation.live?.session?.knocks
    return knocks?.find((knock) => knock.request === request)
  }

  /** What the next page of this tab has to know follows from the state. */
  #settle(): void {
    const { conversation, memory } = this.#options
    const view = conversation.live
    this.#ending.settle(view)
    this.#pausing.settle(view)
    const session = view?.session
    // The answer with the code may come before the state in which its session is open.
    const over = session?.state === 'ended' && session.session === memory.get('code')?.session
    if (over || view === null) memory.set('code', null)
  }
}

function shareFailed(code: string): string {
  switch (code) {
    case 'offline':
    case 'stopped':
      return t('notice.share_offline')
    case 'unanswered':
      return t('notice.share_unknown')
    case 'policy_forbids':
    // Her browser cannot sign it here.
    case 'bad_signature':
      return t('notice.share_forbidden')
    default:
      return t('notice.share_failed')
  }
}
