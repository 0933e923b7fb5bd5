import { SignalingError } from '../signaling/errors.js'
import type { ConversationView } from '../signaling/messages.js'
import type { RequestWithoutId, SignalingSocket } from '../signaling/socket.js'
import type { ConsentLedger } from './consent_ledger.js'
import type { Ended } from './ending.js'
import type { Outbox } from './outbox.js'

/** The answer to `session.start`. */
export interface Started {
  conversation: string
  session: string
  code: string
  code_expires_at: number
}

/** What there is between her and support already. */
export type Contact = Pick<ConversationView, 'conversation' | 'owner'>

export interface SharePressOptions {
  outbox: Pick<Outbox, 'send'>
  socket: Pick<SignalingSocket, 'state'>
  ledger: Pick<ConsentLedger, 'share' | 'clickFailed'>
  /** The session started after all, though she had taken the press back. */
  unwanted(started: Ended): void
}

/** A page must not begin to be shared when she no longer thinks of it. */
const PATIENCE_MS = 5_000

/** Her press on Share, until it is answered; she can take it back as long as that. */
export class SharePress {
  readonly #options: SharePressOptions
  /** Made anew by every press: what is sent or answered must still be the same. */
  #press: symbol | null = null

  constructor(options: SharePressOptions) {
    this.#options = options
  }

  /**
   * Resolves to null if she took it back, or an earlier press is still under way. Rejects with a
   * SignalingError: the server's code, `offline` if it could not be sent within 5 s, or `unanswered`
   * if it was sent and `ready` will tell what came of it.
   */
  async begin(contact: () => Contact | null): Promise<Started | null> {
    if (this.#press !== null) return null
    const { state } = this.#options.socket
    if (state === 'retrying' || state === 'stopped') throw offline()
    const press = Symbol('press')
    this.#press = press
    try {
      const started = await this.#send(press, contact)
      if (this.#press === press) return started
      this.#options.unwanted(started)
      return null
    } catch (error) {
      if (this.#press !== press) return null
      if ((error as SignalingError).code !== 'unanswered') this.#options.ledger.clickFailed()
      throw error
    } finally {
      if (this.#press === press) this.#press = null
    }
  }

  /** Returns whether there was something to take back. */
  cancel(): boolean {
    const pending = this.#press !== null
    this.#press = null
    return pending
  }

  #send(press: symbol, contact: () => Contact | null): Promise<Started> {
    return new Promise((resolve, reject) => {
      let failure = offline()
      const timer = setTimeout(() => reject(failure), PATIENCE_MS)
      const make = (): RequestWithoutId => {
        clearTimeout(timer)
        if (this.#press !== press) throw failure
        failure = new SignalingError('unanswered', 'The connection was lost.')
        const { conversation = null, owner = null } = contact() ?? {}
        this.#options.ledger.share(owner?.id ?? null)
        return { type: 'session.start', conversation }
      }
      this.#options.outbox
        .send<Started>(make)
        .then(resolve, (error: SignalingError) =>
          reject(error.code === 'offline' ? failure : error),
        )
    })
  }
}

function offline(): SignalingError {
  return new SignalingError('offline', 'There is no connection.')
}
