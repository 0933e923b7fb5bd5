import { type Held, readHeld, type Want } from '../../dock/messages.js'
import { type Spoken, speakAs, spoken } from '../../i18n/spoken.js'
import type { AnyEvent, ScopeView, Voucher } from '../../signaling/messages.js'
import type { SignalingSocket } from '../../signaling/socket.js'
import type { CallScope } from '../call_scopes.js'
import type { Consenting } from '../consenting.js'
import type { Conversation } from '../conversation.js'
import type { Memory } from '../memory.js'
import type { Signals } from '../signals.js'
import { DockLine } from './dock_line.js'
import { dockPlaces } from './places.js'
import { Ring } from './ring.js'
import { callSignal } from './signal.js'
import { type CallState, callState } from './state.js'
import { callText } from './telling.js'
import { t } from './text.js'
import { callUi } from './ui.js'

export interface CallingOptions {
  /** In which language, and its texts. */
  spoken(): Spoken
  window: Window
  /** The broker's address, ending in a slash. */
  base: string
  socket: Pick<SignalingSocket, 'request' | 'state'>
  memory: Memory
  conversation: Conversation
  signals: Signals
  consenting: Pick<Consenting, 'session' | 'isPaused'>
  /** For a dock's WebSocket. */
  dockTicket(): Promise<string>
  /** This page answers for the key of the dock. */
  vouch(key: string): Promise<Voucher | null>
  notify(text: string): void
  changed(): void
}

/** What a click of hers does about calls and her screen; trusted clicks only. */
export interface CallActions {
  accept(scope: CallScope, request: string): void
  call(scope: 'voice' | 'video'): void
  mute(muted: boolean): void
  hangUp(): void
  stopScreen(): void
  /** Picks one to share, in the dock. */
  shareDocument(): void
  closeDocument(): void
}

const NONE: Held = {}

/** The page's part in calls and in sharing the screen: she is asked and clicks here, the dock acts. */
export class Calling implements CallActions {
  readonly ui = callUi
  /** Where the dock is while it is a frame; belongs in the widget. */
  readonly place = document.createElement('div')
  readonly #options: CallingOptions
  readonly #line: DockLine
  readonly #ring: Ring
  readonly #answered = new Set<string>()
  #state: CallState | null = null

  constructor(options: CallingOptions) {
    const { window, base, memory, conversation, changed } = options
    this.#options = options
    speakAs(options.spoken)
    this.place.className = 'dock-place'
    this.#ring = new Ring(window)
    const places = dockPlaces({
      window,
      place: this.place,
      url: () => {
        const query = {
          site: conversation.view?.site ?? '',
          from: window.location.origin,
          language: spoken().tag,
        }
        return `${base}dock?${new URLSearchParams(query)}`
      },
      title: () => t('call.window'),
      framesOnly: () => memory.get('dock')?.mode === 'frame',
    })
    this.#line = new DockLine({
      origin: new URL(base).origin,
      places,
      ticket: () => options.dockTicket(),
      vouch: (key) => options.vouch(key),
      isExpected: () =>
        memory.get('dock')?.mode === 'window' && conversation.live?.dock === 'connected',
      held: () => this.#held(),
      language: () => spoken().tag,
      changed: () => {
        this.#remember()
        changed()
      },
      closed: () => memory.set('dock', null),
      failed: () => this.#failed(),
    })
    window.addEventListener('message', (event) => this.#line.heard(event))
  }

  get state(): CallState {
    this.#state ??= this.#read()
    return this.#state
  }

  /** Requests that she has answered. */
  get answered(): ReadonlySet<string> {
    return this.#answered
  }

  // --- what she does ------------------------------------------------------------------------

  accept(scope: CallScope, request: string): void {
    this.#answered.add(request)
    this.#open({ act: 'accept', scope, request })
  }

  /** Returns whether the request is about a call or the screen, and waits for her answer. */
  deny(request: string): boolean {
    const view = this.#options.conversation.live
    if (view === null || !this.#asked.some((scope) => scope?.request === request)) return false
    this.#answered.add(request)
    const { conversation } = view
    this.#say({ type: 'scope.deny', conversation, request })
    this.#options.changed()
    return true
  }

  call(scope: 'voice' | 'video'): void {
    if (this.state.may[scope]) this.#open({ act: 'call', scope })
  }

  mute(muted: boolean): void {
    this.#line.tell({ act: 'mute', muted })
  }

  /** The dock cuts at once; the server is told by both, since the dock may be in another window. */
  hangUp(): void {
    const view = this.#options.conversation.live
    const { voice, request } = this.state
    const told = this.#line.tell({ act: 'hang_up' })
    if (!told && this.#line.isOpening) this.#line.close()
    if (view === null) return
    const { conversation } = view
    if (voice !== null)
      this.#say({ type: 'scope.revoke', conversation, scope: 'voice', grant: voice })
    else if (request !== null) this.#say({ type: 'scope.withdraw', conversation, request })
  }

  stopScreen(): void {
    const view = this.#options.conversation.live
    const { screen } = this.state
    this.#line.tell({ act: 'stop_screen' })
    if (view === null || screen === null) return
    const { conversation } = view
    this.#say({ type: 'scope.revoke', conversation, scope: 'screen', grant: screen })
  }

  shareDocument(): void {
    if (this.state.may.document) this.#open({ act: 'document' })
  }

  /** As `hangUp`. */
  closeDocument(): void {
    const view = this.#options.conversation.live
    const { document: grant } = this.state
    this.#line.tell({ act: 'close_document' })
    if (view === null || grant === null) return
    const { conversation } = view
    this.#say({ type: 'scope.revoke', conversation, scope: 'document', grant })
  }

  // --- what others say ----------------------------------------------------------------------

  /** Something has just happened. */
  told(event: AnyEvent): void {
    const { conversation, signals, notify } = this.#options
    callSignal(event, signals)
    const hers = 'by' in event && event.by?.role === 'customer'
    // A question is before her anyway.
    const text =
      hers || event.type === 'scope.asked' ? null : callText(event, conversation.timeline)
    if (text !== null) notify(text)
  }

  line(event: AnyEvent, timeline: readonly AnyEvent[]): string | null {
    return callText(event, timeline)
  }

  /** To be called at every change, before anything is drawn. */
  settle(): void {
    this.#state = null
    const dock = this.#line.state
    // A document needs more room than a call.
    this.place.classList.toggle('with-document', dock !== null && dock.document !== 'off')
    // What ends here ends in the dock at once, also without a server.
    if (dock !== null && dock.screen !== 'off' && !this.#flows) {
      this.#line.tell({ act: 'stop_screen' })
    }
    this.#hold()
    this.#rejoin()
  }

  /** The question that is before her. */
  asks(prompt: { kind: string; request: string } | null): void {
    const isCall = prompt?.kind === 'voice' || prompt?.kind === 'video'
    this.#ring.settle(isCall ? prompt.request : null)
  }

  // --- what is so ---------------------------------------------------------------------------

  /** Whether the session goes on, as far as she has said. */
  get #flows(): boolean {
    return this.#options.consenting.session !== null && !this.#isPaused
  }

  get #isPaused(): boolean {
    const { consenting } = this.#options
    const { session } = consenting
    return session !== null && consenting.isPaused(session.id)
  }

  // --- between them -------------------------------------------------------------------------

  /** A pause holds the dock at once, and it goes on with her page: neither needs a server. */
  #hold(): void {
    const dock = this.#line.state
    // Before the server has said how things stand, nothing is known of a session.
    if (dock === null || this.#options.conversation.view === null) return
    const held = this.#isPaused
    if (dock.onHold !== held) this.#line.tell({ act: 'hold', held })
  }

  get #asked(): readonly (ScopeView | undefined)[] {
    const view = this.#options.conversation.live
    const { voice, video, document: shown } = view?.scopes ?? {}
    const scopes = [voice, video, shown, view?.session?.scopes.screen]
    return scopes.filter((scope) => scope?.state === 'asked' && scope.by?.role !== 'customer')
  }

  #read(): CallState {
    const { conversation, socket } = this.#options
    return callState({
      conversation: conversation.live,
      timeline: conversation.timeline,
      isConnected: socket.state === 'open',
      isPaused: this.#isPaused,
      dock: this.#line.state,
      isOpening: this.#line.isOpening,
    })
  }

  #open(want: Want): void {
    this.#line.open(want)
    this.#options.changed()
  }

  #say(message: Parameters<SignalingSocket['request']>[0]): void {
    // Whoever comes second is refused: it is over by then.
    this.#options.socket.request(message, { queue: true }).catch(() => undefined)
  }

  /** What stands of what the last dock held. */
  #held(): Held {
    const stored = readHeld(this.#options.memory.get('dock')?.held) ?? NONE
    const { voice, video, screen, document } = this.state
    const stands = { voice, video, screen, document }
    return Object.fromEntries(
      Object.entries(stored).filter(([scope, grant]) => stands[scope as CallScope] === grant),
    )
  }

  #remember(): void {
    const { state, mode } = this.#line
    if (state === null || mode === null) return
    const { held, muted } = state
    this.#options.memory.set('dock', { mode, held, muted })
  }

  /** A frame went with the last page; its server's word may come a moment later. */
  #rejoin(): void {
    const { memory, conversation, socket } = this.#options
    if (memory.get('dock')?.mode !== 'frame' || this.#line.mode !== null) return
    const isThere = conversation.live?.dock === 'connected'
    if (isThere || socket.state !== 'open') return
    // What the last page's frame had in its memory is gone.
    if (this.state.document !== null) this.closeDocument()
    if (Object.keys(this.#held()).length === 0) memory.set('dock', null)
    else this.#line.rejoin(memory.get('dock')?.muted === true)
  }

  #failed(): void {
    this.#answered.clear()
    this.#options.memory.set('dock', null)
    this.#options.notify(t('call.failed'))
  }
}
