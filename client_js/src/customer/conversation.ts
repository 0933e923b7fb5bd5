import type {
  AnyEvent,
  ConversationOpened,
  ConversationView,
  MarksChanged,
  Ready,
  ServerMessage,
} from '../signaling/messages.js'

/** What the server has told about the customer's conversation: the one going on, else the last. */
export class Conversation {
  #view: ConversationView | null = null
  #timeline: AnyEvent[] = []
  #marks: MarksChanged | null = null

  get view(): ConversationView | null {
    return this.#view
  }

  /** The conversation, if it still goes on. */
  get live(): ConversationView | null {
    return this.#view?.state === 'ended' ? null : this.#view
  }

  get timeline(): readonly AnyEvent[] {
    return this.#timeline
  }

  /** How far messages have come, of whichever conversation that was told last. */
  get marks(): MarksChanged | null {
    return this.#marks
  }

  /** Takes over all that `ready` says; what was known before is forgotten. */
  reset(ready: Ready): void {
    this.#view = null
    this.#timeline = []
    for (const opened of ready.conversations) this.#open(opened)
  }

  /** Returns the events that are news: those of the message that were not known yet. */
  take(message: ServerMessage): readonly AnyEvent[] {
    switch (message.type) {
      case 'conversation.opened': {
        const known = this.#view?.conversation === message.state.conversation
        const before = known ? this.#lastSeq() : 0
        this.#open(message)
        return message.timeline.filter(({ seq }) => seq > before)
      }
      case 'conversation.state':
        if (this.#view?.conversation === message.state.conversation) this.#view = message.state
        return []
      case 'conversation.marks':
        this.#marks = message
        return []
      default:
        return isEvent(message) && this.#append(message) ? [message] : []
    }
  }

  #open({ state, timeline }: ConversationOpened): void {
    const current = this.#view
    const other = current !== null && current.conversation !== state.conversation
    if (other && current.state !== 'ended' && state.state === 'ended') return
    this.#view = state
    this.#timeline = [...timeline]
  }

  #append(event: AnyEvent): boolean {
    if (event.conversation !== this.#view?.conversation) return false
    if (event.seq <= this.#lastSeq()) return false
    this.#timeline = [...this.#timeline, event]
    return true
  }

  #lastSeq(): number {
    return this.#timeline.at(-1)?.seq ?? 0
  }
}

/** Events are the messages that carry their place in a stream. */
export function isEvent(message: ServerMessage): message is AnyEvent {
  return 'seq' in message
}
