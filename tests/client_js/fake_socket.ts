import type { RequestWithoutId, SocketState } from '../../client_js/src/signaling/socket.js'
import { SignalingError } from '../../client_js/src/signaling/socket.js'

/** A SignalingSocket whose answers are given by the test. */
export class FakeSocket {
  state: SocketState = 'open'
  readonly asked: RequestWithoutId[] = []
  readonly #answers: { resolve(): void; reject(error: SignalingError): void }[] = []

  request<R>(message: RequestWithoutId): Promise<R> {
    this.asked.push(message)
    return new Promise<R>((resolve, reject) => {
      this.#answers.push({ resolve: () => resolve({} as R), reject })
    })
  }

  async ack(): Promise<void> {
    this.#answers.shift()?.resolve()
    await settle()
  }

  async refuse(code: string): Promise<void> {
    this.#answers.shift()?.reject(new SignalingError(code, code))
    await settle()
  }
}

/** Until everything that can go on without the test has gone on. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
