import type { Ending } from './endings.js'
import type { DockLedger } from './ledger.js'
import { SCOPES } from './messages.js'

/** Why nothing is left of what she held, once nothing is. */
export class Outcome {
  readonly #ledger: Pick<DockLedger, 'isEmpty' | 'holds' | 'awaited'>
  #ended: Ending | null = null
  /** Why the call ended, until all that went with it has ended, too. */
  #callEnded: Ending | null = null
  #lastWasDocument = false

  constructor(ledger: Pick<DockLedger, 'isEmpty' | 'holds' | 'awaited'>) {
    this.#ledger = ledger
  }

  get ended(): Ending | null {
    return this.#ended
  }

  /** Whether it was a document that ended last, and no call. */
  get lastWasDocument(): boolean {
    return this.#lastWasDocument
  }

  /** She picks a document. */
  reopen(): void {
    this.#ended = null
  }

  /** She wants something else. */
  begin(): void {
    this.#ended = null
    this.#callEnded = null
  }

  /** This window is of no use any more; what was said before is why. */
  leave(because: Ending): void {
    this.#ended ??= because
  }

  /** The server does not do what she clicked. Returns whether nothing is left. */
  refuse(because: Ending): boolean {
    if (this.#ledger.isEmpty) this.#ended = because
    return this.#ledger.isEmpty
  }

  /** `change` is by her own act. */
  end(because: Ending, change: () => void): void {
    this.#lastWasDocument = because === 'closed_document'
    change()
    if (this.#ledger.isEmpty) this.#ended = because
  }

  /** `change` takes in an event. */
  told(because: Ending, change: () => void): void {
    const talked = this.#ledger.holds('voice')
    this.reckon(because, change)
    if (talked && !this.#ledger.holds('voice')) this.#callEnded = because
  }

  /** Whether with this change nothing is left, and why. */
  reckon(because: Ending, change: () => void): void {
    const before = this.#ledger.isEmpty
    const wasDocument = this.#isDocumentAlone
    change()
    if (before || !this.#ledger.isEmpty) return
    this.#lastWasDocument = wasDocument
    this.#ended = because === 'call_ended' ? (this.#callEnded ?? because) : because
  }

  get #isDocumentAlone(): boolean {
    const held = SCOPES.filter((scope) => this.#ledger.holds(scope))
    return [...held, ...this.#ledger.awaited].every((scope) => scope === 'document')
  }
}
