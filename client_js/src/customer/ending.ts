import { retryDelay } from '../signaling/back_off.js'
import type { ConversationView } from '../signaling/messages.js'
import type { SignalingError, SignalingSocket } from '../signaling/socket.js'
import type { Memory } from './memory.js'

/** A session that she ended. */
export interface Ended {
  conversation: string
  session: string
}

/** Refusals that mean: there is nothing (left) that she could end. */
const OVER: readonly string[] = ['wrong_state', 'not_found', 'not_allowed']

/** There is no connection: the next `ready` says it again. */
const UNASKED: readonly string[] = ['offline', 'stopped']

/**
 * The word to the server that she pressed Stop: said until it was heard, also by the next page.
 *
 * Until then the session counts as ended here, whatever the server's state says.
 */
export class Ending {
  readonly #memory: Memory
  readonly #socket: Pick<SignalingSocket, 'request'>
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(memory: Memory, socket: Pick<SignalingSocket, 'request'>) {
    this.#memory = memory
    this.#socket = socket
  }

  get pending(): boolean {
    return this.#memory.get('ending') !== null
  }

  isOf(session: string): boolean {
    return this.#memory.get('ending')?.session === session
  }

  begin({ conversation, session }: Ended): void {
    this.#memory.set('ending', { conversation, session })
    this.say()
  }

  /** To be called at every `ready`. */
  say(): void {
    this.#attempt = 0
    this.#say()
  }

  /** Forgets what the state confirms. */
  settle(view: ConversationView | null): void {
    const session = view?.session
    const open = session != null && session.state !== 'ended'
    if (!open || !this.isOf(session.session)) this.#memory.set('ending', null)
  }

  #say(): void {
    clearTimeout(this.#timer)
    const ending = this.#memory.get('ending')
    if (ending === null) return
    this.#socket
      .request({ type: 'session.end', ...ending })
      .catch((error: SignalingError) => this.#refused(ending, error.code))
  }

  #refused(ending: Ended, code: string): void {
    if (!this.isOf(ending.session) || UNASKED.includes(code)) return
    if (OVER.includes(code)) {
      this.#memory.set('ending', null)
      return
    }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#say(), retryDelay(this.#attempt++, Math.random()))
  }
}
