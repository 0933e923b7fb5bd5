import {
  type RequestOptions,
  type RequestWithoutId,
  SignalingError,
  type SignalingSocket,
} from '../signaling/socket.js'

/** Requests whose refusal shows beside the control that made them: at a place, by the code. */
export class Attempts {
  readonly #errors = new Map<string, string>()

  constructor(
    private readonly socket: Pick<SignalingSocket, 'request'>,
    private readonly changed: () => void,
  ) {}

  /** The code of the error to show at `place`. */
  errorAt(place: string): string | null {
    return this.#errors.get(place) ?? null
  }

  clear(place: string): void {
    if (this.#errors.delete(place)) this.changed()
  }

  /** There is a connection again. */
  clearOffline(): void {
    for (const [place, code] of this.#errors) if (code === 'offline') this.#errors.delete(place)
  }

  /** The result of the request; null after a refusal, which then shows at `place`. */
  async make(
    place: string,
    message: RequestWithoutId,
    options?: RequestOptions,
  ): Promise<Record<string, unknown> | null> {
    this.clear(place)
    try {
      return await this.socket.request(message, options)
    } catch (error) {
      const code = error instanceof SignalingError ? error.code : 'internal'
      this.#errors.set(place, code)
      this.changed()
      return null
    }
  }
}
