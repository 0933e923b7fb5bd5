/** What a window of its own tells the console that opened it, at its start and every second: which
 * conversation it shows; null when it goes. So that a reload of either does not part them. */
interface Report {
  type: 'alongside.pane'
  conversation: string | null
}

const NAME = 'alongside-co-browse'
const FEATURES = 'popup,width=1100,height=800'

/** What an agent gives to another one, who then asks the customer to join. */
export function sessionLink(origin: string, conversation: string, session: string): string {
  return `${origin}/agent/?${new URLSearchParams({ conversation, session })}`
}

/** Where the console opens at a conversation; with `pane`, that pane only. */
export function consoleUrl(conversation: string, pane?: 'co-browse'): string {
  const query = new URLSearchParams({ conversation, ...(pane && { pane }) })
  return `/agent/?${query}`
}

/** `session`: to be joined. `embedded`: in the agent pane, where another product chooses. */
export type Wish = {
  conversation: string | null
  alone: boolean
  session?: string | null
  embedded?: boolean
}

/** What the address of the console asks for. */
export function wishOf(search: string): Wish {
  const query = new URLSearchParams(search)
  const conversation = query.get('conversation') || null
  const alone = conversation !== null && query.get('pane') === 'co-browse'
  const session = (conversation !== null && query.get('session')) || null
  return { conversation, alone, session }
}

type Opened = Pick<Window, 'closed' | 'focus' | 'close'>
type Host = Pick<Window, 'open' | 'addEventListener' | 'removeEventListener' | 'location'>

/** The window of its own that shows the co-browse pane of one conversation, if there is one. */
export class PopOut {
  readonly #changed: () => void
  readonly #host: Host
  #shown: { conversation: string; window: Opened } | null = null
  /** The browser has not let the window open. */
  blocked = false

  constructor(changed: () => void, host: Host = window) {
    this.#changed = changed
    this.#host = host
  }

  start(): void {
    this.#host.addEventListener('message', this.#heard)
  }

  stop(): void {
    this.#host.removeEventListener('message', this.#heard)
    this.#shown = null
  }

  /** The conversation whose pane is in its own window. */
  get conversation(): string | null {
    return this.#shown?.conversation ?? null
  }

  open(conversation: string): void {
    const opened = this.#host.open(consoleUrl(conversation, 'co-browse'), NAME, FEATURES)
    this.blocked = opened === null
    if (opened) this.#shown = { conversation, window: opened }
    this.#changed()
  }

  focus(): void {
    this.#shown?.window.focus()
  }

  /** Where this conversation's pane is in that window. */
  focusFor(conversation: string | null): void {
    if (this.#shown?.conversation === conversation) this.focus()
  }

  bringBack(): void {
    this.#shown?.window.close()
    this.#set(null)
  }

  /** Call now and then: a window that crashes says no goodbye. */
  check(): void {
    if (this.#shown?.window.closed) this.#set(null)
  }

  #set(shown: { conversation: string; window: Opened } | null): void {
    const before = this.conversation
    this.#shown = shown
    this.blocked = false
    if (before !== this.conversation) this.#changed()
  }

  readonly #heard = ({ origin, source, data }: MessageEvent<unknown>): void => {
    if (origin !== this.#host.location.origin || !source || !isReport(data)) return
    const opened = source as Window
    if (data.conversation !== null) {
      this.#set({ conversation: data.conversation, window: opened })
    } else if (this.#shown?.window === opened) {
      this.#set(null)
    }
  }
}

function isReport(data: unknown): data is Report {
  if (typeof data !== 'object' || data === null) return false
  const { type, conversation } = data as Partial<Record<keyof Report, unknown>>
  return type === 'alongside.pane' && (conversation === null || typeof conversation === 'string')
}

/** In the window of its own: tells the console that has opened it. */
export function report(conversation: string | null): void {
  const message: Report = { type: 'alongside.pane', conversation }
  const opener = window.opener as Window | null
  opener?.postMessage(message, location.origin)
}
