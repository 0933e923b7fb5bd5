import { SharedDocument } from '../../documents/shared_document.js'
import type { DocumentData } from '../../rtc/document_channel.js'
import type { MediaLinks } from '../../rtc/media_links.js'
import type { ConversationView, MediaLinkView, ScopeView } from '../../signaling/messages.js'
import type { CallDeskOptions } from './call_desk.js'
import { isHeld } from './gate.js'

/** Beside `conversation`, the question that this window has put: a reload loses the file, and with it
 * what it was asked for. */
const KEY = 'alongside.document'

/** Why no document can be shared now. */
export type DocumentObstacle = 'offline' | 'absent' | 'paused' | 'busy'

/** The documents of one console: one in each conversation, asked for here, or a customer's. */
export class DocumentDesk {
  readonly #documents = new Map<string, SharedDocument>()
  /** Own questions, by conversation. */
  readonly #asked = new Map<string, { request: string; seen: boolean }>()
  readonly #granted = new Map<string, number>()
  readonly #answered = new Set<string>()

  constructor(
    private readonly options: CallDeskOptions,
    private readonly links: Pick<MediaLinks, 'sendDocument'>,
  ) {}

  in(conversation: string): SharedDocument {
    const known = this.#documents.get(conversation)
    if (known) return known
    const made = new SharedDocument({
      send: (data, link) => this.links.sendDocument(data, link),
      newId: () => crypto.randomUUID(),
      ask: () => void this.#ask(conversation),
      end: () => this.#end(conversation),
      changed: this.options.changed,
      now: () => performance.now(),
    })
    this.#documents.set(conversation, made)
    return made
  }

  /** Whether documents can be shared in this conversation at all. */
  isOffered(view: ConversationView): boolean {
    return view.state === 'active' && view.policy.scopes.includes('document')
  }

  obstacle(view: ConversationView): DocumentObstacle | null {
    if (this.options.socket.state !== 'open') return 'offline'
    if (!view.customer_present) return 'absent'
    if (isHeld(view)) return 'paused'
    return view.scopes.document === undefined ? null : 'busy'
  }

  /** Whether a document may flow over this link: the console's own gate. */
  covers(link: MediaLinkView): boolean {
    const view = this.#view(link.conversation)
    return link.document && view !== undefined && !isHeld(view) && this.#grantIn(view) !== null
  }

  linkOpened(link: MediaLinkView): void {
    if (this.covers(link)) this.in(link.conversation).linkOpened(link.link)
  }

  /** Its channel is open, and what may flow over it may be another now. */
  linkReconsidered(link: MediaLinkView): void {
    if (!this.covers(link)) this.linkClosed(link)
    else if (!this.in(link.conversation).isOn(link.link)) this.linkOpened(link)
  }

  linkClosed(link: MediaLinkView): void {
    this.#documents.get(link.conversation)?.linkClosed(link.link)
  }

  data(link: MediaLinkView, data: DocumentData): void {
    if (this.covers(link)) this.in(link.conversation).data(data, link.link)
  }

  /** What the store says now becomes of what is shown here. */
  settle(): void {
    const { mine } = this.options.store
    for (const conversation of this.#documents.keys()) {
      if (!mine.has(conversation)) this.#documents.get(conversation)?.ended()
    }
    for (const { view } of mine.values()) this.#settle(view)
  }

  #settle(view: ConversationView): void {
    const scope = view.scopes.document
    const { conversation } = view
    const asked = this.#asked.get(conversation)
    if (asked !== undefined && scope?.request === asked.request) asked.seen = true
    if (scope?.state === 'asked') this.#accept(view, scope)
    const grant = this.#grantIn(view)
    if (grant !== null) this.#begin(view, grant)
    else if (this.#granted.delete(conversation)) this.#over(conversation, null)
    else if (asked?.seen === true && scope === undefined) this.#over(conversation, 'unanswered')
  }

  /** A customer's document: there is nothing of the agent's to protect, and she may close it. */
  #accept({ conversation, owner }: ConversationView, { by, request }: ScopeView): void {
    const { store, attempts } = this.options
    if (by?.role !== 'customer' || request === null || owner?.id !== store.me?.id) return
    if (this.#answered.has(request)) return
    this.#answered.add(request)
    const message = { type: 'scope.allow', conversation, request } as const
    // Another window of hers may have been faster: it is on then, and nothing is wrong.
    void attempts.make(documentPlace(conversation), message).then(() => {
      attempts.clear(documentPlace(conversation))
    })
  }

  #begin(view: ConversationView, grant: number): void {
    const { conversation } = view
    if (this.#granted.get(conversation) === grant) return
    // Who asked for it has the file, in one window.
    const isOurs = view.scopes.document?.asker?.id === this.options.store.me?.id
    const shared = this.in(conversation)
    if (isOurs && shared.phase !== 'asking') {
      if (sessionStorage.getItem(KEY) === conversation) this.#release(conversation, grant)
      return
    }
    this.#granted.set(conversation, grant)
    if (isOurs) sessionStorage.setItem(KEY, conversation)
    else if (shared.phase === 'checking') shared.reset()
    shared.granted()
  }

  #over(conversation: string, trouble: 'unanswered' | null): void {
    this.#asked.delete(conversation)
    if (sessionStorage.getItem(KEY) === conversation) sessionStorage.removeItem(KEY)
    this.#documents.get(conversation)?.ended(trouble)
  }

  async #ask(conversation: string): Promise<void> {
    const request = crypto.randomUUID()
    this.#asked.set(conversation, { request, seen: false })
    const message = { type: 'scope.ask', conversation, scope: 'document', request } as const
    const answer = await this.options.attempts.make(documentPlace(conversation), message)
    if (answer === null && this.#asked.get(conversation)?.request === request) {
      this.#over(conversation, null)
    }
  }

  #end(conversation: string): void {
    const grant = this.#granted.get(conversation)
    const asked = this.#asked.get(conversation)
    this.#granted.delete(conversation)
    this.#asked.delete(conversation)
    if (grant !== undefined) this.#release(conversation, grant)
    else if (asked !== undefined) {
      const { request } = asked
      const message = { type: 'scope.withdraw', conversation, request } as const
      void this.options.attempts.make(documentPlace(conversation), message, { queue: true })
    }
  }

  #release(conversation: string, grant: number): void {
    sessionStorage.removeItem(KEY)
    const message = { type: 'scope.release', conversation, scope: 'document', grant } as const
    void this.options.attempts.make(documentPlace(conversation), message, { queue: true })
  }

  #grantIn(view: ConversationView): number | null {
    const scope = view.scopes.document
    if (view.state === 'ended' || scope?.state !== 'granted') return null
    return scope.to === null || scope.to === this.options.store.me?.id ? scope.grant : null
  }

  #view(conversation: string): ConversationView | undefined {
    return this.options.store.mine.get(conversation)?.view
  }
}

/** Where refusals of what is asked about a document show. */
export function documentPlace(conversation: string): string {
  return `document:${conversation}`
}
