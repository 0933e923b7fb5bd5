import type { ConversationView } from '../signaling/messages.js'
import type { SignalingError, SignalingSocket } from '../signaling/socket.js'
import type { Memory } from './memory.js'

/**
 * The word to the server that she pressed Stop: said until it was heard, also by the next page.
 *
 * Until then the session counts as ended here, whatever the server's state says.
 */
export class Ending {
  readonly #memory: Memory
  readonly #socket: Pick<SignalingSocket, 'request' | 'state'>

  constructor(memory: Memory, socket: Pick<SignalingSocket, 'request' | 'state'>) {
    this.#memory = memory
    this.#socket = socket
  }

  get pending(): boolean {
    return this.#memory.get('ending') !== null
  }

  isOf(session: string): boolean {
    return this.#memory.get('ending')?.session === session
  }

  begin(conversation: string, session: string): void {
    this.#memory.set('ending', { conversation, session })
    this.say()
  }

  /** To be called at every `ready`. */
  say(): void {
    const ending = this.#memory.get('ending')
    if (ending === null) return
    this.#socket.request({ type: 'session.end', ...ending }).catch((error: SignalingError) => {
      // Refused: there is nothing left to end. Unanswered: the next `ready` says it again.
      if (error.code !== 'offline' && error.code !== 'stopped') this.#memory.set('ending', null)
    })
  }

  /** Forgets what the state confirms. */
  settle(view: ConversationView | null): void {
    const session = view?.session
    const open = session != null && session.state !== 'ended'
    if (!open || !this.isOf(session.session)) this.#memory.set('ending', null)
  }
}
