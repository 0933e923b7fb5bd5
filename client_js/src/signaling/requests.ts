import { SignalingError } from './errors.js'
import type { ClientMessage } from './messages.js'

type WithoutId<M> = M extends unknown ? Omit<M, 'id'> : never

/** A request as callers write it; the socket numbers it. */
export type RequestWithoutId = WithoutId<ClientMessage>

export interface RequestOptions {
  /**
   * Keep the request while there is no connection, and send it again after a reconnect if no
   * answer had come. Only for requests that may take effect twice without harm.
   */
  queue?: boolean
}

interface Open {
  message: RequestWithoutId
  queue: boolean
  resolve(result: unknown): void
  reject(error: SignalingError): void
}

/** The requests that have no answer yet, by id. Knows nothing of the connection. */
export class Requests {
  readonly #open = new Map<string, Open>()
  #last = 0

  /** Registers a request; `answer` settles when `settle` or `fail` meets its id. */
  add<R>(message: RequestWithoutId, queue: boolean): { id: string; answer: Promise<R> } {
    const id = `r${++this.#last}`
    const answer = new Promise<R>((resolve, reject) => {
      this.#open.set(id, { message, queue, resolve: resolve as (result: unknown) => void, reject })
    })
    return { id, answer }
  }

  resolve(id: string, result: unknown): void {
    this.#take(id)?.resolve(result)
  }

  reject(id: string, error: SignalingError): void {
    this.#take(id)?.reject(error)
  }

  /** The connection is gone: whatever may not be repeated fails with `offline`. */
  connectionLost(): void {
    for (const [id, request] of [...this.#open]) {
      if (!request.queue) {
        this.reject(id, new SignalingError('offline', 'The connection was lost.'))
      }
    }
  }

  /** What to send after a reconnect, oldest first. */
  *waiting(): Iterable<{ id: string; message: RequestWithoutId }> {
    for (const [id, { message }] of this.#open) {
      yield { id, message }
    }
  }

  /** Nothing will be answered any more. */
  rejectAll(code: string): void {
    for (const id of [...this.#open.keys()]) {
      this.reject(id, new SignalingError(code, 'The connection has ended.'))
    }
  }

  #take(id: string): Open | undefined {
    const request = this.#open.get(id)
    this.#open.delete(id)
    return request
  }
}
