import type { ConversationView, RevokeScope } from '../signaling/messages.js'
import type { SignalingError, SignalingSocket } from '../signaling/socket.js'
import { type DockLedger, type Ended, scopeView } from './ledger.js'
import { type DockScope, SCOPES } from './messages.js'

export type RevokeReason = NonNullable<RevokeScope['reason']>

export interface QuestionsOptions {
  readonly socket: Pick<SignalingSocket, 'request'>
  readonly ledger: DockLedger
  readonly newRequest: () => string
  /** What she clicked last came to nothing; `code` is the server's, or `offline`. */
  readonly failed: (scope: DockScope, code: string) => void
}

/** What she says to the server: yes, please, and no more. The ledger hears it first. */
export class Questions {
  readonly #options: QuestionsOptions

  constructor(options: QuestionsOptions) {
    this.#options = options
  }

  /** Her trusted click on Accept or Allow, here or in the page. */
  accept(conversation: string, scope: DockScope, request: string): void {
    this.#options.ledger.say(conversation, scope, request)
    this.#send({ type: 'scope.allow', conversation, request }, scope)
  }

  /** Her trusted click on Call or Video; or she has picked a document. */
  ask(conversation: string, scope: Exclude<DockScope, 'screen'>): void {
    const request = this.#options.newRequest()
    this.#options.ledger.say(conversation, scope, request)
    this.#send({ type: 'scope.ask', conversation, scope, request }, scope)
  }

  /** Ends these scopes here, at once, and has the server told as soon as it can be. */
  end(view: ConversationView | null, scopes: readonly DockScope[], reason?: RevokeReason): void {
    const { ledger } = this.#options
    const before = ledger.held
    ledger.drop(scopes)
    if (view === null) return
    const { conversation } = view
    for (const scope of scopes) {
      const grant = before[scope]
      const asked = askedByHer(view, scope)
      if (grant !== undefined) this.#revoke({ conversation, scope, grant }, reason)
      else if (asked !== null) this.#withdraw(conversation, asked)
    }
  }

  /** What she has ended and the server lets go on, or lets ring. */
  endUnwanted(view: ConversationView): void {
    const { ledger } = this.#options
    for (const ended of ledger.unwanted(view)) this.#revoke(ended)
    for (const scope of SCOPES) {
      const asked = askedByHer(view, scope)
      if (asked !== null && ledger.tookBack(asked)) this.#withdraw(view.conversation, asked)
    }
  }

  #withdraw(conversation: string, request: string): void {
    const withdraw = { type: 'scope.withdraw', conversation, request } as const
    // Answered meanwhile, it is refused.
    this.#options.socket.request(withdraw, { queue: true }).catch(() => undefined)
  }

  #revoke(ended: Ended, reason?: RevokeReason): void {
    const message = { type: 'scope.revoke', ...ended, reason: reason ?? null } as const
    // Ended by something else meanwhile, it is refused, and that is as good.
    this.#options.socket.request(message, { queue: true }).catch(() => undefined)
  }

  #send(
    message: Parameters<SignalingSocket['request']>[0] & { request: string },
    scope: DockScope,
  ) {
    const { socket, ledger, failed } = this.#options
    socket.request(message).catch(({ code }: SignalingError) => {
      // Without an answer it may have arrived all the same.
      ledger.unsay(message.request, code === 'offline')
      failed(scope, code)
    })
  }
}

/** The id of her own question for `scope`; null: there is none. */
function askedByHer(view: ConversationView, scope: DockScope): string | null {
  const found = scopeView(view, scope)
  return found?.state === 'asked' && found.by?.role === 'customer' ? found.request : null
}
