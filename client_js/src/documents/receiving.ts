import type { Offer } from './messages.js'

/** A document that arrives. It outlives connections: the next one goes on where the last one ended. */
export class Receiving {
  readonly #bytes: Uint8Array<ArrayBuffer>
  #got = 0

  /** An offer is for as many bytes as may be at most, which was checked as it came. */
  constructor(readonly offer: Offer) {
    this.#bytes = new Uint8Array(offer.size)
  }

  get got(): number {
    return this.#got
  }

  /** Whether the same document is offered again. */
  isOf(offer: Offer): boolean {
    const { id, hash, size } = this.offer
    return offer.id === id && offer.hash === hash && offer.size === size
  }

  /** False: more than was offered. */
  take(chunk: Uint8Array): boolean {
    if (this.#got + chunk.length > this.offer.size) return false
    this.#bytes.set(chunk, this.#got)
    this.#got += chunk.length
    return true
  }

  /** All of it; null while some is missing. */
  get whole(): Uint8Array<ArrayBuffer> | null {
    return this.#got === this.offer.size ? this.#bytes : null
  }
}

/** SHA-256, in hexadecimal digits. */
export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
