import { Conversation, isEvent } from '../customer/conversation.js'
import type { DeviceProblem } from '../devices/problem.js'
import type { MediaLinks, MediaLinksDelegate } from '../rtc/media_links.js'
import { Quality } from '../rtc/quality.js'
import type { AnyEvent, ConversationView, Ready, ServerMessage } from '../signaling/messages.js'
import { somebodyMay } from '../signaling/permitted.js'
import type { SignalingSocket, SocketDelegate, SocketState } from '../signaling/socket.js'
import type { Told } from '../signing/saying.js'
import { type Agent, Agents } from './agents.js'
import { type Ending, endingOf, failureOf, stoppedBy } from './endings.js'
import { DockLedger, scopeView } from './ledger.js'
import { LinkGate } from './link_gate.js'
import {
  type DockMode,
  type DockScope,
  type DockState,
  type Held,
  SCOPES,
  type Want,
} from './messages.js'
import { Outcome } from './outcome.js'
import type { OwnCamera } from './own_camera.js'
import { type Devices, OwnDevices, type Trouble } from './own_devices.js'
import { OwnDocument } from './own_document.js'
import type { OwnScreen } from './own_screen.js'
import type { OwnVoice } from './own_voice.js'
import { type Facts, phaseOf, type Stage, stageOf, troubleOf, type WayTrouble } from './phase.js'
import { Questions, type RevokeReason } from './questions.js'
import { peopleIn, stateOf, Telling } from './telling.js'
import { Wishes } from './wishes.js'

export interface DockOptions {
  readonly socket: (delegate: SocketDelegate) => SignalingSocket
  readonly links: (
    socket: Pick<SignalingSocket, 'request'>,
    delegate: MediaLinksDelegate,
  ) => MediaLinks
  readonly devices: Devices
  readonly newRequest: () => string
  /** Something to show is another one now. */
  readonly changed: () => void
}

/**
 * The customer's call window: does what she wants, tells the server, and lets nothing be captured,
 * sent or shown that the ledger does not cover. It knows neither the page nor how all this looks.
 */
export class Dock implements SocketDelegate {
  readonly document: OwnDocument
  readonly agents = new Agents()
  readonly links: MediaLinks
  readonly quality: Quality
  readonly #socket: SignalingSocket
  readonly #options: DockOptions
  readonly #conversation = new Conversation()
  readonly #ledger = new DockLedger()
  readonly #questions: Questions
  readonly #wishes: Wishes
  readonly #outcome = new Outcome(this.#ledger)
  readonly #devices: OwnDevices
  #mode: DockMode = 'window'
  #known = false
  /** Her id. */
  #customer = ''
  #picksAgain = false
  #videoRefused = false
  readonly #telling: Telling

  constructor(options: DockOptions) {
    this.#options = options
    this.#socket = options.socket(this)
    this.links = options.links(this.#socket, this.#makeGate())
    this.#telling = new Telling(this.links, () => [stateOf(this), peopleIn(this.talking)])
    this.quality = new Quality(this.links, () => this.#options.changed())
    const ledger = this.#ledger
    const { newRequest, devices } = options
    const changed = (): void => this.#changed()
    const failed = (scope: DockScope, code: string): void => this.#refused(scope, code)
    this.#questions = new Questions({ socket: this.#socket, ledger, newRequest, failed })
    this.#wishes = new Wishes({
      questions: this.#questions,
      ledger,
      impossible: () => this.#end([], 'not_possible'),
    })
    this.#devices = new OwnDevices({
      devices,
      links: this.links,
      changed,
      rules: () => this.#screenRules(),
      screenOver: (problem) => this.#screenOver(problem),
    })
    this.document = new OwnDocument({
      links: this.links,
      ledger,
      newId: newRequest,
      ask: () => this.#askDocument(),
      end: () => this.#end(['document'], 'closed_document'),
      changed,
    })
  }

  #makeGate(): LinkGate {
    return new LinkGate({
      ledger: this.#ledger,
      agents: this.agents,
      links: () => this.links,
      document: () => this.document,
      firstMessages: () => this.#telling.all,
      linked: () => {
        this.quality.wanted = this.agents.all.length > 0
      },
      askAnew: () => this.screen.askAnew(),
      changed: () => this.#changed(),
    })
  }

  // --- what is so ---------------------------------------------------------------------------

  get stage(): Stage {
    return stageOf(this.#facts())
  }

  get ended(): Ending | null {
    return this.#outcome.ended
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

  get voice(): OwnVoice {
    return this.#devices.voice
  }

  get camera(): OwnCamera {
    return this.#devices.camera
  }

  get screen(): OwnScreen {
    return this.#devices.screen
  }

  /** Of her devices, what is wrong. */
  get troubles(): readonly Trouble[] {
    return this.#devices.troubles
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
    return this.#outcome.lastWasDocument
  }

  holds(scope: DockScope): boolean {
    return this.#ledger.holds(scope)
  }

  awaits(scope: DockScope): boolean {
    return this.#ledger.awaited.includes(scope)
  }

  /** Whether she may ask for video from here. */
  get mayAskVideo(): boolean {
    const { view } = this
    if (view === null || !somebodyMay(view, 'video')) return false
    const allowed = view.policy.calls_by_customer && view.policy.scopes.includes('video')
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
    return this.#devices.capturing
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

  /** What she says yes to here does not come with control of the page. */
  get told(): Told {
    const now = Date.now() + this.#socket.serverClockOffset
    return { customer: this.#customer, view: this.view, controlIncluded: false, now }
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
        this.#outcome.reopen()
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
        this.#outcome.begin()
        this.#devices.dismissTrouble()
        this.#videoRefused = false
        this.#wishes.add(want)
        this.#doWants()
    }
    this.#changed()
  }

  hangUp(): void {
    this.#wishes.drop()
    this.#devices.dismissTrouble()
    this.#end(['video', 'voice'], 'hung_up')
  }

  stopScreen(): void {
    this.#devices.dismissTrouble()
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
    this.#devices.dismissTrouble()
    if (this.holds('video')) {
      void this.camera.switchOn()
    } else if (this.mayAskVideo) {
      this.#devices.followWithCamera(true)
      this.want({ act: 'call', scope: 'video' })
    }
  }

  dismissTrouble(): void {
    this.#devices.dismissTrouble()
    this.#changed()
  }

  /** At once and for good, without a word to anybody: it goes on elsewhere, or not at all. */
  leave(because: Ending): void {
    this.#ledger.drop(SCOPES)
    this.#outcome.leave(because)
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
    this.#customer = ready.person.id
    this.#known = true
    for (const { state, timeline } of ready.conversations) {
      for (const event of timeline) this.#apply(event)
      this.#reconcile(state)
    }
    const ids = ready.conversations.map(({ state }) => state.conversation)
    this.#outcome.reckon('call_ended', () => this.#ledger.keepOnly(ids))
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

  // --- between them -------------------------------------------------------------------------

  #doWants(): void {
    if (!this.#known || this.connection !== 'open') return
    this.#wishes.carryOut(this.#conversation.live)
  }

  /** She has picked one that can be shown. */
  #askDocument(): boolean {
    const view = this.#conversation.live
    if (view === null) return false
    this.#wishes.ask(view.conversation, 'document')
    this.#changed()
    return true
  }

  /** The server does not do what she clicked. */
  #refused(scope: DockScope, code: string): void {
    if (!this.#outcome.refuse(failureOf(code)) && scope === 'video') this.#noVideo()
    this.#enforce()
  }

  #end(scopes: readonly DockScope[], because: Ending, reason?: RevokeReason): void {
    this.#outcome.end(because, () => this.#questions.end(this.view, scopes, reason))
    this.#enforce()
  }

  #apply(event: AnyEvent): void {
    const asked = this.#wishes.asking && this.awaits('video')
    this.#outcome.told(endingOf(event), () => this.#ledger.apply(event))
    if (asked && !this.awaits('video') && !this.holds('video')) this.#noVideo()
  }

  #reconcile(state: ConversationView): void {
    this.#outcome.reckon('call_ended', () => this.#ledger.reconcile(state))
    this.#questions.endUnwanted(state)
  }

  /** What is captured, sent and shown follows the ledger. */
  #enforce(): void {
    this.#wishes.settle()
    this.#devices.follow(this.#ledger)
    this.document.follow()
    this.links.reconsider()
    this.#devices.settle(this.#ledger)
    this.#changed()
  }

  #noVideo(): void {
    this.#devices.followWithCamera(false)
    this.#videoRefused = this.#ledger.holds('voice')
  }

  #screenOver(problem: DeviceProblem | null): void {
    if (problem === null) {
      this.stopScreen()
      return
    }
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
      ended: this.ended,
      socket: this.connection,
      known: this.#known,
      paused: ledger.paused,
      granted: Object.keys(ledger.held) as DockScope[],
      awaited: ledger.awaited,
      asking: this.#wishes.asking,
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
