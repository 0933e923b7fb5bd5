import type { PageChannels } from '../mirror/channels.js'
import type { Description, LinkView } from '../signaling/messages.js'
import type { RequestWithoutId, SignalingSocket } from '../signaling/socket.js'
import { PageConnection } from './page_connection.js'

export type LinkState = 'connecting' | 'direct' | 'failed'

export interface PageLinkDelegate {
  linkOpen(channels: PageChannels): void
  linkClosed(): void
  linkStateChanged(state: LinkState): void
}

/** ICE on a working path needs well under a second; a path that needs longer is tried anew. */
const ATTEMPT_MS = 10_000
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 15_000

/**
 * One link: keeps trying until a connection stands, and again when it is lost.
 *
 * Every connection is one attempt with its own number. The offerer starts attempts; the answerer
 * can only ask for one with `signal.restart`. Nothing is renegotiated or restarted in place: a
 * failed connection is replaced as a whole (headless peers know no ICE restart).
 */
export class PageLink {
  readonly #view: LinkView
  readonly #socket: Pick<SignalingSocket, 'request'>
  readonly #delegate: PageLinkDelegate
  #connection: PageConnection | null = null
  #state: LinkState | 'new' | 'closed' = 'new'
  #attempt = 0
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    view: LinkView,
    socket: Pick<SignalingSocket, 'request'>,
    delegate: PageLinkDelegate,
  ) {
    this.#view = view
    this.#socket = socket
    this.#delegate = delegate
  }

  /** `missed`: the peer may have signaled already, before this side could listen. */
  start(missed: boolean): void {
    if (this.#view.offerer) {
      this.#offer()
    } else {
      this.#enter('connecting')
      if (missed) this.#askForAttempt()
      else this.#watch()
    }
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
      this.#replaceConnection()
      void this.#connection?.answer(description)
    }
  }

  remoteCandidate(attempt: number, candidate: string, mid: string | null): void {
    if (attempt === this.#attempt) void this.#connection?.addCandidate(candidate, mid)
  }

  remoteRestart(): void {
    if (this.#view.offerer) this.#offer()
  }

  /** Final. The connection is closed at once, whatever its channels still hold. */
  close(): void {
    clearTimeout(this.#timer)
    this.#dropConnection()
    this.#state = 'closed'
  }

  #offer(): void {
    this.#attempt++
    this.#replaceConnection()
    void this.#connection?.offer()
  }

  #askForAttempt(): void {
    this.#send({ type: 'signal.restart', link: this.#view.link })
    this.#watch()
  }

  #tryNow(): void {
    if (this.#view.offerer) this.#offer()
    else this.#askForAttempt()
  }

  #replaceConnection(): void {
    this.#dropConnection()
    this.#enter('connecting')
    const { link, ice_servers } = this.#view
    const attempt = this.#attempt
    const connection: PageConnection = new PageConnection(ice_servers, {
      describe: (description) =>
        this.#send({ type: 'signal.description', link, attempt, description }),
      candidate: (candidate, mid) =>
        this.#send({ type: 'signal.candidate', link, attempt, candidate, mid }),
      opened: (channels) => this.#opened(connection, channels),
      failed: () => this.#failed(connection),
    })
    this.#connection = connection
    this.#watch()
  }

  #dropConnection(): void {
    this.#connection?.close()
    this.#connection = null
    if (this.#state === 'direct') this.#delegate.linkClosed()
  }

  #opened(connection: PageConnection, channels: PageChannels): void {
    if (connection !== this.#connection) return
    clearTimeout(this.#timer)
    this.#failures = 0
    this.#enter('direct')
    this.#delegate.linkOpen(channels)
  }

  #failed(connection: PageConnection): void {
    if (connection === this.#connection) this.#giveUpAttempt()
  }

  /** Gives the attempt under way its time. */
  #watch(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#giveUpAttempt(), ATTEMPT_MS)
  }

  #giveUpAttempt(): void {
    clearTimeout(this.#timer)
    this.#dropConnection()
    this.#enter('failed')
    const wait = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#failures++)
    this.#timer = setTimeout(() => this.#tryNow(), wait)
  }

  /** A signal that cannot be sent is no error: `signalingReturned` starts over. */
  #send(message: RequestWithoutId): void {
    this.#socket.request(message).catch(() => undefined)
  }

  #enter(state: LinkState): void {
    if (this.#state === state) return
    this.#state = state
    this.#delegate.linkStateChanged(state)
  }
}
