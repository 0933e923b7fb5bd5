import { markOf, newest } from '../../chat/marks.js'
import { fileName, save, stamp, transcript } from '../../chat/transcript.js'
import { OwnTyping, Writers } from '../../chat/typing.js'
import { type Spoken, speakAs, spoken } from '../../i18n/spoken.js'
import type { ServerMessage } from '../../signaling/messages.js'
import type { SignalingSocket } from '../../signaling/socket.js'
import type { Conversation } from '../conversation.js'
import type { Memory } from '../memory.js'
import type { Line } from '../telling.js'
import { OwnWindow } from './own_window.js'
import { fetchReceipt } from './receipt.js'
import { talkStyles } from './styles.js'
import { agentName, t } from './text.js'
import { foot, markLine, ownWindowButton, receiptButton, words } from './ui.js'

export interface ChattingOptions {
  window: Window
  socket: Pick<SignalingSocket, 'request' | 'state'>
  conversation: Conversation
  /** Whether the chat window is open. */
  isOpen(): boolean
  /** What stands in its log. */
  lines(): readonly Line[]
  organisation: string
  /** In a page of the website, which can put the chat in a window of its own. */
  page?: {
    /** The broker's address, ending in a slash. */
    base: string
    memory: Memory
    /** For the WebSocket of that window. */
    ticket(): Promise<string>
    /** Closes the chat in this page. */
    close(): void
    notify(text: string): void
    /** What the page's own bundle speaks. */
    spoken(): Spoken
  }
  changed(): void
}

/** The finer points of an open chat: links, who is typing, what was delivered and seen, and the
 * transcript. */
export class Chatting {
  readonly sheet = talkStyles.styleSheet as CSSStyleSheet
  /** A message with its links. */
  readonly words = words
  readonly #options: ChattingOptions
  readonly #typing: OwnTyping
  readonly #writers: Writers
  readonly #ownWindow: OwnWindow | null
  /** The newest event that the server was told to be before her eyes. */
  #said = 0
  #fetching = false

  constructor(options: ChattingOptions) {
    this.#options = options
    if (options.page) speakAs(options.page.spoken)
    this.#typing = new OwnTyping((typing) => this.#request({ type: 'conversation.typing', typing }))
    this.#writers = new Writers(() => options.changed())
    this.#ownWindow = this.#withWindow()
    options.window.document.addEventListener('visibilitychange', () => this.settle())
  }

  /** In the head. */
  get ownWindow() {
    const own = this.#ownWindow
    const isWanted = own?.isPossible === true && this.#options.conversation.live !== null
    return ownWindowButton(isWanted ? () => own.open() : null)
  }

  /** Below the log. */
  get foot() {
    const { live, view } = this.#options.conversation
    const people = live === null ? [] : this.#writers.people
    const maySave = view?.policy.transcript_export === true && this.#entries().length > 0
    return foot(people, maySave ? () => this.#save() : null)
  }

  /** How far the message of this number has come, if it is her last. */
  mark(seq: number) {
    const { view, timeline, marks } = this.#options.conversation
    const isLast = seq === newest(timeline, ({ role }) => role === 'customer')
    const known = isLast && marks?.conversation === view?.conversation
    return markLine(known ? markOf(seq, marks?.agents) : null)
  }

  /** Below the line that says that `session` is over; nothing below others. A window of its own has
   * no token to ask with: the website's page has the button. */
  receipt(session: string | undefined) {
    const isWanted = session !== undefined && this.#options.page !== undefined
    return receiptButton(isWanted ? () => void this.#saveReceipt(session) : null)
  }

  /** She has changed what she is writing. */
  typed(some: boolean): void {
    this.#typing.typed(some)
  }

  /** She has sent it. */
  sent(): void {
    this.#typing.sent()
  }

  told(message: ServerMessage): void {
    switch (message.type) {
      case 'conversation.typing':
        this.#writers.told(message.by, message.typing)
        break
      case 'conversation.messaged':
        this.#writers.stopped(message.by.id)
        break
      case 'conversation.marks':
        // What the server does not know (any more) has to be said (again).
        this.#said = message.customer.seen
        break
    }
  }

  /** To be called at every change: says what she has before her eyes. */
  settle(): void {
    const { conversation, window, isOpen, socket } = this.#options
    if (!isOpen() || window.document.visibilityState !== 'visible') return
    if (conversation.live === null || socket.state !== 'open') return
    const seq = newest(conversation.timeline, ({ role }) => role !== 'customer')
    if (seq <= this.#said) return
    this.#said = seq
    this.#request({ type: 'conversation.seen', seq })
  }

  #request(
    message:
      | { type: 'conversation.typing'; typing: boolean }
      | { type: 'conversation.seen'; seq: number },
  ): void {
    const { conversation, socket } = this.#options
    const view = conversation.live
    if (view === null) return
    // Passing things: what gets lost is told anew, or over.
    socket.request({ ...message, conversation: view.conversation }).catch(() => undefined)
  }

  #withWindow(): OwnWindow | null {
    const { window, conversation, page } = this.#options
    if (page === undefined) return null
    const { base, memory, ticket, close, notify } = page
    return new OwnWindow({
      window,
      url: () => {
        const query = {
          site: conversation.view?.site ?? '',
          from: window.location.origin,
          language: spoken().tag,
        }
        return `${base}chat?${new URLSearchParams(query)}`
      },
      origin: new URL(base).origin,
      ticket,
      opened: () => {
        memory.set('chatWindow', true)
        close()
      },
      failed: () => notify(t('talk.window_failed')),
    })
  }

  #entries() {
    return this.#options.lines().flatMap((line) => {
      if (line.kind === 'sending') return []
      return [{ at: line.at, who: line.kind === 'message' ? line.author : null, text: line.text }]
    })
  }

  async #saveReceipt(session: string): Promise<void> {
    const { page, conversation, window } = this.#options
    const token = page?.memory.get('token')
    const view = conversation.view
    if (page === undefined || view === null || this.#fetching) return
    this.#fetching = true
    try {
      const who = { site: view.site, token: token ?? '', conversation: view.conversation }
      const text = await fetchReceipt(page.base, { ...who, session })
      save(`receipt-${stamp(new Date())}.json`, text, window.document, 'application/json')
    } catch {
      page.notify(t('talk.receipt_failed'))
    } finally {
      this.#fetching = false
    }
  }

  #save(): void {
    const { organisation, window } = this.#options
    const title = t('talk.title', { name: organisation || agentName(null) })
    const text = transcript(title, this.#entries(), undefined)
    save(fileName(new Date()), text, window.document)
  }
}
