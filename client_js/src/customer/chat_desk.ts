import type { ServerMessage } from '../signaling/messages.js'
import type { Chatting, ChattingOptions } from './chatting/chatting.js'

export interface ChatDeskOptions extends ChattingOptions {
  /** What only an open chat needs. */
  load(): Promise<{ begin(options: ChattingOptions): Chatting }>
  /** She has read everything, maybe in another window. */
  allRead(): void
  /** The closed root of ours. */
  root: ShadowRoot
}

/** What an open chat has beyond the bare talk, loaded when it is opened first. */
export class ChatDesk {
  readonly #options: ChatDeskOptions
  #chatting: Chatting | null = null
  #isLoading = false

  constructor(options: ChatDeskOptions) {
    this.#options = options
  }

  /** Null until it has been needed and loaded. */
  get chatting(): Chatting | null {
    return this.#chatting
  }

  told(message: ServerMessage): void {
    if (message.type === 'conversation.marks') {
      const { delivered, seen } = message.customer
      if (seen === delivered) this.#options.allRead()
    }
    this.#chatting?.told(message)
  }

  /** To be called at every change. */
  settle(): void {
    const { isOpen, page } = this.#options
    if ((isOpen() || page?.memory.get('chatWindow')) && !this.#isLoading) void this.#load()
    this.#chatting?.settle()
  }

  async #load(): Promise<void> {
    this.#isLoading = true
    const { load, root, changed } = this.#options
    const { begin } = await load()
    this.#chatting = begin(this.#options)
    root.adoptedStyleSheets.push(this.#chatting.sheet)
    changed()
  }
}
