import { SignalingError } from '../signaling/errors.js'
import type { Description, MediaLinkView, MediaSlot } from '../signaling/messages.js'
import type { RequestWithoutId, SignalingSocket } from '../signaling/socket.js'
import type { CallMessage } from './call_messages.js'
import type { DocumentData } from './document_channel.js'
import { LinkServers, type PathProblem, type TurnProblem } from './link_servers.js'
import { MediaConnection, type SlotPlan } from './media_connection.js'
import { isMore, SLOTS, wishesOf } from './media_slots.js'
import type { Shares } from './shares.js'

/** `unanswered`: the other end has not taken part yet (an agent who has not joined the call); it
 * asks when it does. `interrupted`: it was `connected`, and nothing arrives; it may return by
 * itself. `failed`: it is tried anew in a while. */
export type MediaLinkState = 'connecting' | 'connected' | 'interrupted' | 'unanswered' | 'failed'

export interface MediaLinkDelegate {
  /** By the ledger and by the link. */
  plan(view: MediaLinkView, slot: MediaSlot): SlotPlan
  shares(): Shares
  opened(): void
  trackArrived(slot: MediaSlot, track: MediaStreamTrack | null): void
  stateChanged(state: MediaLinkState): void
  /** An offer of ours was answered: what `reaches` the other end may be another. */
  negotiated(): void
  message(message: CallMessage): void
  documentOpened(): void
  documentData(data: DocumentData): void
}

/** From an offer to a standing connection, or to the answer to an offer in place. */
const ATTEMPT_MS = 10_000
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 15_000
const RETRY_UNANSWERED_MS = 60_000
/** What an answerer that could do more than was negotiated waits for an offer of its own. */
const LATE_MS = 3_000

/**
 * One media link: keeps trying until a connection carries it, and again when that is lost.
 *
 * Every connection is one attempt with its own number. The offerer starts attempts, and offers in
 * place, under the same number, when what may flow has changed: one offer at a time. The answerer
 * can only ask for a new attempt, with `signal.restart`.
 */
export class MediaLink {
  #view: MediaLinkView
  readonly #servers: LinkServers
  readonly #socket: Pick<SignalingSocket, 'request'>
  readonly #delegate: MediaLinkDelegate
  #connection: MediaConnection | null = null
  #state: MediaLinkState | 'new' | 'closed' = 'new'
  #attempt = 0
  #begunAt = 0
  #failures = 0
  #turnProblem: TurnProblem | null = null
  #problem: PathProblem | null = null
  #wasAnswered = false
  /** An offer of ours has no answer yet. */
  #isOffering = false
  /** What was offered or answered last, as `#wishes()`. */
  #negotiated = ''
  /** What the server has refused: to be offered again only after a change. */
  #refused: string | null = null
  readonly #shown = new Map<MediaSlot, MediaStreamTrack>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #lateTimer: ReturnType<typeof setTimeout> | undefined

  constructor(
    view: MediaLinkView,
    socket: Pick<SignalingSocket, 'request'>,
    delegate: MediaLinkDelegate,
  ) {
    this.#view = view
    this.#servers = new LinkServers(view.ice_servers)
    this.#socket = socket
    this.#delegate = delegate
  }

  get state(): MediaLinkState | null {
    return this.#state === 'new' || this.#state === 'closed' ? null : this.#state
  }

  /** A connection carries it. */
  get stands(): boolean {
    return this.#state === 'connected' || this.#state === 'interrupted'
  }

  /** Why no connection has stood since the last one, as far as it was tried; null: not yet, or it
   * is not the paths. Changes before `failed` is told, or `connected`. */
  get problem(): PathProblem | null {
    return this.#problem
  }

  /** `missed`: the peer may have signaled already, before this side could listen. */
  start(missed: boolean): void {
    if (this.#view.offerer) this.#begin()
    else if (missed) this.#askForAttempt()
    else this.#await()
  }

  /** By the server: what may flow, or the credentials. */
  changed(view: MediaLinkView): void {
    this.#view = view
    this.#servers.replace(view.ice_servers)
    this.#refused = null
    this.reconsider()
  }

  /** What may flow, or what is sent, is another now: stops at once what may flow no more, and
   * negotiates what was not. */
  reconsider(): void {
    for (const slot of SLOTS) this.attach(slot)
    this.limit()
    this.#show()
    this.#negotiate()
  }

  /** Sends in this slot what the plan says. */
  attach(slot: MediaSlot): void {
    const { sends, track } = this.#plan(slot)
    this.#connection?.send(slot, sends ? track : null)
  }

  /** Whether the other end takes what is sent in this slot, whatever it says of itself. */
  reaches(slot: MediaSlot): boolean {
    return this.#connection?.reaches(slot) === true
  }

  limit(): void {
    this.#connection?.limit(this.#delegate.shares())
  }

  say(message: CallMessage): void {
    this.#connection?.say(message)
  }

  get hasDocumentChannel(): boolean {
    return this.#connection?.hasDocumentChannel === true
  }

  sendDocument(data: DocumentData): void {
    this.#connection?.sendDocument(data)
  }

  async stats(): Promise<RTCStatsReport | null> {
    return (await this.#connection?.stats()) ?? null
  }

  /** The WebSocket is back: what was under way has lost signals. */
  signalingReturned(): void {
    if (!this.stands || this.#isOffering) this.#tryNow()
  }

  remoteDescription(attempt: number, description: Description): void {
    if (this.#view.offerer) {
      if (description.type !== 'answer' || attempt !== this.#attempt) return
      void this.#accept(description)
    } else if (description.type === 'offer' && attempt >= this.#attempt) {
      // Of an attempt that has failed here, there is nothing left to answer with.
      if (attempt === this.#attempt && this.#connection === null) return
      if (attempt > this.#attempt) {
        this.#attempt = attempt
        this.#connect()
      }
      if (this.#connection) void this.#answer(this.#connection, description)
    }
  }

  remoteCandidate(attempt: number, candidate: string, mid: string | null): void {
    if (attempt === this.#attempt) void this.#connection?.addCandidate(candidate, mid)
  }

  remoteRestart(): void {
    if (this.#view.offerer) this.#begin()
  }

  /** Final, and at once. */
  close(): void {
    this.#state = 'closed'
    this.#drop()
  }

  // --- negotiations ---------------------------------------------------------------------------

  readonly #plan = (slot: MediaSlot): SlotPlan => this.#delegate.plan(this.#view, slot)

  get #wishes(): string {
    return wishesOf(this.#plan)
  }

  #negotiate(): void {
    clearTimeout(this.#lateTimer)
    const connection = this.#connection
    const wishes = this.#wishes
    if (connection === null || this.#isOffering) return
    if (wishes === this.#negotiated || wishes === this.#refused) return
    if (this.#view.offerer) void this.#offer(connection)
    else if (isMore(wishes, this.#negotiated))
      this.#lateTimer = setTimeout(() => this.#askForAttempt(), LATE_MS)
  }

  async #offer(connection: MediaConnection): Promise<void> {
    this.#isOffering = true
    this.#watch()
    await this.#freshen(connection)
    if (connection !== this.#connection) return
    this.#negotiated = this.#wishes
    const offer = await connection.offer(this.#plan)
    if (offer === null || connection !== this.#connection) return
    try {
      await this.#describe(offer)
    } catch (error) {
      if (connection === this.#connection) await this.#notSent(connection, error)
    }
  }

  /** The server has refused an offer, or it could not be asked. */
  async #notSent(connection: MediaConnection, error: unknown): Promise<void> {
    if (!this.stands) {
      this.#giveUp(false)
      return
    }
    clearTimeout(this.#timer)
    // Nobody knows whether the peer has got it: `signalingReturned` begins anew.
    if (!(error instanceof SignalingError) || error.code === 'offline') return
    await connection.rollback()
    if (connection !== this.#connection) return
    this.#isOffering = false
    this.#refused = this.#negotiated
    this.#negotiated = ''
    this.#negotiate()
  }

  async #accept(answer: Description): Promise<void> {
    const connection = this.#connection
    if (connection === null || !this.#isOffering) return
    if (!(await connection.accept(answer)) || connection !== this.#connection) return
    this.#isOffering = false
    this.#wasAnswered = true
    if (this.#state !== 'connecting') clearTimeout(this.#timer)
    this.reconsider()
    this.#delegate.negotiated()
  }

  async #answer(connection: MediaConnection, offer: Description): Promise<void> {
    clearTimeout(this.#lateTimer)
    await this.#freshen(connection)
    if (connection !== this.#connection) return
    this.#negotiated = this.#wishes
    const answer = await connection.answer(offer, this.#plan)
    if (answer === null || connection !== this.#connection) return
    // An answer that is lost or refused is missed by the offerer, who begins anew.
    this.#describe(answer).catch(() => undefined)
    this.reconsider()
  }

  async #freshen(connection: MediaConnection): Promise<void> {
    if (this.#state !== 'connecting' || !this.#servers.isStale) return
    const { link } = this.#view
    await this.#socket.request({ type: 'link.refresh', link }).catch(() => undefined)
    if (connection === this.#connection) connection.setServers(this.#servers.configuration)
  }

  // --- attempts -------------------------------------------------------------------------------

  #begin(): void {
    this.#attempt++
    void this.#offer(this.#connect())
  }

  #askForAttempt(): void {
    this.#send({ type: 'signal.restart', link: this.#view.link })
    this.#await()
  }

  #await(): void {
    this.#enter('connecting')
    this.#watch()
  }

  #tryNow(): void {
    if (this.#view.offerer) this.#begin()
    else this.#askForAttempt()
  }

  #connect(): MediaConnection {
    // The other end gave up the last attempt, a moment before this one would have.
    if (this.#foundNoPath && Date.now() - this.#begunAt > ATTEMPT_MS / 2) this.#giveUp()
    this.#drop()
    this.#begunAt = Date.now()
    const { link, offerer } = this.#view
    const attempt = this.#attempt
    this.#turnProblem = null
    const ours = (): boolean => connection === this.#connection
    const connection: MediaConnection = new MediaConnection(this.#servers.configuration, offerer, {
      candidate: (candidate, mid) =>
        this.#send({ type: 'signal.candidate', link, attempt, candidate, mid }),
      opened: () => {
        if (ours()) this.#opened()
      },
      message: (message) => this.#delegate.message(message),
      documentOpened: () => {
        if (ours()) this.#delegate.documentOpened()
      },
      documentData: (data) => {
        if (ours()) this.#delegate.documentData(data)
      },
      turnProblem: (problem) => {
        if (ours()) this.#noteTurnProblem(problem)
      },
      interrupted: (now) => {
        if (ours()) this.#enter(now ? 'interrupted' : 'connected')
      },
      failed: () => {
        if (ours()) this.#giveUp()
      },
    })
    this.#connection = connection
    this.#await()
    return connection
  }

  #noteTurnProblem(problem: TurnProblem): void {
    if (problem === 'refused') this.#servers.distrust()
    // That a second address does not answer, does not explain it better.
    if (this.#turnProblem !== 'refused') this.#turnProblem = problem
  }

  #opened(): void {
    if (!this.#isOffering) clearTimeout(this.#timer)
    this.#failures = 0
    this.#problem = null
    this.#enter('connected')
    this.#delegate.opened()
  }

  /** Gives what is under way its time. */
  #watch(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#giveUp(), ATTEMPT_MS)
  }

  #giveUp(unanswered = this.#isOffering && !this.#wasAnswered): void {
    if (unanswered) this.#problem = null
    else if (this.#foundNoPath) this.#problem = this.#turnProblem ?? 'no_path'
    this.#drop()
    this.#enter(unanswered ? 'unanswered' : 'failed')
    const wait = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#failures++)
    this.#timer = setTimeout(() => this.#tryNow(), unanswered ? RETRY_UNANSWERED_MS : wait)
  }

  /** Both ends have described themselves, and that was not what was missing. */
  get #foundNoPath(): boolean {
    return this.#state === 'connecting' && this.#negotiated !== '' && !this.#isOffering
  }

  #drop(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#lateTimer)
    this.#connection?.close()
    this.#connection = null
    this.#isOffering = false
    this.#negotiated = ''
    this.#show()
  }

  /** Tells what is to be rendered, where that has changed. */
  #show(): void {
    for (const slot of SLOTS) {
      const arrives = this.#connection !== null && this.#plan(slot).receives
      const track = arrives ? (this.#connection?.received(slot) ?? null) : null
      if ((this.#shown.get(slot) ?? null) === track) continue
      if (track) this.#shown.set(slot, track)
      else this.#shown.delete(slot)
      this.#delegate.trackArrived(slot, track)
    }
  }

  #describe(description: Description): Promise<unknown> {
    const { link } = this.#view
    const attempt = this.#attempt
    return this.#socket.request({ type: 'signal.description', link, attempt, description })
  }

  /** A signal that cannot be sent is no error: `signalingReturned` starts over. */
  #send(message: RequestWithoutId): void {
    this.#socket.request(message).catch(() => undefined)
  }

  #enter(state: MediaLinkState): void {
    if (this.#state === state || this.#state === 'closed') return
    this.#state = state
    this.#delegate.stateChanged(state)
  }
}
