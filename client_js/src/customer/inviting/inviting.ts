import { SignalingError } from '../../signaling/errors.js'
import type { SignalingSocket } from '../../signaling/socket.js'
import type { Conversation } from '../conversation.js'

export interface InvitingOptions {
  socket: Pick<SignalingSocket, 'request'>
  conversation: Pick<Conversation, 'live'>
  /** Something to show is another one now. */
  changed(): void
}

/** `link`: `url` is good until `expires` (seconds since the epoch). `copied`: null: not tried. */
export type Invitation =
  | { kind: 'none' }
  | { kind: 'making' }
  | { kind: 'link'; session: string; url: string; expires: number; copied: boolean | null }
  | { kind: 'failed'; code: string }

interface Made {
  url: string
  expires_at: number
}

/** Invitations of people without an account, one after another. */
export class Inviting {
  readonly #options: InvitingOptions
  #now: Invitation = { kind: 'none' }

  constructor(options: InvitingOptions) {
    this.#options = options
  }

  /** What is to be shown: nothing of a session that is over. */
  get invitation(): Invitation {
    const session = this.#options.conversation.live?.session?.session
    const isOver = this.#now.kind === 'link' && this.#now.session !== session
    return isOver ? { kind: 'none' } : this.#now
  }

  /** Her trusted click. */
  async invite(): Promise<void> {
    const view = this.#options.conversation.live
    if (view?.session == null || this.#now.kind === 'making') return
    const { conversation } = view
    const { session } = view.session
    this.#enter({ kind: 'making' })
    try {
      const { url, expires_at: expires } = await this.#options.socket.request<Made>({
        type: 'participant.invite',
        conversation,
        session,
      })
      this.#enter({ kind: 'link', session, url, expires, copied: null })
    } catch (error) {
      this.#enter({
        kind: 'failed',
        code: error instanceof SignalingError ? error.code : 'internal',
      })
    }
  }

  async copy(): Promise<void> {
    if (this.#now.kind !== 'link') return
    const now = this.#now
    const copied = await navigator.clipboard.writeText(now.url).then(
      () => true,
      () => false,
    )
    if (this.#now === now) this.#enter({ ...now, copied })
  }

  /** The phone's own way to pass something on. */
  async share(title: string): Promise<void> {
    if (this.#now.kind !== 'link') return
    // Closing the sheet is no failure.
    await navigator.share({ title, url: this.#now.url }).catch(() => undefined)
  }

  close(): void {
    this.#enter({ kind: 'none' })
  }

  #enter(invitation: Invitation): void {
    this.#now = invitation
    this.#options.changed()
  }
}
