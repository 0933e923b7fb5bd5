import type {
  ConversationView,
  Ready,
  Scope,
  ScopeView,
  ServerMessage,
  SessionView,
  Signed,
} from '../signaling/messages.js'
import { isSigned, rootOf, says } from './verify.js'

type Scopes = Readonly<Record<string, ScopeView>>

/**
 * What an agent's window believes of what the server says: grants that the customer has signed. The
 * others are taken out before anything else hears of them, so that nothing is shown or sent for them.
 */
export class Proofs {
  /** By what was signed, with its signature: whether it is a true one. */
  readonly #judged = new Map<string, boolean>()
  /** By conversation, the key that the customer signed with first, which is hers from then on. */
  readonly #roots = new Map<string, string>()

  /** Looks at the signatures that are new; null where there are none. */
  judge(message: ServerMessage): Promise<void> | null {
    const signed = viewsOf(message)
      .flatMap((view) => [...Object.values(view.scopes), ...Object.values(sessionScopes(view))])
      .flatMap(({ signed }) => signed ?? [])
      .filter((one) => !this.#judged.has(nameOf(one)))
    if (signed.length === 0) return null
    const judging = signed.map(async (one) => this.#judged.set(nameOf(one), await isSigned(one)))
    return Promise.all(judging).then(() => undefined)
  }

  /** Without what is not proved; to be called when it has been judged. */
  ready(ready: Ready): Ready {
    const conversations = ready.conversations.map((opened) => ({
      ...opened,
      state: this.#believed(opened.state),
    }))
    return { ...ready, conversations }
  }

  /** Likewise. */
  message(message: ServerMessage): ServerMessage {
    switch (message.type) {
      case 'conversation.opened':
      case 'conversation.state':
        return { ...message, state: this.#believed(message.state) }
      default:
        return message
    }
  }

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
    if (!says(signed, view, session, scope, found)) return false
    const root = rootOf(signed)
    const known = this.#roots.get(view.conversation) ?? root
    this.#roots.set(view.conversation, known)
    return known === root
  }
}

function nameOf(signed: Signed): string {
  return JSON.stringify(signed)
}

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

function sessionScopes({ session }: ConversationView): Scopes {
  return session?.scopes ?? {}
}
