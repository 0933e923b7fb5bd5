import type {
  AgentView,
  AnyEvent,
  ConversationView,
  Permission,
  Person,
  Ready,
  ServerMessage,
} from '../signaling/messages.js'
import { may } from '../signaling/permitted.js'
import { arrival, departure, type News } from './hand_over.js'
import { permitted } from './permitted.js'

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
  /** Open, and this agent takes no part in them; the server tells supervisors only. */
  readonly others = new Map<string, ConversationView>()
  /** Who is connected. */
  agents: readonly AgentView[] = []
  /** What has come to this agent or gone from her, until she has taken note. */
  news: News | null = null

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

  /** Whether an operator has given this agent the permission, here or on some site. */
  may(what: Permission, view: ConversationView | null = null): boolean {
    if (view !== null && this.mine.has(view.conversation)) return may(view, this.me?.id, what)
    const mine = this.agents.find(({ person }) => person.id === this.me?.id)
    return mine?.permissions.includes(what) === true
  }

  get unread(): number {
    let sum = 0
    for (const conversation of this.mine.values()) sum += unreadIn(conversation)
    return sum
  }

  ready(message: Ready): void {
    this.me = message.person
    this.queue.clear()
    this.others.clear()
    for (const view of message.queue) this.#list(view)
    const open = new Set<string>()
    for (const { state, timeline } of message.conversations) {
      open.add(state.conversation)
      // After a reload nobody knows what was read; after a reconnect we do.
      const readSeq = this.mine.get(state.conversation)?.readSeq ?? state.seq
      const view = permitted(state, this.me)
      this.mine.set(state.conversation, { view, timeline, readSeq })
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
    this.news = null
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

  tell(news: News | null): void {
    this.news = news
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
    this.others.clear()
    this.agents = []
    this.news = null
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
        this.#gone(message.conversation)
        return true
      case 'agents.state':
        this.agents = message.agents
        return true
      default:
        return 'seq' in message && this.#happened(message)
    }
  }

  #opened(view: ConversationView, timeline: readonly AnyEvent[]): void {
    const id = view.conversation
    this.queue.delete(id)
    this.others.delete(id)
    const known = this.mine.get(id)
    const conversation = {
      view: permitted(view, this.me),
      timeline,
      readSeq: known?.readSeq ?? 0,
    }
    this.mine.set(id, conversation)
    if (!known) this.news = arrival(conversation, this.me) ?? this.news
  }

  #gone(id: string): void {
    this.queue.delete(id)
    this.others.delete(id)
    const known = this.mine.get(id)
    if (!known) {
      if (this.news?.conversation === id) this.news = null
      return
    }
    this.news = departure(known, this.me)
    this.#forget(id)
  }

  /** Of conversations in which this agent takes no part. */
  #list(view: ConversationView): void {
    const id = view.conversation
    this.queue.delete(id)
    this.others.delete(id)
    if (view.state === 'queued') this.queue.set(id, view)
    else if (view.state !== 'ended' && this.me?.role === 'supervisor') this.others.set(id, view)
  }

  #stated(view: ConversationView): void {
    const known = this.mine.get(view.conversation)
    if (known) {
      if (view.seq < known.view.seq) return
      this.mine.set(view.conversation, { ...known, view: permitted(view, this.me) })
    } else {
      this.#list(view)
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
