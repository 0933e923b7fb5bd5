import { Conversation, isEvent } from '../customer/conversation.js'
import type { DeviceProblem } from '../devices/problem.js'
import type { CallMessage } from '../rtc/call_messages.js'
import type { DocumentData } from '../rtc/document_channel.js'
import type { MediaLinkState, MediaLinks, MediaLinksDelegate } from '../rtc/media_links.js'
import { Quality } from '../rtc/quality.js'
import type {
  AnyEvent,
  ConversationView,
  MediaLinkView,
  MediaSlot,
  Ready,
  ServerMessage,
} from '../signaling/messages.js'
import type { SignalingSocket, SocketDelegate, SocketState } from '../signaling/socket.js'
import { type Agent, Agents } from './agents.js'
import { type Ending, endingOf, failureOf, stoppedBy } from './endings.js'
import { DockLedger, scopeView } from './ledger.js'
import {
  type DockMode,
  type DockScope,
  type DockState,
  type Held,
  SCOPES,
  type Want,
} from './messages.js'
import { OwnCamera, type OwnCameraOptions } from './own_camera.js'
import { OwnDocument } from './own_document.js'
import { OwnScreen, type OwnScreenOptions } from './own_screen.js'
import { OwnVoice, type OwnVoiceOptions } from './own_voice.js'
import { type Facts, phaseOf, type Stage, stageOf, troubleOf, type WayTrouble } from './phase.js'
import { Questions, type RevokeReason } from './questions.js'
import { peopleIn, stateOf, Telling } from './telling.js'

export interface DockOptions {
  readonly socket: (delegate: SocketDelegate) => SignalingSocket
  readonly links: (
    socket: Pick<SignalingSocket, 'request'>,
    delegate: MediaLinksDelegate,
  ) => MediaLinks
  readonly devices: Pick<OwnVoiceOptions, 'microphone'> &
    Pick<OwnCameraOptions, 'camera'> &
    Pick<OwnScreenOptions, 'capture'>
  readonly newRequest: () => string
  /** Something to show is another one now. */
  readonly changed: () => void
}

/** What of hers there is not, and why. */
export interface Trouble {
  readonly what: 'microphone' | 'camera' | 'screen'
  readonly problem: DeviceProblem
}

/**
 * The customer's call window: does what she wants, tells the server, and lets nothing be captured,
 * sent or shown that the ledger does not cover. It knows neither the page nor how all this looks.
 */
export class Dock implements SocketDelegate, MediaLinksDelegate {
  readonly voice: OwnVoice
  readonly camera: OwnCamera
  readonly screen: OwnScreen
  readonly document: OwnDocument
  readonly agents = new Agents()
  readonly links: MediaLinks
  readonly quality: Quality
  readonly #socket: SignalingSocket
  readonly #options: DockOptions
  readonly #conversation = new Conversation()
  readonly #ledger = new DockLedger()
  readonly #questions: Questions
  readonly #wants: Want[] = []
  #mode: DockMode = 'window'
  #known = false
  #asking = false
  #ended: Ending | null = null
  /** Why the call ended, until all that went with it has ended, too. */
  #callEnded: Ending | null = null
  #trouble: Trouble | null = null
  #cameraFollows = false
  #picksAgain = false
  #videoRefused = false
  #lastWasDocument = false
  readonly #telling: Telling

  constructor(options: DockOptions) {
    this.#options = options
    this.#socket = options.socket(this)
    this.links = options.links(this.#socket, this)
    this.#telling = new Telling(this.links, () => [stateOf(this), peopleIn(this.talking)])
    this.quality = new Quality(this.links, () => this.#options.changed())
    this.#questions = new Questions({
      socket: this.#socket,
      ledger: this.#ledger,
      newRequest: options.newRequest,
      failed: (scope, code) => this.#refused(scope, code),
    })
    const changed = (): void => this.#changed()
    const { devices } = options
    this.voice = new OwnVoice({ ...devices, links: this.links, changed })
    this.camera = new OwnCamera({
      ...devices,
      links: this.links,
      changed,
      failed: (problem) => this.#cameraFailed(problem),
    })
    this.screen = new OwnScreen({
      ...devices,
      links: this.links,
      changed,
      rules: () => this.#screenRules(),
      over: (problem) => this.#screenOver(problem),
    })
    this.document = new OwnDocument({
      links: this.links,
      ledger: this.#ledger,
      newId: options.newRequest,
      ask: () => this.#askDocument(),
      end: () => this.#end(['document'], 'closed_document'),
      changed,
    })
  }

  // --- what is so ---------------------------------------------------------------------------

  get stage(): Stage {
    return stageOf(this.#facts())
  }

  get ended(): Ending | null {
    return this.#ended
  }

  get view(): ConversationView | null {
    return this.#conversation.view
  }

  get mode(): DockMode {
    return this.#mode
  }

  get connection(): SocketState {
    return this.#socket.state
  }

  /** Who is in the call with her, whatever they say of themselves. */
  get talking(): readonly Agent[] {
    const slots = ['voice', 'camera'] as const
    return this.agents.talking((link) => slots.some((slot) => this.links.reaches(link, slot)))
  }

  /** What the ways to the others lack. */
  get wayTrouble(): WayTrouble | null {
    return troubleOf(this.#facts())
  }

  /** Of her devices, what is wrong. */
  get troubles(): readonly Trouble[] {
    const { problem } = this.voice
    const own: Trouble[] = problem === null ? [] : [{ what: 'microphone', problem }]
    return this.#trouble === null ? own : [...own, this.#trouble]
  }

  /** Whether she has picked what to share before, in a frame that this one goes on for. */
  get picksAgain(): boolean {
    return this.#picksAgain
  }

  /** Whether she asked for video in a call, and it came to nothing. */
  get videoRefused(): boolean {
    return this.#videoRefused
  }

  /** Whether nothing is shown while she has paused. */
  get isHeld(): boolean {
    return this.#ledger.paused
  }

  /** Whether it was a document that ended last, and no call. */
  get lastWasDocument(): boolean {
    return this.#lastWasDocument
  }

  holds(scope: DockScope): boolean {
    return this.#ledger.holds(scope)
  }

  awaits(scope: DockScope): boolean {
    return this.#ledger.awaited.includes(scope)
  }

  /** Whether she may ask for video from here. */
  get mayAskVideo(): boolean {
    const policy = this.view?.policy
    const allowed = policy?.calls_by_customer === true && policy.scopes.includes('video')
    return allowed && this.#ledger.may('voice') && !this.holds('video') && !this.awaits('video')
  }

  /** Seconds until an unanswered call counts as missed; null while none rings. */
  get secondsLeft(): number | null {
    const view = this.view
    const scope = this.#ledger.awaited[0]
    const deadline = view && scope && scopeView(view, scope)?.deadline
    return deadline == null ? null : this.#socket.secondsUntil(deadline)
  }

  /** What is captured at this moment, whatever is sent of it. */
  get capturing(): readonly ('microphone' | 'camera' | 'screen')[] {
    const captures = { microphone: this.voice, camera: this.camera, screen: this.screen }
    const names = Object.keys(captures) as (keyof typeof captures)[]
    return names.filter((name) => captures[name].isCapturing)
  }

  /** For the page. */
  get state(): DockState {
    const facts = this.#facts()
    return {
      type: 'dock.state',
      connected: this.connection === 'open',
      held: this.#ledger.held,
      voice: phaseOf('voice', facts),
      video: phaseOf('video', facts),
      screen: phaseOf('screen', facts),
      document: phaseOf('document', facts),
      muted: this.voice.muted,
      camera: this.camera.isCapturing,
      onHold: this.#ledger.onHold,
    }
  }

  // --- what she does ------------------------------------------------------------------------

  /** Connects. `held`: what a frame before this one held. */
  start(mode: DockMode, held: Held): void {
    this.#mode = mode
    this.#picksAgain = held.screen !== undefined
    this.#ledger.handOver(held)
    this.#socket.start()
    this.#changed()
  }

  /** Her click here, or in the page. Waits for the server where it has to be asked. */
  want(want: Want): void {
    switch (want.act) {
      case 'hang_up':
        this.hangUp()
        break
      case 'stop_screen':
        this.stopScreen()
        break
      case 'document':
        this.#ended = null
        this.document.pick()
        break
      case 'close_document':
        this.closeDocument()
        break
      case 'mute':
        this.voice.mute(want.muted)
        break
      case 'hold':
        this.#ledger.hold(want.held)
        this.#enforce()
        break
      default:
        this.#ended = null
        this.#callEnded = null
        this.#trouble = null
        this.#videoRefused = false
        this.#wants.push(want)
        this.#doWants()
    }
    this.#changed()
  }

  hangUp(): void {
    this.#wants.length = 0
    this.#trouble = null
    this.#end(['video', 'voice'], 'hung_up')
  }

  stopScreen(): void {
    this.#trouble = null
    this.#end(['screen'], 'stopped_sharing')
  }

  /** Also where she has picked none yet. */
  closeDocument(): void {
    this.document.close()
    if (this.holds('document') || this.awaits('document') || this.#ledger.isEmpty) {
      this.#end(['document'], 'closed_document')
    }
    this.#changed()
  }

  /** Switches her camera on; asks for video first where that has not been agreed to. */
  showCamera(): void {
    this.#trouble = null
    if (this.holds('video')) {
      void this.camera.switchOn()
    } else if (this.mayAskVideo) {
      this.#cameraFollows = true
      this.want({ act: 'call', scope: 'video' })
    }
  }

  dismissTrouble(): void {
    this.#trouble = null
    this.#changed()
  }

  /** At once and for good, without a word to anybody: it goes on elsewhere, or not at all. */
  leave(because: Ending): void {
    this.#ledger.drop(SCOPES)
    this.#ended ??= because
    this.#enforce()
    this.links.closeAll()
    this.#socket.stop()
  }

  /** The website is gone, and she may go on elsewhere. */
  pageGone(): void {
    this.#ledger.pageGone()
  }

  /** This window goes away, and all that it held ends with it. */
  close(): void {
    this.#questions.end(this.view, SCOPES)
    this.#enforce()
  }

  // --- what the server says -----------------------------------------------------------------

  socketReady(ready: Ready): void {
    this.#conversation.reset(ready)
    this.#known = true
    for (const { state, timeline } of ready.conversations) {
      for (const event of timeline) this.#apply(event)
      this.#reconcile(state)
    }
    const ids = ready.conversations.map(({ state }) => state.conversation)
    this.#reckon('call_ended', () => this.#ledger.keepOnly(ids))
    this.links.sync(ready.links)
    this.#doWants()
    this.#enforce()
  }

  socketMessage(message: ServerMessage): void {
    if (this.links.handle(message)) return
    this.#conversation.take(message)
    if (isEvent(message)) this.#apply(message)
    if (message.type === 'conversation.opened') {
      for (const event of message.timeline) this.#apply(event)
    }
    if (message.type === 'conversation.opened' || message.type === 'conversation.state') {
      this.#reconcile(message.state)
    }
    this.#doWants()
    this.#enforce()
  }

  socketStateChanged(state: SocketState, reason?: string): void {
    if (state === 'stopped' && reason !== 'stopped') this.leave(stoppedBy(reason))
    this.#changed()
  }

  // --- what the media links ask and tell ----------------------------------------------------

  mayOpen(link: MediaLinkView): boolean {
    return this.#ledger.covered(link) !== null
  }

  maySend(link: MediaLinkView, slot: MediaSlot): boolean {
    return this.#ledger.covered(link)?.send.includes(slot) === true
  }

  mayReceive(link: MediaLinkView, slot: MediaSlot): boolean {
    return this.#ledger.covered(link)?.receive.includes(slot) === true
  }

  firstMessages(): readonly CallMessage[] {
    return this.#telling.all
  }

  trackArrived(link: MediaLinkView, slot: MediaSlot, track: MediaStreamTrack | null): void {
    this.agents.trackArrived(link, slot, track)
    this.#changed()
  }

  linkStateChanged(link: MediaLinkView, state: MediaLinkState | null): void {
    this.agents.stateChanged(link, state, this.links.problem(link.link))
    this.quality.wanted = this.agents.all.length > 0
    this.document.linkStateChanged(link, state)
    this.#changed()
  }

  negotiated(): void {
    this.#changed()
  }

  callMessage(link: MediaLinkView, message: CallMessage): void {
    if (message.type === 'state') this.agents.said(link, message)
    else if (message.type === 'joined') this.agents.joined(link, message.joined)
    else if (message.type === 'again') this.screen.askAnew()
    this.#changed()
  }

  documentReconsidered(link: MediaLinkView): void {
    this.document.linkReconsidered(link)
  }

  documentOpened(link: MediaLinkView): void {
    this.document.linkOpened(link)
  }

  documentData(link: MediaLinkView, data: DocumentData): void {
    this.document.data(link, data)
  }

  // --- between them -------------------------------------------------------------------------

  #doWants(): void {
    const view = this.#conversation.live
    if (!this.#known || this.connection !== 'open') return
    for (const want of this.#wants.splice(0)) {
      if (view === null) this.#end([], 'not_possible')
      else if (want.act === 'accept') {
        this.#asking = false
        this.#questions.accept(view.conversation, want.scope, want.request)
      } else if (want.act === 'call' && !this.holds(want.scope)) {
        this.#asking = true
        this.#questions.ask(view.conversation, want.scope)
      }
    }
  }

  /** She has picked one that can be shown. */
  #askDocument(): boolean {
    const view = this.#conversation.live
    if (view === null) return false
    this.#asking = true
    this.#questions.ask(view.conversation, 'document')
    this.#changed()
    return true
  }

  /** The server does not do what she clicked. */
  #refused(scope: DockScope, code: string): void {
    if (this.#ledger.isEmpty) this.#ended = failureOf(code)
    else if (scope === 'video') this.#noVideo()
    this.#enforce()
  }

  #end(scopes: readonly DockScope[], because: Ending, reason?: RevokeReason): void {
    this.#lastWasDocument = because === 'closed_document'
    this.#questions.end(this.view, scopes, reason)
    if (this.#ledger.isEmpty) this.#ended = because
    this.#enforce()
  }

  #apply(event: AnyEvent): void {
    const talked = this.#ledger.holds('voice')
    const asked = this.#asking && this.awaits('video')
    this.#reckon(endingOf(event), () => this.#ledger.apply(event))
    if (asked && !this.awaits('video') && !this.holds('video')) this.#noVideo()
    if (talked && !this.#ledger.holds('voice')) this.#callEnded = endingOf(event)
  }

  #reconcile(state: ConversationView): void {
    this.#reckon('call_ended', () => this.#ledger.reconcile(state))
    this.#questions.endUnwanted(state)
  }

  /** Whether with this change nothing is left, and why. */
  #reckon(because: Ending, change: () => void): void {
    const before = this.#ledger.isEmpty
    const wasDocument = this.#isDocumentAlone
    change()
    if (before || !this.#ledger.isEmpty) return
    this.#lastWasDocument = wasDocument
    this.#ended = because === 'call_ended' ? (this.#callEnded ?? because) : because
  }

  get #isDocumentAlone(): boolean {
    const isOther = SCOPES.some(
      (scope) => scope !== 'document' && (this.holds(scope) || this.awaits(scope)),
    )
    return !isOther
  }

  /** What is captured, sent and shown follows the ledger. */
  #enforce(): void {
    const ledger = this.#ledger
    if (this.#trouble?.what === 'camera' && !ledger.holds('video')) this.#trouble = null
    if (!ledger.may('voice')) this.#asking = this.#asking && ledger.awaited.length > 0
    this.voice.allow(ledger.may('voice'))
    this.camera.allow(ledger.may('video'))
    this.screen.allow(ledger.may('screen'))
    this.document.follow()
    this.links.reconsider()
    if (this.#cameraFollows && ledger.may('video')) {
      this.#cameraFollows = false
      void this.camera.switchOn()
    }
    if (ledger.isEmpty) this.voice.mute(false)
    this.#changed()
  }

  #noVideo(): void {
    this.#cameraFollows = false
    this.#videoRefused = this.#ledger.holds('voice')
  }

  #cameraFailed(problem: DeviceProblem): void {
    // Video goes on: agents are told, and she sees theirs.
    this.#trouble = { what: 'camera', problem }
    this.#changed()
  }

  #screenOver(problem: DeviceProblem | null): void {
    if (problem === null) {
      this.stopScreen()
      return
    }
    this.#trouble = { what: 'screen', problem }
    const reason = reasonOf(problem)
    this.#end(['screen'], reason, reason)
  }

  #screenRules() {
    const policy = this.view?.policy
    return { surfaces: policy?.screen_surfaces ?? [], sound: policy?.screen_sound === true }
  }

  #facts(): Facts {
    const ledger = this.#ledger
    return {
      ended: this.#ended,
      socket: this.connection,
      known: this.#known,
      paused: ledger.paused,
      granted: Object.keys(ledger.held) as DockScope[],
      awaited: ledger.awaited,
      asking: this.#asking,
      links: this.agents.all,
    }
  }

  #changed(): void {
    this.#telling.changed()
    this.#options.changed()
  }
}

function reasonOf(problem: DeviceProblem): RevokeReason {
  return problem === 'denied' || problem === 'dismissed' ? 'denied_by_device' : 'no_device'
}
