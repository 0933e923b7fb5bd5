import type { PageLinkView } from '../signaling/messages.js'
import type { SignalingSocket } from '../signaling/socket.js'
import { agentName } from './telling.js'
import { t } from './text.js'

/** Those whom the server would show her page to and whom she did not let in: she reads so, and the
 * server is told, which takes them out of the session. They may ask to join. */
export class Strangers {
  readonly #socket: Pick<SignalingSocket, 'request'>
  readonly #notify: (text: string) => void
  readonly #found = new Set<string>()

  constructor(socket: Pick<SignalingSocket, 'request'>, notify: (text: string) => void) {
    this.#socket = socket
    this.#notify = notify
  }

  /** A link to one of them is kept closed. Told once per session. */
  found({ conversation, session, peer }: PageLinkView): void {
    const key = `${session}/${peer.id}`
    if (this.#found.has(key)) return
    this.#found.add(key)
    this.#notify(t('notice.not_let_in', { agent: agentName(peer) }))
    const word = { conversation, session, person: peer.id, reason: 'not_let_in' } as const
    this.#socket.request({ type: 'participant.remove', ...word }).catch(() => undefined)
  }

  /** She lets them in now. */
  forget(session: string, person: string): void {
    this.#found.delete(`${session}/${person}`)
  }
}
