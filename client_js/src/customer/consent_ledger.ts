import type { AnyEvent, ConversationView } from '../signaling/messages.js'

/** She agreed that her page is seen: in this session, under this grant, and no other. */
export interface Consent {
  conversation: string
  session: string
  grant: number
}

/** `request`: what the grant answered, null for her own Share. */
type Entered = Consent & { request: string | null }

interface Entries {
  consents: Entered[]
  /** Requests that she allowed and that no grant has answered yet. */
  allowed: string[]
  /** Requests that she denied, or of which she was told that nothing came. */
  refused: string[]
  /** She pressed Share, and no grant has followed yet. */
  sharing: boolean
  /** Per conversation, the last event taken in: each counts once, also after a reload. */
  seen: Record<string, number>
}

const KEY = 'alongside.consent'

/**
 * What this browser's user agreed to, by her own clicks here; nothing else lets a page flow.
 *
 * The server decides whether a consent still stands and numbers it, but it cannot make one up: a
 * grant is entered only if it answers a click (`allow`, `share`), and everything that ends a
 * grant removes it. Kept in the tab's session storage, so that a reload resumes the view; a tab
 * that was duplicated takes a copy along and is covered too.
 */
export class ConsentLedger {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>
  #entries: Entries

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage
    this.#entries = read(storage)
  }

  /** To be called when this page comes back to life: a later page of the tab may have written. */
  reread(): void {
    this.#entries = read(this.#storage)
  }

  /** Her trusted click on Allow for this request. */
  allow(request: string): void {
    this.#forget(request)
    this.#entries.allowed.push(request)
    this.#save()
  }

  /** Takes back whatever she allowed for this request, also if the grant is already here. */
  refuse(request: string): void {
    this.#forget(request)
    this.#entries.refused.push(request)
    this.#entries.consents = this.#entries.consents.filter((one) => one.request !== request)
    this.#save()
  }

  /** Whether no was her last word on this request. */
  refuses(request: string): boolean {
    return this.#entries.refused.includes(request)
  }

  /** Her trusted click on "Share this tab too": what she agreed to in another tab holds here, too. */
  adopt({ conversation, session, grant }: Consent): void {
    this.#entries.consents.push({ conversation, session, grant, request: null })
    this.#save()
  }

  /** Her trusted click on Share: covers the next grant that nobody asked for. */
  share(): void {
    this.#entries.sharing = true
    this.#save()
  }

  /** The server refused what she clicked last: no grant may follow from it. */
  clickFailed(request?: string): void {
    if (request === undefined) this.#entries.sharing = false
    else this.#entries.allowed = this.#entries.allowed.filter((one) => one !== request)
    this.#save()
  }

  covers(link: { conversation: string; session: string; grant: number }): boolean {
    return this.#entries.consents.some(
      ({ conversation, session, grant }) =>
        conversation === link.conversation && session === link.session && grant === link.grant,
    )
  }

  /** Whether anything is agreed to in this session. */
  holds(session: string): boolean {
    return this.#entries.consents.some((consent) => consent.session === session)
  }

  /** All that she agreed to and that has not ended. */
  get consents(): readonly Consent[] {
    return this.#entries.consents
  }

  /** Whether this tab, or the one that it was duplicated from, was told of this conversation. */
  knows(conversation: string): boolean {
    return conversation in this.#entries.seen
  }

  /** Takes in what the server says has happened; events seen before are ignored. Returns whether
   * it is a grant that answers a click of hers, and was entered. */
  apply(event: AnyEvent): boolean {
    const seen = this.#entries.seen[event.conversation] ?? 0
    if (event.seq <= seen) return false
    this.#entries.seen[event.conversation] = event.seq
    const entered = event.type === 'scope.granted' && event.scope === 'view' && this.#granted(event)
    switch (event.type) {
      case 'scope.revoked':
      case 'scope.released':
      case 'scope.expired':
        if (event.scope === 'view' && event.grant != null) {
          this.#remove(({ grant }) => grant === event.grant, event.conversation)
        }
        break
      case 'session.ended':
        this.#remove(({ session }) => session === event.session, event.conversation)
        break
      case 'conversation.ended':
        this.#remove(() => true, event.conversation)
        break
      case 'scope.denied':
        this.#forget(event.request)
        break
    }
    this.#save()
    return entered
  }

  /** Removes what the state contradicts: events may have been missed, the state is whole. */
  reconcile(view: ConversationView): void {
    if (view.seq < (this.#entries.seen[view.conversation] ?? 0)) return
    const session = view.session
    const scope = session?.scopes.view
    const live = view.state !== 'ended' && session != null && session.state !== 'ended'
    this.#remove(
      (consent) =>
        !live ||
        consent.session !== session.session ||
        scope?.state !== 'granted' ||
        scope.grant !== consent.grant,
      view.conversation,
    )
    this.#save()
  }

  /** Stop: she takes everything back, including what no grant has answered yet. */
  clear(): void {
    this.#entries.consents = []
    this.#entries.allowed = []
    this.#entries.sharing = false
    this.#save()
  }

  #granted(event: Extract<AnyEvent, { type: 'scope.granted' }>): boolean {
    const { conversation, session, grant } = event
    if (session === null) return false
    if (event.request == null) {
      if (!this.#entries.sharing) return false
      this.#entries.sharing = false
    } else {
      if (!this.#entries.allowed.includes(event.request)) return false
      this.#entries.allowed = this.#entries.allowed.filter((one) => one !== event.request)
    }
    this.#entries.consents.push({ conversation, session, grant, request: event.request ?? null })
    return true
  }

  #forget(request: string): void {
    this.#entries.allowed = this.#entries.allowed.filter((one) => one !== request)
    this.#entries.refused = this.#entries.refused.filter((one) => one !== request)
  }

  #remove(ended: (consent: Consent) => boolean, conversation: string): void {
    this.#entries.consents = this.#entries.consents.filter(
      (consent) => consent.conversation !== conversation || !ended(consent),
    )
  }

  #save(): void {
    this.#storage.setItem(KEY, JSON.stringify(this.#entries))
  }
}

/** What cannot be read counts as no consent. */
function read(storage: Pick<Storage, 'getItem'>): Entries {
  const none: Entries = { consents: [], allowed: [], refused: [], sharing: false, seen: {} }
  try {
    const stored = JSON.parse(storage.getItem(KEY) ?? '{}') as Partial<Entries>
    return { ...none, ...stored }
  } catch {
    return none
  }
}
