import { retryDelay } from '../signaling/back_off.js'
import type { SignalingError } from '../signaling/errors.js'
import type { ConversationView } from '../signaling/messages.js'
import type { SignalingSocket } from '../signaling/socket.js'
import type { Memory } from './memory.js'

/** What she, or the website, last said about a pause of this session. */
export interface Pause {
  conversation: string
  session: string
  paused: boolean
  /** The website's script began it, and may end it. */
  byPage: boolean
}

/** Refusals that another try does not change. */
const FINAL: readonly string[] = ['wrong_state', 'not_found', 'not_allowed', 'policy_forbids']

/**
 * Pause and resume: the pause holds here at once, with or without a server, which is told until it
 * has heard; also by the next page.
 */
export class Pausing {
  readonly #memory: Memory
  readonly #socket: Pick<SignalingSocket, 'request'>
  /** The session that the server calls paused, too. */
  #heard: string | null = null
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(memory: Memory, socket: Pick<SignalingSocket, 'request'>) {
    this.#memory = memory
    this.#socket = socket
  }

  /** Whether nothing of this session may flow, whatever the server knows. */
  isPaused(session: string): boolean {
    const pause = this.#memory.get('pause')
    return pause?.session === session && pause.paused
  }

  /** Whether a script may end the pause of this session. */
  isByPage(session: string): boolean {
    return this.isPaused(session) && this.#memory.get('pause')?.byPage === true
  }

  pause(conversation: string, session: string, byPage: boolean): void {
    this.#memory.set('pause', { conversation, session, paused: true, byPage })
    this.say()
  }

  resume(conversation: string, session: string): void {
    this.#memory.set('pause', { conversation, session, paused: false, byPage: false })
    this.say()
  }

  /** Another tab says that she went on there. Any script can say so: it counts only against a
   * pause of which the server has heard, and which the server ends then. */
  resumedElsewhere(session: string): void {
    const heard = this.#heard === session && this.isPaused(session)
    if (heard) this.#memory.set('pause', null)
  }

  /** To be called at every `ready`, after `settle`. */
  say(): void {
    this.#attempt = 0
    this.#say()
  }

  /** Forgets what is over. */
  settle(view: ConversationView | null): void {
    const session = view?.session
    this.#heard = session?.state === 'paused' ? session.session : null
    const pause = this.#memory.get('pause')
    if (pause === null) return
    const over = session?.session !== pause.session || session.state === 'ended'
    const resumed = !pause.paused && session?.state !== 'paused'
    if (over || resumed) this.#memory.set('pause', null)
  }

  #say(): void {
    clearTimeout(this.#timer)
    const pause = this.#memory.get('pause')
    if (pause === null) return
    const { conversation, session, paused } = pause
    this.#socket
      .request({ type: paused ? 'session.pause' : 'session.resume', conversation, session })
      .catch((error: SignalingError) => this.#refused(pause, error.code))
  }

  #refused(said: Pause, code: string): void {
    const now = this.#memory.get('pause')
    if (now?.session !== said.session || now.paused !== said.paused) return
    // Without a connection the next `ready` says it again. A pause that is refused holds here.
    if (code === 'offline' || code === 'stopped' || FINAL.includes(code)) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#say(), retryDelay(this.#attempt++, Math.random()))
  }
}
