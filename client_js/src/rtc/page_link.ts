import type { PageChannels } from '../mirror/channels.js'
import type { Description, PageLinkView } from '../signaling/messages.js'
import type { RequestWithoutId, SignalingSocket } from '../signaling/socket.js'
import { type DirectChannels, LinkChannels } from './link_channels.js'
import { LinkServers, type TurnProblem } from './link_servers.js'
import { PageConnection } from './page_connection.js'
import type { Content, SealedPath, SealedPathDelegate } from './sealed_path.js'
import type { SealedRelay } from './sealed_relay.js'

/** `relay`: through the server, sealed; `direct`: from browser to browser. */
export type LinkState = 'connecting' | 'relay' | 'direct' | 'failed'

export interface PageLinkDelegate {
  /** `expected`: the other end knows, and the page is shown without being asked for. */
  linkOpen(channels: PageChannels, expected: boolean): void
  linkClosed(): void
  linkStateChanged(state: LinkState): void
}

/** ICE on a working path needs well under a second; a path that needs longer is tried anew. */
const ATTEMPT_MS = 10_000
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 15_000
/** Where the relay carries the link meanwhile. */
const RETRY_DIRECT_MOST_MS = 60_000
/** After these the server passes nothing on for this link. */
const NO_RELAY: readonly string[] = ['no_relay', 'relay_used_up']

/**
 * One link: keeps trying until something carries it, and again when that is lost.
 *
 * The sealed relay carries it at once, where both ends have keys, and connections are made
 * meanwhile; the first that stands takes over. Every connection is one attempt with its own number.
 * The offerer starts attempts, and a run of the relay under the number of the attempt that it
 * begins with; the answerer can only ask for that with `signal.restart`. Nothing is renegotiated
 * or restarted in place: a failed connection is replaced as a whole (headless peers know no ICE
 * restart).
 */
export class PageLink implements SealedPathDelegate {
  readonly #view: PageLinkView
  readonly #servers: LinkServers
  readonly #socket: Pick<SignalingSocket, 'request'>
  readonly #delegate: PageLinkDelegate
  readonly #relay: SealedPath | null
  #relayWorks = true
  /** The offerer has not been asked to begin. */
  #waits = false
  #run = 0
  #channels: LinkChannels | null = null
  #connection: PageConnection | null = null
  #state: LinkState | 'new' | 'closed' = 'new'
  #attempt = 0
  #turnProblem: TurnProblem | null = null
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    view: PageLinkView,
    socket: Pick<SignalingSocket, 'request'>,
    delegate: PageLinkDelegate,
    relay?: SealedRelay,
  ) {
    this.#view = view
    this.#servers = new LinkServers(view.ice_servers)
    this.#socket = socket
    this.#delegate = delegate
    this.#relay = relay?.path(view, this) ?? null
    // Only then is there a fingerprint.
    void this.#relay?.ready.then(() => {
      if (this.#state === 'relay') delegate.linkStateChanged('relay')
    })
  }

  /** For two people to compare, while the state is `relay`. */
  get fingerprint(): string | null {
    return this.#state === 'relay' ? (this.#relay?.fingerprint ?? null) : null
  }

  /** The connection that carries the link, for its statistics; null while none does. */
  get peer(): RTCPeerConnection | null {
    return this.#state === 'direct' ? (this.#connection?.peer ?? null) : null
  }

  /** Of the newest attempt; why there may be no direct connection. */
  get turnProblem(): TurnProblem | null {
    return this.#turnProblem
  }

  /** `link.changed`: from the next attempt on. */
  changed(view: PageLinkView): void {
    this.#servers.replace(view.ice_servers)
  }

  /** `missed`: the peer may have signaled already, before this side could listen. `onRequest`: the
   * offerer begins when the answerer asks it to. */
  start(missed: boolean, onRequest: boolean): void {
    this.#waits = this.#view.offerer && onRequest
    if (this.#view.offerer && !onRequest) {
      this.#begin()
    } else {
      this.#enter('connecting')
      if (this.#view.offerer) return
      if (missed || onRequest) this.#askForAttempt()
      else this.#watch()
    }
  }

  /** The WebSocket is gone, and with it what was under way on the relay. */
  signalingLost(): void {
    this.relayBroken()
  }

  /** The WebSocket is back: an attempt that was under way has lost signals. */
  signalingReturned(): void {
    if (this.#state !== 'direct') this.#tryNow()
  }

  remoteDescription(attempt: number, description: Description): void {
    if (this.#view.offerer) {
      if (description.type !== 'answer' || attempt !== this.#attempt) return
      void this.#connection?.accept(description)
    } else if (description.type === 'offer' && attempt > this.#attempt) {
      this.#attempt = attempt
      if (this.#state === 'relay') this.#dropConnection()
      else this.#drop()
      void this.#answer(this.#connect(), description)
    }
  }

  remoteCandidate(attempt: number, candidate: string, mid: string | null): void {
    if (attempt === this.#attempt) void this.#connection?.addCandidate(candidate, mid)
  }

  remoteRestart(): void {
    this.#waits = false
    if (this.#view.offerer) this.#begin()
  }

  /** A frame of the sealed relay has come. */
  relayFrame(frame: ArrayBuffer): void {
    this.#relay?.receive(frame)
  }

  /** The server has not passed on a frame of ours. */
  relayRefused(code: string): void {
    if (NO_RELAY.includes(code)) this.#relayWorks = false
    this.relayBroken()
  }

  /** Final. The connection is closed at once, whatever its channels still hold; what waits for the
   * relay is dropped. */
  close(): void {
    this.#state = 'closed'
    clearTimeout(this.#timer)
    this.#drop()
  }

  // --- the relay ------------------------------------------------------------------------------

  relayOpened(run: number): boolean {
    if (this.#state === 'closed') return false
    if (this.#view.offerer) return run === this.#run
    // One that was overtaken by its own connection is of no use any more.
    if (run <= this.#run || (this.#state === 'direct' && run <= this.#attempt)) return false
    if (this.#attempt < run) this.#dropConnection()
    this.#dropChannels()
    if (!this.#openRelay(run)) return false
    if (this.#connection === null) this.#watch()
    return true
  }

  relayMessage(channel: number, data: Content): void {
    this.#channels?.relayMessage(channel, data)
  }

  relayEnded(): void {
    this.#channels?.relayEnded()
  }

  relayBroken(): void {
    if (this.#channels === null || this.#channels.isDirect) return
    const tries = this.#state === 'relay' && this.#connection !== null
    if (!tries) this.#giveUp()
    else {
      this.#dropChannels()
      this.#enter('connecting')
    }
  }

  /** Returns whether the relay carries the link now. */
  #openRelay(run: number): boolean {
    if (!this.#relay?.isConnected || !this.#relayWorks) return false
    this.#run = run
    this.#relay.open(run)
    const channels = this.#makeChannels(this.#relay)
    this.#enter('relay')
    this.#delegate.linkOpen(channels, true)
    // The delegate may have closed the link.
    return this.#channels !== null
  }

  // --- connections ----------------------------------------------------------------------------

  /** Everything anew: by the offerer. */
  #begin(): void {
    this.#drop()
    this.#enter('connecting')
    this.#attempt++
    this.#openRelay(this.#attempt)
    if (this.#state !== ('closed' as string)) void this.#offer(this.#connect())
  }

  /** A new attempt beside the relay. */
  #tryDirect(): void {
    this.#attempt++
    void this.#offer(this.#connect())
  }

  async #offer(connection: PageConnection): Promise<void> {
    // The first frame of the relay goes before it: a connection must not stand before the other
    // end knows of the run that it takes over.
    await this.#relay?.ready
    await this.#refresh()
    if (connection === this.#connection) await connection.offer(this.#servers.configuration)
  }

  async #answer(connection: PageConnection, offer: Description): Promise<void> {
    await this.#relay?.ready
    await this.#refresh()
    if (connection === this.#connection) await connection.answer(offer, this.#servers.configuration)
  }

  /** `link.changed` comes before the answer. */
  async #refresh(): Promise<void> {
    if (!this.#servers.isStale) return
    const { link } = this.#view
    await this.#socket.request({ type: 'link.refresh', link }).catch(() => undefined)
  }

  #askForAttempt(): void {
    this.#send({ type: 'signal.restart', link: this.#view.link })
    this.#watch()
  }

  #tryNow(): void {
    if (this.#waits) return
    if (this.#view.offerer) this.#begin()
    else this.#askForAttempt()
  }

  #connect(): PageConnection {
    if (this.#state !== 'relay') this.#enter('connecting')
    const { link } = this.#view
    const attempt = this.#attempt
    this.#turnProblem = null
    const connection: PageConnection = new PageConnection({
      describe: (description) =>
        this.#send({ type: 'signal.description', link, attempt, description }),
      candidate: (candidate, mid) =>
        this.#send({ type: 'signal.candidate', link, attempt, candidate, mid }),
      opened: (channels) => this.#opened(connection, channels),
      message: (name, data) => {
        if (connection === this.#connection) this.#channels?.directMessage(name, data)
      },
      turnProblem: (problem) => {
        if (connection === this.#connection) this.#noteTurnProblem(problem)
      },
      failed: () => {
        if (connection === this.#connection) this.#directOver()
      },
    })
    this.#connection = connection
    this.#watch()
    return connection
  }

  #noteTurnProblem(problem: TurnProblem): void {
    if (problem === 'refused') this.#servers.distrust()
    // That a second address does not answer, does not explain it better.
    if (this.#turnProblem === 'refused' || this.#turnProblem === problem) return
    this.#turnProblem = problem
    if (this.#state !== 'new' && this.#state !== 'closed') {
      this.#delegate.linkStateChanged(this.#state)
    }
  }

  #opened(connection: PageConnection, direct: DirectChannels): void {
    if (connection !== this.#connection) return
    clearTimeout(this.#timer)
    this.#failures = 0
    const isNew = this.#channels === null
    const channels = isNew ? this.#makeChannels(null) : null
    this.#channels?.goDirect(direct)
    this.#enter('direct')
    if (channels) this.#delegate.linkOpen(channels, false)
  }

  #makeChannels(relay: SealedPath | null): PageChannels {
    const made: LinkChannels = new LinkChannels(relay, () => {
      if (made === this.#channels) this.#giveUp()
    })
    this.#channels = made
    return made.channels
  }

  // --- endings --------------------------------------------------------------------------------

  /** Gives the attempt under way its time. */
  #watch(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#directOver(), ATTEMPT_MS)
  }

  /** There is no direct connection, or none any more. */
  #directOver(): void {
    if (this.#state !== 'relay') {
      this.#giveUp()
      return
    }
    clearTimeout(this.#timer)
    this.#dropConnection()
    if (this.#view.offerer) this.#later(RETRY_DIRECT_MOST_MS, () => this.#tryDirect())
  }

  #giveUp(): void {
    clearTimeout(this.#timer)
    this.#drop()
    this.#enter('failed')
    this.#later(RETRY_MOST_MS, () => this.#tryNow())
  }

  #later(most: number, retry: () => void): void {
    const wait = Math.min(most, RETRY_FIRST_MS * 2 ** this.#failures++)
    this.#timer = setTimeout(retry, wait)
  }

  #drop(): void {
    this.#dropConnection()
    this.#dropChannels()
  }

  #dropConnection(): void {
    this.#connection?.close()
    this.#connection = null
  }

  #dropChannels(): void {
    if (this.#channels === null) return
    this.#channels.close()
    this.#channels = null
    this.#delegate.linkClosed()
  }

  /** A signal that cannot be sent is no error: `signalingReturned` starts over. */
  #send(message: RequestWithoutId): void {
    this.#socket.request(message).catch(() => undefined)
  }

  #enter(state: LinkState): void {
    if (this.#state === state || this.#state === 'closed') return
    this.#state = state
    this.#delegate.linkStateChanged(state)
  }
}
