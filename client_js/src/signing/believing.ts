import type { Ready, ServerMessage } from '../signaling/messages.js'
import type { SocketDelegate, SocketState } from '../signaling/socket.js'
import { Proofs } from './proofs.js'

/** Stands before the delegate of an agent's socket: tells it what is proved, in the order in which it
 * came. Only what brings new signatures takes a moment. */
export class Believing implements SocketDelegate {
  readonly #delegate: SocketDelegate
  readonly #proofs: Pick<Proofs, 'judge' | 'ready' | 'message'>
  #waiting = 0
  #last: Promise<void> = Promise.resolve()

  constructor(
    delegate: SocketDelegate,
    proofs: Pick<Proofs, 'judge' | 'ready' | 'message'> = new Proofs(),
  ) {
    this.#delegate = delegate
    this.#proofs = proofs
  }

  socketReady(ready: Ready): void {
    const judging = this.#proofs.judge(ready)
    this.#inTurn(() => this.#delegate.socketReady(this.#proofs.ready(ready)), judging)
  }

  socketMessage(message: ServerMessage): void {
    const judging = this.#proofs.judge(message)
    this.#inTurn(() => {
      const believed = this.#proofs.message(message)
      if (believed !== null) this.#delegate.socketMessage(believed)
    }, judging)
  }

  socketFrame(frame: ArrayBuffer): void {
    this.#inTurn(() => this.#delegate.socketFrame?.(frame))
  }

  socketStateChanged(state: SocketState, reason?: string): void {
    this.#inTurn(() => this.#delegate.socketStateChanged(state, reason))
  }

  #inTurn(tell: () => void, judging: Promise<void> | null = null): void {
    if (judging === null && this.#waiting === 0) {
      tell()
      return
    }
    const before = this.#last
    this.#waiting++
    const turn = Promise.all([judging, before]).then(() => {
      this.#waiting--
      tell()
    })
    // One that went wrong must not keep what follows from being told.
    this.#last = turn.catch((error) => globalThis.reportError?.(error))
  }
}
