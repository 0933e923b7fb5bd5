import type {
  AnyEvent,
  ConversationView,
  Person,
  Ready,
  ServerMessage,
} from '../signaling/messages.js'

/** A conversation that this agent takes part in. */
export interface Conversation {
  readonly view: ConversationView
  readonly timeline: readonly AnyEvent[]
  /** `seq` of the last event that the agent has had before her eyes. */
  readonly readSeq: number
}

/**
 * What the server has told this console; nothing is decided here. Feed it `ready` and every later
 * message; `changed` is called after each change.
 */
export class ConsoleStore {
  me: Person | null = null
  selected: string | null = null
  readonly queue = new Map<string, ConversationView>()
  readonly mine = new Map<string, Conversation>()

  /** Whether the selected conversation is really before the agent's eyes. */
  #watching = true

  constructor(private readonly changed: () => void) {}

  get current(): Conversation | null {
    return (this.selected !== null && this.mine.get(this.selected)) || null
  }

  /** The conversation whose chat the agent really has before her eyes. */
  get inView(): Conversation | null {
    return this.#watching ? this.current : null
  }

  get unread(): number {
    let sum = 0
    for (const conversation of this.mine.values()) sum += unreadIn(conversation)
    return sum
  }

  ready(message: Ready): void {
    this.me = message.person
    this.queue.clear()
    for (const view of message.queue) this.queue.set(view.conversation, view)
    const open = new Set<string>()
    for (const { state, timeline } of message.conversations) {
      open.add(state.conversation)
      // After a reload nobody knows what was read; after a reconnect we do.
      const readSeq = this.mine.get(state.conversation)?.readSeq ?? state.seq
      this.mine.set(state.conversation, { view: state, timeline, readSeq })
    }
    for (const [id, { view }] of this.mine) {
      if (!open.has(id) && view.state !== 'ended') this.#forget(id)
    }
    this.#readSelected()
    this.changed()
  }

  /** Returns whether the message was the store's business. */
  handle(message: ServerMessage): boolean {
    const taken = this.#take(message)
    if (taken) {
      this.#readSelected()
      this.changed()
    }
    return taken
  }

  select(id: string | null): void {
    this.selected = id
    this.#readSelected()
    this.changed()
  }

  /** Call when the chat of the selected conversation comes into view or goes out of it. */
  watching(now: boolean): void {
    if (this.#watching === now) return
    this.#watching = now
    this.#readSelected()
    this.changed()
  }

  /** Take an ended conversation off the list. */
  dismiss(id: string): void {
    if (this.mine.get(id)?.view.state !== 'ended') return
    this.#forget(id)
    this.changed()
  }

  reset(): void {
    this.me = null
    this.selected = null
    this.queue.clear()
    this.mine.clear()
    this.changed()
  }

  #take(message: ServerMessage): boolean {
    switch (message.type) {
      case 'conversation.opened':
        this.#opened(message.state, message.timeline)
        return true
      case 'conversation.state':
        this.#stated(message.state)
        return true
      case 'conversation.gone':
        this.queue.delete(message.conversation)
        this.#forget(message.conversation)
        return true
      default:
        return 'seq' in message && this.#happened(message)
    }
  }

  #opened(view: ConversationView, timeline: readonly AnyEvent[]): void {
    const id = view.conversation
    this.queue.delete(id)
    const readSeq = this.mine.get(id)?.readSeq ?? 0
    this.mine.set(id, { view, timeline, readSeq })
  }

  #stated(view: ConversationView): void {
    const known = this.mine.get(view.conversation)
    if (known) {
      if (view.seq >= known.view.seq) this.mine.set(view.conversation, { ...known, view })
    } else if (view.state === 'queued') {
      this.queue.set(view.conversation, view)
    } else {
      this.queue.delete(view.conversation)
    }
  }

  #happened(event: AnyEvent): boolean {
    const known = this.mine.get(event.conversation)
    if (!known) return false
    const last = known.timeline.at(-1)?.seq ?? 0
    // A resume may tell again what was told before.
    if (event.seq <= last) return false
    this.mine.set(event.conversation, { ...known, timeline: [...known.timeline, event] })
    return true
  }

  #forget(id: string): void {
    this.mine.delete(id)
    if (this.selected === id) this.selected = null
  }

  #readSelected(): void {
    const current = this.current
    if (!current || !this.#watching) return
    const readSeq = current.timeline.at(-1)?.seq ?? 0
    if (readSeq > current.readSeq) {
      this.mine.set(current.view.conversation, { ...current, readSeq })
    }
  }
}

/** How many of the customer's messages the agent has not seen. */
export function unreadIn({ timeline, readSeq }: Conversation): number {
  let count = 0
  for (const event of timeline) {
    if (event.seq <= readSeq || event.type !== 'conversation.messaged') continue
    if (event.by.role === 'customer') count += 1
  }
  return count
}
