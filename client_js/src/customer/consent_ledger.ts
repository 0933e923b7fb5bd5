import type { AnyEvent, ConversationView } from '../signaling/messages.js'
import {
  allowed,
  invited,
  isLetIn,
  type LetIn,
  removed,
  seated,
  shared,
  uninvited,
} from './let_in.js'

/** She agreed that her page is seen: in this session, under this grant, and no other; by those whom
 * she let in. */
export interface Consent {
  conversation: string
  session: string
  grant: number
  letIn: LetIn
}

/** What a link says of itself. */
type Linked = Omit<Consent, 'letIn'> & { peer: { id: string } }

/** `request`: what the grant answered, null for her own Share. */
type Entered = Consent & { request: string | null }

interface Entries {
  consents: Entered[]
  /** Requests that she allowed and that no grant has answered yet, and who asks. */
  allowed: { request: string; by: string }[]
  /** Requests that she denied, or of which she was told that nothing came. */
  refused: string[]
  /** She pressed Share, and no grant has followed yet; and whose conversation it was. */
  sharing: { owner: string | null } | null
  /** Per conversation, the last event taken in: each counts once, also after a reload. */
  seen: Record<string, number>
}

const KEY = 'alongside.consent'

/**
 * What this browser's user agreed to, by her own clicks here; nothing else lets a page flow.
 *
 * The server decides whether a consent still stands and numbers it, but it cannot make one up: a
 * grant is entered only if it answers a click (`allow`, `share`), and everything that ends a
 * grant removes it. Nor can it show the page to one person more: only those whom she let in (let_in.ts)
 * are linked under it. Kept in the tab's session storage, so that a reload resumes the view; a tab
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

  /** Her trusted click on Allow for this request of the agent `by`. */
  allow(request: string, by: string): void {
    this.#forget(request)
    this.#entries.allowed.push({ request, by })
    this.#save()
  }

  /** Her trusted click on Allow for `person`, who wants to join. `owns`: and to have the
   * conversation. */
  admit(session: string, person: string, owns: boolean): void {
    this.#change(session, (list) => invited(list, person, owns))
  }

  /** That click did not arrive. */
  admitFailed(session: string, person: string): void {
    this.#change(session, (list) => uninvited(list, person))
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
  adopt({ conversation, session, grant, letIn }: Consent): void {
    this.#entries.consents.push({ conversation, session, grant, letIn, request: null })
    this.#save()
  }

  /** Her trusted click on Share: covers the next grant that nobody asked for. `owner`: with whom she
   * is in contact. */
  share(owner: string | null): void {
    this.#entries.sharing = { owner }
    this.#save()
  }

  /** The server refused what she clicked last: no grant may follow from it. */
  clickFailed(request?: string): void {
    if (request === undefined) this.#entries.sharing = null
    else this.#entries.allowed = this.#entries.allowed.filter((one) => one.request !== request)
    this.#save()
  }

  /** Whether her page may flow on this link. */
  covers(link: Linked): boolean {
    return this.#of(link)?.letIn.inside.includes(link.peer.id) === true
  }

  /** Whether her page is shared as the link says, but not with who is at its other end. */
  excludes(link: Linked): boolean {
    return this.#of(link)?.letIn.inside.includes(link.peer.id) === false
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
      case 'participant.refused':
        this.admitFailed(event.session, event.person.id)
        break
      case 'session.left':
        // Who left alone is out by the state; an owner may come back.
        if (event.reason === 'left' || event.reason === 'agent_gone') break
        this.#change(event.session, (list) => removed(list, event.person.id))
        break
    }
    this.#save()
    return entered
  }

  /** Removes what the state contradicts: events may have been missed, the state is whole. It also
   * says who has come and gone. */
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
    if (live) this.#change(session.session, (list) => seated(list, view))
    this.#save()
  }

  /** Stop: she takes everything back, including what no grant has answered yet. */
  clear(): void {
    this.#entries.consents = []
    this.#entries.allowed = []
    this.#entries.sharing = null
    this.#save()
  }

  #granted(event: Extract<AnyEvent, { type: 'scope.granted' }>): boolean {
    const { conversation, session, grant } = event
    const letIn = this.#answered(event.request ?? null)
    if (session === null || letIn === null) return false
    const request = event.request ?? null
    this.#entries.consents.push({ conversation, session, grant, letIn, request })
    return true
  }

  /** The click that a grant answers, which counts once: whom it lets in. */
  #answered(request: string | null): LetIn | null {
    const { sharing, allowed: clicks } = this.#entries
    if (request === null) {
      this.#entries.sharing = null
      return sharing && shared(sharing.owner)
    }
    const click = clicks.find((one) => one.request === request)
    this.#entries.allowed = clicks.filter((one) => one !== click)
    return click === undefined ? null : allowed(click.by)
  }

  #of(link: Omit<Linked, 'peer'>): Entered | undefined {
    return this.#entries.consents.find(
      ({ conversation, session, grant }) =>
        conversation === link.conversation && session === link.session && grant === link.grant,
    )
  }

  #change(session: string, change: (list: LetIn) => LetIn): void {
    this.#entries.consents = this.#entries.consents.map((one) =>
      one.session === session ? { ...one, letIn: change(one.letIn) } : one,
    )
    this.#save()
  }

  #forget(request: string): void {
    this.#entries.allowed = this.#entries.allowed.filter((one) => one.request !== request)
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
  const none: Entries = { consents: [], allowed: [], refused: [], sharing: null, seen: {} }
  try {
    const stored = JSON.parse(storage.getItem(KEY) ?? '{}') as Partial<Entries>
    const consents = (stored.consents ?? []).filter(({ letIn }) => isLetIn(letIn))
    return { ...none, ...stored, consents }
  } catch {
    return none
  }
}
