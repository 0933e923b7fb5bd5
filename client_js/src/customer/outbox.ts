import type { RequestWithoutId, SignalingSocket } from '../signaling/socket.js'

/**
 * Sends what she does in the order she did it: each request waits for the one before it, and the
 * first for the connection.
 */
export class Outbox {
  readonly #socket: Pick<SignalingSocket, 'request' | 'state'>
  #last: Promise<unknown> = Promise.resolve()
  #waiting: (() => void)[] = []

  constructor(socket: Pick<SignalingSocket, 'request' | 'state'>) {
    this.#socket = socket
  }

  /** `make` is called when the request is about to be sent. Rejects as `request` does. */
  send<R>(make: () => RequestWithoutId): Promise<R> {
    const sent = this.#last.then(async () => {
      await this.#connected()
      return this.#socket.request<R>(make())
    })
    this.#last = sent.catch(() => undefined)
    return sent
  }

  /** To be called when the socket opens, and when it stops for good. */
  settle(): void {
    for (const go of this.#waiting.splice(0)) go()
  }

  #connected(): Promise<void> {
    if (this.#socket.state === 'open' || this.#socket.state === 'stopped') return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
