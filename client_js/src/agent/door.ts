import type { ConversationView, Reason, ServerMessage } from '../signaling/messages.js'
import type { Attempts } from './attempts.js'

/** Where an agent stands who has the link of somebody else's session. */
export type AtDoor =
  | { state: 'ready' }
  | { state: 'asking'; request: string }
  | { state: 'refused'; reason: Reason }

/** Where a refusal of the server's shows. */
export const DOOR = 'door'

/** The way into a session by its link: the agent asks, the customer decides. It is open until the
 * agent is in, or goes away. */
export class Door {
  readonly #conversation: string
  readonly #session: string
  readonly #attempts: Attempts
  readonly #changed: () => void
  #at: AtDoor | null = { state: 'ready' }

  constructor(conversation: string, session: string, attempts: Attempts, changed: () => void) {
    this.#conversation = conversation
    this.#session = session
    this.#attempts = attempts
    this.#changed = changed
  }

  /** Null: nobody stands here any more. */
  get at(): AtDoor | null {
    return this.#at
  }

  async ask(): Promise<void> {
    const [conversation, session, request] = [
      this.#conversation,
      this.#session,
      crypto.randomUUID(),
    ]
    this.#set({ state: 'asking', request })
    const message = { type: 'participant.ask', conversation, session, request } as const
    // Whoever follows a link may be faster than the connection.
    const answer = await this.#attempts.make(DOOR, message, { queue: true })
    if (answer === null && this.#asks(request)) this.#set({ state: 'ready' })
  }

  async withdraw(): Promise<void> {
    if (this.#at?.state !== 'asking') return
    const { request } = this.#at
    const conversation = this.#conversation
    this.#set({ state: 'ready' })
    await this.#attempts.make(DOOR, { type: 'participant.refuse', conversation, request })
  }

  leave(): void {
    this.#attempts.clear(DOOR)
    this.#set(null)
  }

  /** Returns whether the agent has just come in. */
  handle(message: ServerMessage): boolean {
    if (message.type === 'conversation.opened') return this.comesIn(message.state)
    if (message.type === 'participant.refused' && this.#asks(message.request)) {
      const { reason } = message
      this.#set(reason === 'withdrawn' ? { state: 'ready' } : { state: 'refused', reason })
    }
    return false
  }

  /** This console sees a conversation. Returns whether it is the one that the link is of. */
  comesIn({ conversation, session }: ConversationView): boolean {
    const isIn = conversation === this.#conversation && session?.session === this.#session
    if (this.#at === null || !isIn) return false
    this.leave()
    return true
  }

  #asks(request: string): boolean {
    return this.#at?.state === 'asking' && this.#at.request === request
  }

  #set(at: AtDoor | null): void {
    this.#at = at
    this.#changed()
  }
}
