import { SignalingError } from '../../signaling/errors.js'
import type { SessionView } from '../../signaling/messages.js'
import type { SignalingSocket } from '../../signaling/socket.js'
import type { Conversation } from '../conversation.js'

export interface InvitingOptions {
  socket: Pick<SignalingSocket, 'request'>
  conversation: Pick<Conversation, 'live'>
  /** Something to show is another one now. */
  changed(): void
}

/** `link`: `url` is good until `expires` (seconds since the epoch). `copied`: null: not tried.
 * `known`: the guests that there were before. */
export type Invitation =
  | { kind: 'none' }
  | { kind: 'making' }
  | {
      kind: 'link'
      session: string
      url: string
      expires: number
      copied: boolean | null
      known: ReadonlySet<string>
    }
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

  /** What is to be shown: nothing of a session that is over, nor a link that somebody has used. */
  get invitation(): Invitation {
    const now = this.#now
    if (now.kind !== 'link') return now
    const session = this.#options.conversation.live?.session
    const isUsed = guestsOf(session).some((guest) => !now.known.has(guest))
    return isUsed || session?.session !== now.session ? { kind: 'none' } : now
  }

  /** Her trusted click. */
  async invite(): Promise<void> {
    const view = this.#options.conversation.live
    if (view?.session == null || this.#now.kind === 'making') return
    const { conversation } = view
    const { session } = view.session
    const known = new Set(guestsOf(view.session))
    this.#enter({ kind: 'making' })
    try {
      const { url, expires_at: expires } = await this.#options.socket.request<Made>({
        type: 'participant.invite',
        conversation,
        session,
      })
      this.#enter({ kind: 'link', session, url, expires, copied: null, known })
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

/** Those in the session, and those who ask to come in. */
function guestsOf(session: SessionView | null | undefined): string[] {
  const people = [...(session?.participants ?? []), ...(session?.knocks ?? [])]
  return people.filter(({ person }) => person.role === 'guest').map(({ person }) => person.id)
}
