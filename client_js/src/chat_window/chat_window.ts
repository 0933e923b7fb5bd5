import { version } from '../../package.json'
import { Chatting } from '../customer/chatting/chatting.js'
import { Conversation } from '../customer/conversation.js'
import { Outbox } from '../customer/outbox.js'
import { agentName, type Line, lines } from '../customer/telling.js'
import { t as customerText } from '../customer/text.js'
import { Unsent } from '../customer/unsent.js'
import type { SiteFacts } from '../dock/facts.js'
import type { Ready, ServerMessage } from '../signaling/messages.js'
import { SignalingSocket, type SocketDelegate, type SocketState } from '../signaling/socket.js'
import { ChatDoor } from './chat_door.js'

export interface ChatWindowOptions {
  own: Window
  facts: SiteFacts
  /** Something to show is another one now. */
  changed(): void
}

/** The customer's chat in a window of its own: an endpoint that writes, and decides nothing. */
export class ChatWindow implements SocketDelegate {
  readonly conversation = new Conversation()
  readonly chatting: Chatting
  connection: SocketState = 'connecting'
  /** What could not be sent, in words. */
  failure: string | null = null
  readonly #options: ChatWindowOptions
  readonly #socket: SignalingSocket | null
  readonly #outbox: Outbox
  readonly #unsent: Unsent

  constructor(options: ChatWindowOptions) {
    const { own, facts } = options
    this.#options = options
    const socket = this.#connected()
    this.#socket = socket
    const idle = { state: 'stopped' as const, request: () => new Promise<never>(() => undefined) }
    this.#outbox = new Outbox(socket ?? idle)
    this.#unsent = new Unsent(this.#outbox, () => options.changed())
    this.chatting = new Chatting({
      window: own,
      socket: socket ?? idle,
      conversation: this.conversation,
      isOpen: () => true,
      lines: () => this.lines,
      organisation: facts.organisation,
      changed: () => options.changed(),
    })
  }

  /** Nobody is there who could let it in: opened by hand, or cut off by the website's headers. */
  get isStray(): boolean {
    return this.#socket === null
  }

  get lines(): readonly Line[] {
    return lines(this.conversation.timeline, this.#unsent.texts)
  }

  /** Who waits for her answer to a question, which is on the website's page. */
  get asking(): string | null {
    const view = this.conversation.live
    const scopes = [
      ...Object.values(view?.session?.scopes ?? {}),
      ...Object.values(view?.scopes ?? {}),
    ]
    const asked = scopes.find(({ state, by }) => state === 'asked' && by?.role !== 'customer')
    return asked === undefined ? null : agentName(asked.by)
  }

  start(): void {
    this.#socket?.start()
  }

  send(text: string): void {
    this.failure = null
    this.#unsent
      .send(text, () => this.conversation.live?.conversation ?? null)
      .catch(() => {
        this.failure = customerText('chat.not_sent', { text })
        this.#options.changed()
      })
  }

  /** Brings the website's page to the front. */
  showPage(): void {
    ;(this.#options.own.opener as Window | null)?.focus()
  }

  socketReady(ready: Ready): void {
    this.conversation.reset(ready)
    this.#outbox.settle()
    this.#changed()
  }

  socketMessage(message: ServerMessage): void {
    for (const event of this.conversation.take(message)) {
      const isHers = event.type === 'conversation.messaged' && event.by.role === 'customer'
      if (isHers) this.#unsent.arrived(event.text)
    }
    this.chatting.told(message)
    this.#changed()
  }

  socketStateChanged(state: SocketState): void {
    this.connection = state
    if (state === 'stopped') this.#outbox.settle()
    this.#changed()
  }

  #changed(): void {
    this.chatting.settle()
    this.#options.changed()
  }

  #connected(): SignalingSocket | null {
    const { own, facts } = this.#options
    const peer = own.opener as Window | null
    if (peer === null || own.parent !== own) return null
    const from = new URL(own.location.href).searchParams.get('from')
    const door = new ChatDoor({ own, peer, origins: facts.origins, from })
    const url = new URL('/ws', own.location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    return new SignalingSocket({
      url: url.href,
      ticket: () => door.ticket(),
      client: `chat/${version}`,
      delegate: this,
    })
  }
}
