import type { ConversationView } from '../signaling/messages.js'
import type { DockLedger } from './ledger.js'
import type { Want } from './messages.js'
import type { Questions } from './questions.js'

export interface WishesOptions {
  readonly questions: Questions
  readonly ledger: Pick<DockLedger, 'holds' | 'may' | 'awaited'>
  /** There is no conversation in which it could be. */
  readonly impossible: () => void
}

/** What she wants and the server has to be asked for: kept until it can be. */
export class Wishes {
  readonly #options: WishesOptions
  readonly #wants: Want[] = []
  #asking = false

  constructor(options: WishesOptions) {
    this.#options = options
  }

  /** Whether it is her question that is answered next. */
  get asking(): boolean {
    return this.#asking
  }

  add(want: Want): void {
    this.#wants.push(want)
  }

  /** She wants none of it any more. */
  drop(): void {
    this.#wants.length = 0
  }

  ask(conversation: string, scope: Parameters<Questions['ask']>[1]): void {
    this.#asking = true
    this.#options.questions.ask(conversation, scope)
  }

  /** To be called whenever the server can be asked. */
  carryOut(view: ConversationView | null): void {
    const { questions, ledger, impossible } = this.#options
    for (const want of this.#wants.splice(0)) {
      if (view === null) impossible()
      else if (want.act === 'accept') {
        this.#asking = false
        questions.accept(view.conversation, want.scope, want.request)
      } else if (want.act === 'call' && !ledger.holds(want.scope)) {
        this.ask(view.conversation, want.scope)
      }
    }
  }

  /** A question that was answered is none any more. */
  settle(): void {
    const { ledger } = this.#options
    if (!ledger.may('voice')) this.#asking &&= ledger.awaited.length > 0
  }
}
