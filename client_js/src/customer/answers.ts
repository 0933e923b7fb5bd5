import type { AnyEvent, ConversationView, KnockView } from '../signaling/messages.js'
import type { SignalingError, SignalingSocket } from '../signaling/socket.js'
import type { ConsentLedger } from './consent_ledger.js'
import type { Ended } from './ending.js'

/** Her answers to agents who ask to see the page. Her last word counts, whatever got lost. */
export class Answers {
  readonly #socket: Pick<SignalingSocket, 'request'>
  readonly #ledger: ConsentLedger
  readonly #given = new Set<string>()

  constructor(socket: Pick<SignalingSocket, 'request'>, ledger: ConsentLedger) {
    this.#socket = socket
    this.#ledger = ledger
  }

  /** Requests that she has answered and whose answer is not known to be lost. */
  get given(): ReadonlySet<string> {
    return this.#given
  }

  /** Rejects when it did not work out, and nothing follows from this click any more: tell her. */
  async allow(conversation: string, request: string, by: string): Promise<void> {
    this.#ledger.allow(request, by)
    this.#given.add(request)
    try {
      await this.#socket.request({ type: 'scope.allow', conversation, request })
    } catch (error) {
      this.#given.delete(request)
      // Unanswered, it may have taken effect: `unwanted` finds out.
      if ((error as SignalingError).code === 'offline') this.#ledger.refuse(request)
      else this.#ledger.clickFailed(request)
      throw error
    }
  }

  deny(conversation: string, request: string): void {
    this.#ledger.refuse(request)
    this.#given.add(request)
    this.#socket
      .request({ type: 'scope.deny', conversation, request }, { queue: true })
      .catch(() => undefined)
  }

  /** Somebody may join. Rejects when that did not arrive. */
  async admit(conversation: string, session: string, knock: KnockView): Promise<void> {
    const { request, person, transfer } = knock
    this.#given.add(request)
    this.#ledger.admit(session, person.id, transfer)
    try {
      await this.#socket.request({ type: 'participant.admit', conversation, request })
    } catch (error) {
      this.#given.delete(request)
      this.#ledger.admitFailed(session, person.id)
      throw error
    }
  }

  /** Somebody may not join. */
  refuse(conversation: string, request: string): void {
    this.#given.add(request)
    this.#socket
      .request({ type: 'participant.refuse', conversation, request }, { queue: true })
      .catch(() => this.#given.delete(request))
  }

  /** The session that the server lets go on although no was her last word; to be ended. */
  unwanted(view: ConversationView | null, timeline: readonly AnyEvent[]): Ended | null {
    const session = view?.session
    if (view == null || session == null || session.state === 'ended') return null
    const scope = session.scopes.view
    if (scope?.state !== 'granted') return null
    const against = timeline.some(
      (event) =>
        event.type === 'scope.granted' &&
        event.session === session.session &&
        event.scope === 'view' &&
        event.grant === scope.grant &&
        event.request != null &&
        this.#ledger.refuses(event.request),
    )
    return against ? { conversation: view.conversation, session: session.session } : null
  }
}
