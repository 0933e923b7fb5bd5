import { type DeviceTrouble, troubleBy } from '../../devices/problem.js'
import type { CallMessage, CallState } from '../../rtc/call_messages.js'
import { LinkReports } from '../../rtc/link_reports.js'
import { type MediaLinkState, MediaLinks, type PathProblem } from '../../rtc/media_links.js'
import type { PathStats } from '../../rtc/path_stats.js'
import { Quality } from '../../rtc/quality.js'
import type { LinkView, MediaSlot, Person, ServerMessage } from '../../signaling/messages.js'
import type { SignalingSocket } from '../../signaling/socket.js'
import type { Attempts } from '../attempts.js'
import type { ConsoleStore } from '../state.js'
import { Arrivals } from './arrivals.js'
import {
  type Call,
  type CallScope,
  callOf,
  incomingOf,
  type OngoingCall,
  type Question,
} from './call.js'
import { DocumentDesk } from './document_desk.js'
import { type Flow, flowOf, grantedTo, isHeld, mayOpen, NO_FLOW } from './gate.js'
import { CallLedger } from './ledger.js'
import { Loudspeaker } from './loudspeaker.js'
import { OwnDevices, type OwnSlot } from './own_devices.js'
import { othersIn } from './people.js'
import { PictureInPicture } from './picture_in_picture.js'
import { Ring } from './ring.js'
import { ScreenDesk } from './screen_desk.js'

export interface CallDeskOptions {
  socket: Pick<SignalingSocket, 'request' | 'state'>
  store: ConsoleStore
  attempts: Attempts
  /** Calls ring in another window of hers. */
  quiet?: boolean
  /** The shared page of this conversation is in another window of hers. */
  isElsewhere?(conversation: string): boolean
  /** Seconds since the epoch, by the server's clock. */
  now(): number
  changed(): void
}

/** A question of a customer's that rings here. */
export interface Incoming extends Question {
  conversation: string
  /** In a call that goes on already. */
  upgrade: boolean
}

/**
 * The calls of one console, and the customers' screens: asks and answers, captures, plays. Components
 * read it and call its requests; it renders nothing itself.
 */
export class CallDesk {
  readonly ledger = new CallLedger(sessionStorage)
  readonly devices: OwnDevices
  readonly speaker: Loudspeaker
  readonly pictureInPicture: PictureInPicture
  readonly screen: ScreenDesk
  readonly documents: DocumentDesk

  readonly #options: CallDeskOptions
  readonly #links: MediaLinks
  readonly #arrivals: Arrivals
  readonly #quality: Quality
  readonly #ring = new Ring()
  /** The call that a pause has held: its camera is off when it goes on. */
  #held = false
  readonly #reports: LinkReports
  /** What the other end has been told of this one. */
  #said = ''

  constructor(options: CallDeskOptions) {
    this.#options = options
    const { changed } = options
    this.#reports = new LinkReports(options.socket)
    this.#arrivals = new Arrivals(() => this.#arrived())
    this.#links = new MediaLinks(options.socket, {
      mayOpen: (link) => mayOpen(this.#flow(link)) || this.documents.covers(link),
      maySend: (link, slot) => this.#flow(link).send.includes(slot),
      mayReceive: (link, slot) => this.#flow(link).receive.includes(slot),
      firstMessages: (link) => [this.#ownState, this.#joined(link.conversation)],
      trackArrived: (link, slot, track) => this.#arrivals.track(link, slot, track),
      linkStateChanged: (link, state) => {
        this.#measure()
        void this.#report(link.link, state)
        // A connection that is lost, too, has nothing more to send by.
        if (state !== 'connected' && state !== 'interrupted') this.documents.linkClosed(link)
        if (state === null) this.#arrivals.forget(link)
        else changed()
      },
      documentOpened: (link) => this.documents.linkOpened(link),
      documentReconsidered: (link) => this.documents.linkReconsidered(link),
      documentData: (link, data) => this.documents.data(link, data),
      callMessage: (link, message) => {
        if (message.type === 'state') this.#arrivals.say(link, message)
        else if (message.type === 'people') this.#arrivals.name(link, message.agents)
      },
    })
    this.devices = new OwnDevices(this.#links, () => this.#devicesChanged())
    this.speaker = new Loudspeaker(changed)
    this.pictureInPicture = new PictureInPicture(changed)
    this.screen = new ScreenDesk(options, this.#links)
    this.documents = new DocumentDesk(options, this.#links)
    this.#quality = new Quality(this.#links, changed)
    this.devices.mute(this.ledger.muted)
  }

  async #report(link: string, state: MediaLinkState | null): Promise<void> {
    if (state === null) this.#reports.forget(link)
    else if (state === 'failed') {
      const problem = this.#links.problem(link) ?? 'no_path'
      this.#reports.tell(link, { path: null, problem, picture: false })
    } else if (state === 'connected') {
      const stats = await this.#quality.read(link)
      if (stats) this.#reports.tell(link, { path: stats.path, problem: null, picture: false })
    }
  }

  /** Takes over the media links of `ready`. */
  sync(links: readonly LinkView[]): void {
    this.#links.sync(links)
  }

  /** Every message of the server's, once the store has had it. */
  handle(message: ServerMessage): void {
    this.#links.handle(message)
  }

  /** The store has changed: what may not be any more ends before anything is rendered. */
  storeChanged(): void {
    const { store } = this.#options
    if (store.me === null) return
    const { engaged } = this.ledger
    if (engaged !== null) this.ledger.settle(store.mine.get(engaged))
    this.documents.settle()
    this.#settle()
  }

  /** Ends everything here at once; nobody is told. */
  stop(): void {
    this.#links.cut('voice')
    this.#links.cut('camera')
    this.ledger.leave()
    this.devices.want(new Set())
    this.#links.closeAll()
    this.#quality.wanted = false
    this.#settle()
  }

  /** How it stands with calls in a conversation. */
  callIn(conversation: string | null): Call {
    const { store, socket, now } = this.#options
    const known = (conversation !== null && store.mine.get(conversation)) || null
    const { engaged } = this.ledger
    const online = socket.state === 'open'
    return callOf(known, store.me, this.ledger, { online, now: now(), engaged })
  }

  /** What rings here, in the order in which it came. */
  get incoming(): Incoming[] {
    const found: Incoming[] = []
    if (this.#options.quiet) return found
    for (const conversation of this.#options.store.mine.keys()) {
      const call = this.callIn(conversation)
      const question = incomingOf(call)
      if (!question || this.ledger.isHers(question.request)) continue
      found.push({ ...question, conversation, upgrade: call.kind === 'on' })
    }
    return found
  }

  /** What may be rendered in this slot; null: nothing. */
  arrived(conversation: string, slot: MediaSlot): MediaStreamTrack | null {
    const { store } = this.#options
    const view = store.mine.get(conversation)?.view
    if (!view || !store.me || !grantedTo(view, store.me, this.ledger.call).has(slot)) return null
    return this.#arrivals.trackIn(conversation, slot)
  }

  /** What the customer's call window says of itself. */
  theirs(conversation: string): CallState | null {
    return this.#arrivals.stateIn(conversation)
  }

  /** The other agents in the call. */
  others(conversation: string, call: OngoingCall): readonly Person[] {
    const { store } = this.#options
    const known = store.mine.get(conversation)
    const told = this.#arrivals.peopleIn(conversation)
    return known ? othersIn(known, call, told, store.me) : []
  }

  /** How it stands with the way to her call window; null: none is wanted. */
  linkState(conversation: string): MediaLinkState | null {
    let found: MediaLinkState | null = null
    for (const link of this.#linksIn(conversation)) {
      const state = this.#links.state(link)
      if (found !== 'connected' && state !== null) found = state
    }
    return found
  }

  /** Why there is no way to her call window, where the paths are to blame. */
  problem(conversation: string): PathProblem | null {
    const problems = this.#linksIn(conversation).map((link) => this.#links.problem(link))
    return problems.includes(null) ? null : (problems[0] ?? null)
  }

  /** On which path a call and her screen come, and how well; null while they do not. */
  path(conversation: string): PathStats | null {
    return this.#quality.worst(this.#linksIn(conversation))
  }

  async call(conversation: string, scope: CallScope): Promise<void> {
    const request = crypto.randomUUID()
    this.ledger.press(conversation, request)
    if (scope === 'video') this.ledger.want({ camera: true })
    this.#settle()
    await this.#request(conversation, request, { type: 'scope.ask', conversation, scope, request })
  }

  async withdraw(conversation: string, request: string): Promise<void> {
    const message = { type: 'scope.withdraw', conversation, request } as const
    await this.#options.attempts.make(callPlace(conversation), message)
  }

  /** Ends the call that goes on elsewhere, if there is one. */
  async accept({ conversation, request }: Incoming, camera: boolean): Promise<void> {
    const { engaged } = this.ledger
    if (engaged !== null && engaged !== conversation) await this.leaveFor()
    this.ledger.press(conversation, request)
    if (camera) this.ledger.want({ camera: true })
    this.#options.store.select(conversation)
    await this.#request(conversation, request, { type: 'scope.allow', conversation, request })
  }

  async decline({ conversation, request }: Incoming): Promise<void> {
    const message = { type: 'scope.deny', conversation, request } as const
    await this.#options.attempts.make(callPlace(conversation), message)
  }

  /** Takes part in a call that another agent has with the customer. */
  join(conversation: string): void {
    const call = this.callIn(conversation)
    if (call.kind !== 'on' || this.ledger.engaged !== null) return
    this.ledger.join(conversation, call.grant)
    this.#settle()
    this.#links.say(this.#joined(conversation))
  }

  /** The call goes on without this agent. */
  leaveCall(): void {
    this.#links.cut('voice')
    this.#links.cut('camera')
    const left = this.ledger.engaged
    this.ledger.leave()
    this.#settle()
    if (left !== null) this.#links.say(this.#joined(left))
  }

  /** Cuts first; then the call is ended for everybody. */
  async hangUp(): Promise<void> {
    const { call } = this.ledger
    this.leaveCall()
    if (!call) return
    const message = { type: 'scope.revoke', scope: 'voice', ...call } as const
    // Nothing else may be meant by it later: it names the grant.
    await this.#options.attempts.make(callPlace(call.conversation), message, { queue: true })
  }

  /** The call goes on by voice. */
  async endVideo(conversation: string, grant: number): Promise<void> {
    this.camera(false)
    const message = { type: 'scope.revoke', conversation, scope: 'video', grant } as const
    await this.#options.attempts.make(callPlace(conversation), message, { queue: true })
  }

  mute(muted: boolean): void {
    this.ledger.want({ muted })
    this.#settle()
    this.#devicesChanged()
  }

  camera(on: boolean): void {
    this.ledger.want({ camera: on })
    if (on) this.devices.retry('camera')
    this.#settle()
  }

  /** Before another call: the one that goes on, or rings, ends. */
  async leaveFor(): Promise<void> {
    const { engaged } = this.ledger
    const call = this.callIn(engaged)
    if (engaged !== null && call.kind === 'ringing') {
      this.ledger.forget(call.request)
      await this.withdraw(engaged, call.request)
    } else {
      await this.hangUp()
    }
  }

  async #request(
    conversation: string,
    request: string,
    message: Parameters<Attempts['make']>[1],
  ): Promise<void> {
    const answer = await this.#options.attempts.make(callPlace(conversation), message)
    if (answer === null) this.ledger.forget(request)
    this.#settle()
  }

  /** Makes all here what the ledger and the state say: first of all what ends. */
  #settle(): void {
    const wanted = this.#wanted
    this.devices.want(wanted)
    this.devices.mute(this.ledger.muted)
    this.#links.reconsider()
    this.#measure()
    this.#ring.ring(this.#rings)
    this.#arrived()
  }

  #linksIn(conversation: string): string[] {
    const links = [...this.#links.links.values()]
    return links.filter((link) => link.conversation === conversation).map(({ link }) => link)
  }

  #measure(): void {
    const links = [...this.#links.links.keys()]
    this.#quality.wanted = links.some((id) => this.#links.state(id) !== null)
  }

  #arrived(): void {
    const { call, engaged } = this.ledger
    const { store, changed } = this.#options
    this.speaker.play('voice', call && this.arrived(call.conversation, 'voice'))
    this.speaker.play('sound', store.selected ? this.arrived(store.selected, 'sound') : null)
    this.pictureInPicture.follow(engaged ? this.arrived(engaged, 'camera') : null)
    changed()
  }

  /** What is to be captured. */
  get #wanted(): ReadonlySet<OwnSlot> {
    const wanted = new Set<OwnSlot>()
    const { call } = this.ledger
    const { store } = this.#options
    const view = call && store.mine.get(call.conversation)?.view
    if (!call || !view || !store.me) return wanted
    this.#hold(isHeld(view))
    const granted = grantedTo(view, store.me, call)
    if (granted.has('voice')) wanted.add('voice')
    if (granted.has('camera') && this.ledger.camera) wanted.add('camera')
    return wanted
  }

  #hold(held: boolean): void {
    if (held && !this.#held) this.ledger.want({ camera: false })
    this.#held = held
  }

  get #rings(): boolean {
    if (this.incoming.length > 0) return true
    const call = this.callIn(this.ledger.engaged)
    return call.kind === 'ringing' && call.mine
  }

  #flow(link: LinkView): Flow {
    if (link.kind !== 'media') return NO_FLOW
    const { store, isElsewhere } = this.#options
    const view = store.mine.get(link.conversation)?.view
    const elsewhere = isElsewhere?.(link.conversation)
    return flowOf(link, view, store.me, this.ledger.call, elsewhere)
  }

  #joined(conversation: string): CallMessage {
    return { type: 'joined', joined: this.ledger.call?.conversation === conversation }
  }

  get #ownState(): CallState {
    const muted = this.ledger.muted || this.devices.track('voice') === null
    const camera = this.devices.track('camera') !== null
    const trouble = { microphone: this.#trouble('voice'), camera: this.#trouble('camera') }
    return { type: 'state', muted, camera, surface: null, screen: 'off', trouble }
  }

  #trouble(slot: OwnSlot): DeviceTrouble | null {
    const problem = this.devices.problem(slot)
    return problem && troubleBy(problem)
  }

  #devicesChanged(): void {
    const state = this.#ownState
    const said = JSON.stringify(state)
    if (said !== this.#said) this.#links.say(state)
    this.#said = said
    this.#options.changed()
  }
}

/** Where refusals of what is asked about a call show. */
export function callPlace(conversation: string): string {
  return `call:${conversation}`
}
