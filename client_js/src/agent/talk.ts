import { type Mark, markOf, newest } from '../chat/marks.js'
import { OwnTyping, Writers } from '../chat/typing.js'
import type { MarksChanged, Person, ServerMessage } from '../signaling/messages.js'
import type { SignalingSocket } from '../signaling/socket.js'
import type { ConsoleStore, Conversation } from './state.js'

export interface TalkOptions {
  socket: Pick<SignalingSocket, 'request' | 'state'>
  store: Pick<ConsoleStore, 'me' | 'mine' | 'inView'>
  changed(): void
}

/** What passes in the chats and is not kept: who is typing, what was delivered and seen. */
export class Talk {
  readonly #options: TalkOptions
  readonly #marks = new Map<string, MarksChanged>()
  readonly #writers = new Map<string, Writers>()
  /** By conversation, the newest event that the server was told to be before the agent's eyes. */
  readonly #said = new Map<string, number>()
  #writingIn: string | null = null
  readonly #typing = new OwnTyping((typing) => {
    if (this.#writingIn !== null) {
      this.#request({ type: 'conversation.typing', conversation: this.#writingIn, typing })
    }
  })

  constructor(options: TalkOptions) {
    this.#options = options
  }

  /** Who else is typing in a conversation. */
  typing(conversation: string): readonly Person[] {
    return this.#writers.get(conversation)?.people ?? []
  }

  /** How far the agent's own last message in a conversation has come; null for any other one. */
  mark({ view, timeline }: Conversation, seq: number): Mark | null {
    const { me } = this.#options.store
    if (seq !== newest(timeline, ({ id }) => id === me?.id)) return null
    return markOf(seq, this.#marks.get(view.conversation)?.customer)
  }

  /** The agent has changed what is being written there. `some`: there is something. */
  typed(conversation: string, some: boolean): void {
    if (this.#writingIn !== conversation) this.#typing.stop()
    this.#writingIn = conversation
    this.#typing.typed(some)
  }

  /** It has been sent. */
  sent(): void {
    this.#typing.sent()
  }

  handle(message: ServerMessage): void {
    switch (message.type) {
      case 'conversation.typing':
        this.#writersOf(message.conversation).told(message.by, message.typing)
        break
      case 'conversation.messaged':
        this.#writers.get(message.conversation)?.stopped(message.by.id)
        break
      case 'conversation.marks':
        this.#marks.set(message.conversation, message)
        // What the server does not know (any more) has to be said (again).
        this.#said.set(message.conversation, message.agents.seen)
        this.settle()
        this.#options.changed()
        break
      case 'conversation.gone':
        this.#forget(message.conversation)
        break
    }
  }

  /** To be called at every change: says what the agent has before her eyes. */
  settle(): void {
    const { store, socket } = this.#options
    const current = store.inView
    if (current === null || current.view.state === 'ended' || socket.state !== 'open') return
    const { conversation } = current.view
    const seq = newest(current.timeline, ({ role }) => role === 'customer')
    if (seq <= (this.#said.get(conversation) ?? 0)) return
    this.#said.set(conversation, seq)
    this.#request({ type: 'conversation.seen', conversation, seq })
  }

  /** Idempotent. */
  stop(): void {
    this.#typing.sent()
    for (const conversation of [...this.#writers.keys()]) this.#forget(conversation)
    this.#marks.clear()
    this.#said.clear()
  }

  #writersOf(conversation: string): Writers {
    const known = this.#writers.get(conversation)
    if (known !== undefined) return known
    const writers = new Writers(() => this.#options.changed())
    this.#writers.set(conversation, writers)
    return writers
  }

  #forget(conversation: string): void {
    this.#writers.get(conversation)?.clear()
    this.#writers.delete(conversation)
    this.#marks.delete(conversation)
    this.#said.delete(conversation)
  }

  #request(
    message:
      | { type: 'conversation.typing'; conversation: string; typing: boolean }
      | { type: 'conversation.seen'; conversation: string; seq: number },
  ): void {
    if (this.#options.socket.state !== 'open') return
    // Passing things: what gets lost is told anew, or over.
    this.#options.socket.request(message).catch(() => undefined)
  }
}
