import type {
  ConversationView,
  LinkView,
  Ready,
  RelayedDescription,
  Scope,
  ScopeView,
  ServerMessage,
  SessionView,
  Signature,
  Signed,
} from '../signaling/messages.js'
import { offerText, relayKeyText } from './statement.js'
import { isSigned, isUnder, rootOf, says } from './verify.js'

type Scopes = Readonly<Record<string, ScopeView>>

/**
 * What an agent's window believes of what the server says: grants that the customer has signed, and
 * connections to her that she has signed. The rest is taken out before anything else hears of it, so
 * that nothing is shown or sent for it.
 */
export class Proofs {
  /** By what was signed, with its signature: whether it is a true one. */
  readonly #judged = new Map<string, boolean>()
  /** By conversation, the key that the customer signed with first, which is hers from then on. */
  readonly #roots = new Map<string, string>()
  /** All that were ever told: what is judged now may be about one that has been closed since. */
  readonly #links = new Map<string, LinkView>()
  readonly #intercepted: (conversation: string) => void

  /** `intercepted`: an offer came for this conversation that is not the customer's. */
  constructor(intercepted: (conversation: string) => void = () => undefined) {
    this.#intercepted = intercepted
  }

  /** Looks at the signatures that are new; null where there are none. */
  judge(message: ServerMessage): Promise<void> | null {
    this.#meet(message)
    const judging = [...this.#granted(message), ...this.#linked(message), ...this.#offered(message)]
    return judging.length === 0 ? null : Promise.all(judging).then(() => undefined)
  }

  /** Without what is not proved; to be called when it has been judged. */
  ready(ready: Ready): Ready {
    const conversations = ready.conversations.map((opened) => ({
      ...opened,
      state: this.#believed(opened.state),
    }))
    return { ...ready, conversations, links: ready.links.map((link) => this.#known(link)) }
  }

  /** Likewise; null where nothing is left of it. */
  message(message: ServerMessage): ServerMessage | null {
    switch (message.type) {
      case 'conversation.opened':
      case 'conversation.state':
        return { ...message, state: this.#believed(message.state) }
      case 'link.opened':
      case 'link.changed':
        return { ...message, link: this.#known(message.link) }
      case 'signal.description':
        return this.#isHers(message) ? message : null
      default:
        return message
    }
  }

  // --- signatures ---------------------------------------------------------------------------

  #meet(message: ServerMessage): void {
    for (const link of linksOf(message)) this.#links.set(link.link, link)
  }

  #granted(message: ServerMessage): Promise<void>[] {
    return viewsOf(message)
      .flatMap((view) => [...Object.values(view.scopes), ...Object.values(sessionScopes(view))])
      .flatMap(({ signed }) => signed ?? [])
      .flatMap((signed) => this.#once(nameOf(signed), () => isSigned(signed)))
  }

  #linked(message: ServerMessage): Promise<void>[] {
    return linksOf(message).flatMap((link) => {
      const { peer, key, signature } = relayed(link)
      if (key === null || signature === null) return []
      const text = relayKeyText(peer, key)
      return this.#once(nameOf(signature, key), () => isUnder(signature, peer, text))
    })
  }

  #offered(message: ServerMessage): Promise<void>[] {
    if (message.type !== 'signal.description' || !message.signed) return []
    const { link, attempt, description, signed } = message
    const customer = this.#links.get(link)?.peer.id ?? ''
    const text = offerText(customer, link, attempt, description.sdp)
    return this.#once(nameOf(signed, plain(text)), () => isUnder(signed, customer, text))
  }

  #once(name: string, judge: () => Promise<boolean>): Promise<void>[] {
    if (this.#judged.has(name)) return []
    return [judge().then((isTrue) => void this.#judged.set(name, isTrue))]
  }

  /** Whether it comes down to the key that is the customer's in this conversation. */
  #isOfHer(conversation: string, signature: Signature): boolean {
    const root = rootOf(signature)
    const known = this.#roots.get(conversation) ?? root
    this.#roots.set(conversation, known)
    return known === root
  }

  // --- grants -------------------------------------------------------------------------------

  #believed(view: ConversationView): ConversationView {
    const { session } = view
    return {
      ...view,
      scopes: this.#proved(view, null, view.scopes),
      session: session && this.#believedSession(view, session),
    }
  }

  #believedSession(view: ConversationView, session: SessionView): SessionView {
    return { ...session, scopes: this.#proved(view, session.session, session.scopes) }
  }

  #proved(view: ConversationView, session: string | null, scopes: Scopes): Scopes {
    const proved = Object.entries(scopes).filter(
      ([scope, found]) =>
        found.state !== 'granted' || this.#isProved(view, session, scope as Scope, found),
    )
    return Object.fromEntries(proved)
  }

  #isProved(
    view: ConversationView,
    session: string | null,
    scope: Scope,
    found: ScopeView,
  ): boolean {
    const { signed } = found
    if (signed === null || this.#judged.get(nameOf(signed)) !== true) return false
    return says(signed, view, session, scope, found) && this.#isOfHer(view.conversation, signed)
  }

  // --- connections --------------------------------------------------------------------------

  /** Without a key for the sealed relay that she has not signed. */
  #known(link: LinkView): LinkView {
    const { key, signature } = relayed(link)
    if (link.kind !== 'page' || key === null) return link
    const isHers =
      signature !== null &&
      this.#judged.get(nameOf(signature, key)) === true &&
      this.#isOfHer(link.conversation, signature)
    return isHers ? link : { ...link, peer_key: null }
  }

  /** Of an answer there is nothing to look at: an agent's window makes those itself. */
  #isHers({ link: id, attempt, description, signed }: RelayedDescription): boolean {
    if (description.type !== 'offer') return true
    const link = this.#links.get(id)
    // Of no link, or of one that was never told: there is nobody whose it could be.
    if (link === undefined) return false
    const text = plain(offerText(link.peer.id, id, attempt, description.sdp))
    const isHers =
      signed !== null &&
      this.#judged.get(nameOf(signed, text)) === true &&
      this.#isOfHer(link.conversation, signed)
    if (!isHers) this.#intercepted(link.conversation)
    return isHers
  }
}

/** One signature, under one text. */
function nameOf(signature: Signature | Signed, text = ''): string {
  return `${JSON.stringify(signature)} ${text}`
}

const plain = (text: Uint8Array): string => new TextDecoder().decode(text)

function viewsOf(message: ServerMessage): readonly ConversationView[] {
  switch (message.type) {
    case 'ready':
      return message.conversations.map(({ state }) => state)
    case 'conversation.opened':
    case 'conversation.state':
      return [message.state]
    default:
      return []
  }
}

function linksOf(message: ServerMessage): readonly LinkView[] {
  switch (message.type) {
    case 'ready':
      return message.links
    case 'link.opened':
    case 'link.changed':
      return [message.link]
    default:
      return []
  }
}

/** What a link says of the sealed relay. */
function relayed(link: LinkView) {
  const isPage = link.kind === 'page'
  return {
    peer: link.peer.id,
    key: isPage ? link.peer_key : null,
    signature: isPage ? link.peer_key_signed : null,
  }
}

function sessionScopes({ session }: ConversationView): Scopes {
  return session?.scopes ?? {}
}
