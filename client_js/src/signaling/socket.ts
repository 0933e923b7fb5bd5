import type { Signer } from '../signing/signer.js'
import { retryDelay } from './back_off.js'
import { SignalingError, TicketRefused } from './errors.js'
import { Heartbeat } from './heartbeat.js'
import type { ClientMessage, Limits, Ready, ServerMessage, Welcome } from './messages.js'
import { CloseCode, PROTOCOL, SUBPROTOCOL } from './messages.js'
import { type RequestOptions, Requests, type RequestWithoutId } from './requests.js'

export { SignalingError, TicketRefused } from './errors.js'
export type { RequestOptions, RequestWithoutId } from './requests.js'

export type SocketState = 'connecting' | 'open' | 'retrying' | 'stopped'

export interface SocketDelegate {
  /** Connected and known to the server: `ready` holds everything; forget what was shown before. */
  socketReady(ready: Ready): void
  /** Everything else, apart from answers to requests. */
  socketMessage(message: ServerMessage): void
  /** A binary frame: one of the sealed relay. */
  socketFrame?(frame: ArrayBuffer): void
  /** `reason` of `stopped`: `stopped`, `replaced`, `signed_out`, `unsupported_protocol`, or the
   * code of a TicketRefused. */
  socketStateChanged(state: SocketState, reason?: string): void
}

export interface SocketOptions {
  /** `wss://host/ws` */
  url: string
  /** Fetches a fresh connect ticket. Rejects with TicketRefused if trying again is of no use. */
  ticket(): Promise<string>
  /** Software and version, as in `sdk/0.1.0`. */
  client: string
  /** The session for which this page holds the customer's consent, asked at each connection. */
  session?(): string | null
  /** The conversation whose page is all that this window shows. */
  pane?: string | null
  /** The endpoint's public key, for as long as this object lives; null: no sealed relay. */
  key?(): Promise<string | null>
  /** Of a customer, who signs what she says yes to. */
  signer?: Pick<Signer, 'sign' | 'relayKey'> & { readonly key: Pick<Signer['key'], 'publicKey'> }
  delegate: SocketDelegate
  /** For tests. */
  open?: (url: string, protocol: string) => WebSocket
  random?: () => number
}

/** From the upgrade to `ready`; a server that is alive needs one round trip. */
const HANDSHAKE_MS = 10_000

const STOP_REASONS: Readonly<Record<number, string>> = {
  [CloseCode.REPLACED]: 'replaced',
  [CloseCode.SIGNED_OUT]: 'signed_out',
  [CloseCode.UNSUPPORTED_PROTOCOL]: 'unsupported_protocol',
}

/**
 * One endpoint's connection to the server; it comes back by itself until told not to.
 *
 * A reconnect presents the resume ticket of the last `ready`, so that the server knows the same
 * endpoint again and its peer connections stay. A refused upgrade and a dead server look alike to
 * a browser (close code 1006 before `open`), so the resume ticket is given up only when it failed
 * while the server answered over HTTP; the next attempt then is a new endpoint.
 */
export class SignalingSocket {
  readonly #options: SocketOptions
  readonly #requests = new Requests()
  readonly #heartbeat: Heartbeat
  #state: SocketState = 'stopped'
  #socket: WebSocket | null = null
  #resumeTicket: string | null = null
  #freshTicket: string | null = null
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #clockOffset = 0
  #limits: Limits | null = null
  #run = 0
  /** Messages that wait for a signature, theirs or of one before them. */
  #unsent = 0
  #sent: Promise<void> = Promise.resolve()

  constructor(options: SocketOptions) {
    this.#options = options
    this.#heartbeat = new Heartbeat({
      ping: () => this.request({ type: 'ping' }),
      dead: () => this.#lost(),
    })
  }

  get state(): SocketState {
    return this.#state
  }

  /** What the sealed relay lets through; null while there is no connection. */
  get relayLimits(): { rate: number; burst: number } | null {
    const limits = this.#state === 'open' ? this.#limits : null
    return limits && { rate: limits.relay_rate, burst: limits.relay_burst }
  }

  /** Milliseconds to add to `Date.now()` to get the server's clock. */
  get serverClockOffset(): number {
    return this.#clockOffset
  }

  /** Seconds until `deadline` (seconds since the epoch, the server's clock), at least 0. */
  secondsUntil(deadline: number): number {
    return Math.max(0, deadline - (Date.now() + this.#clockOffset) / 1000)
  }

  /** Idempotent. */
  start(): void {
    if (this.#state !== 'stopped') return
    this.#run++
    this.#attempt = 0
    globalThis.addEventListener?.('online', this.#networkReturned)
    this.#enter('connecting')
    void this.#connect()
  }

  /** Idempotent. Open requests reject with `stopped`; the endpoint cannot be resumed. */
  stop(): void {
    this.#stop('stopped')
  }

  /**
   * Sends a request; resolves to the `result` of its `ack`.
   *
   * Rejects with a SignalingError: the server's code, `offline` while there is no connection
   * (unless `options.queue`), or `stopped`.
   */
  request<R = Record<string, unknown>>(
    message: RequestWithoutId,
    options: RequestOptions = {},
  ): Promise<R> {
    const queue = options.queue ?? false
    if (this.#state === 'stopped') {
      return Promise.reject(new SignalingError('stopped', 'The connection has ended.'))
    }
    if (this.#state !== 'open' && !queue) {
      return Promise.reject(new SignalingError('offline', 'There is no connection.'))
    }
    const { id, answer } = this.#requests.add<R>(message, queue)
    if (this.#state === 'open') this.#signAndSend(id, message)
    return answer
  }

  /** Sends a frame of the sealed relay. False if there is no connection. */
  sendFrame(frame: ArrayBuffer): boolean {
    if (this.#state !== 'open' || this.#socket?.readyState !== 1) return false
    this.#socket.send(frame)
    return true
  }

  async #connect(): Promise<void> {
    const run = this.#run
    let ticket: string
    try {
      ticket = this.#resumeTicket ?? (await this.#takeFreshTicket())
    } catch (error) {
      if (run !== this.#run) return
      if (error instanceof TicketRefused) this.#stop(error.code)
      else this.#retry()
      return
    }
    if (run !== this.#run) return
    const url = new URL(this.#options.url)
    url.searchParams.set('ticket', ticket)
    const open = this.#options.open ?? ((to, protocol) => new WebSocket(to, protocol))
    this.#listen(open(url.href, SUBPROTOCOL))
  }

  #listen(socket: WebSocket): void {
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#lost(), HANDSHAKE_MS)
    let opened = false
    socket.onopen = () => {
      opened = true
    }
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') this.#received(JSON.parse(data) as ServerMessage)
      else this.#options.delegate.socketFrame?.(data)
    }
    socket.onclose = (event) => {
      const reason = STOP_REASONS[event.code]
      if (reason !== undefined) this.#stop(reason)
      else if (opened) this.#lost()
      else void this.#refused()
    }
  }

  #received(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        void this.#welcomed(message)
        break
      case 'ready':
        this.#becameReady(message)
        break
      case 'ack':
        this.#requests.resolve(message.id, message.result)
        break
      case 'error':
        if (message.id == null) this.#options.delegate.socketMessage(message)
        else this.#requests.reject(message.id, new SignalingError(message.code, message.message))
        break
      default:
        this.#options.delegate.socketMessage(message)
    }
  }

  async #welcomed(welcome: Welcome): Promise<void> {
    this.#clockOffset = welcome.server_time * 1000 - Date.now()
    this.#limits = welcome.limits
    const { client, session, pane, key, signer } = this.#options
    const socket = this.#socket
    const publicKey = key ? await key() : null
    const signingKey = signer ? await signer.key.publicKey() : null
    const keySigned = signer && publicKey ? await signer.relayKey(publicKey) : null
    if (socket !== this.#socket) return
    this.#send({
      type: 'hello',
      id: 'hello',
      protocol: PROTOCOL,
      client,
      session: session?.() ?? null,
      pane: pane ?? null,
      key: publicKey,
      key_signed: keySigned,
      signing_key: signingKey,
    })
  }

  #becameReady(ready: Ready): void {
    this.#resumeTicket = ready.resume_ticket
    this.#freshTicket = null
    this.#attempt = 0
    clearTimeout(this.#timer)
    this.#heartbeat.start(this.#limits?.ping_seconds ?? 15)
    // What is asked from here on goes out by itself.
    const waiting = [...this.#requests.waiting()]
    this.#enter('open')
    this.#options.delegate.socketReady(ready)
    for (const { id, message } of waiting) this.#signAndSend(id, message)
  }

  /** In the order of the calls, also where a signature takes its time. */
  #signAndSend(id: string, message: RequestWithoutId): void {
    const signing = this.#options.signer?.sign(message) ?? null
    if (signing === null && this.#unsent === 0) {
      this.#send({ ...message, id } as ClientMessage)
      return
    }
    const socket = this.#socket
    const before = this.#sent
    this.#unsent++
    this.#sent = Promise.resolve(signing ?? message)
      .catch(() => message)
      .then(async (ready) => {
        await before
        this.#unsent--
        // Of a connection that was lost meanwhile, what may be repeated is sent in the next one.
        if (socket === this.#socket) this.#send({ ...ready, id } as ClientMessage)
      })
  }

  #send(message: ClientMessage): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message))
  }

  /** An upgrade failed. A server that answers over HTTP refused the ticket; otherwise it is down
   * and the ticket may still be good. */
  async #refused(): Promise<void> {
    this.#drop()
    const run = this.#run
    if (this.#resumeTicket !== null) {
      const suspect = this.#freshTicket !== null
      if (suspect) this.#resumeTicket = null
      else await this.#takeFreshTicket(true).catch(() => undefined)
      if (run !== this.#run) return
    }
    this.#retry()
  }

  /** With `keep` the ticket stays for a later call: it was fetched to see whether the server is
   * there. */
  async #takeFreshTicket(keep = false): Promise<string> {
    const ticket = this.#freshTicket ?? (await this.#options.ticket())
    this.#freshTicket = keep ? ticket : null
    return ticket
  }

  #lost(): void {
    this.#drop()
    this.#retry()
  }

  #drop(): void {
    this.#heartbeat.stop()
    const socket = this.#socket
    this.#socket = null
    if (socket === null) return
    // close() on a dead network reports only after minutes: nobody listens any more by then.
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
    this.#requests.connectionLost()
  }

  #retry(): void {
    this.#enter('retrying')
    const random = this.#options.random ?? Math.random
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#connect(), retryDelay(this.#attempt++, random()))
  }

  readonly #networkReturned = (): void => {
    if (this.#state !== 'retrying' || this.#socket !== null) return
    clearTimeout(this.#timer)
    this.#attempt = 0
    void this.#connect()
  }

  #stop(reason: string): void {
    if (this.#state === 'stopped') return
    this.#run++
    clearTimeout(this.#timer)
    globalThis.removeEventListener?.('online', this.#networkReturned)
    this.#drop()
    this.#resumeTicket = null
    this.#freshTicket = null
    this.#enter('stopped', reason)
    this.#requests.rejectAll('stopped')
  }

  #enter(state: SocketState, reason?: string): void {
    if (this.#state === state) return
    this.#state = state
    this.#options.delegate.socketStateChanged(state, reason)
  }
}
