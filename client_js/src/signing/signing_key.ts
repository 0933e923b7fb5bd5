import { hex } from '../hex.js'
import type { Signature, Signed, Statement, Voucher } from '../signaling/messages.js'
import { statementText, voucherText } from './statement.js'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
export const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' }

/** Nobody can read the private half. Rejects where a page is not a secure context. */
export async function newPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
}

/** With what a customer signs what she says yes to. `pair`: asked for whenever it is needed. */
export class SigningKey {
  /** Of a dock: by which her page answers for this key. */
  voucher: Voucher | null = null
  readonly #take: () => Promise<CryptoKeyPair>

  constructor(pair: () => Promise<CryptoKeyPair> = once(newPair)) {
    this.#take = pair
  }

  /** What `hello` tells; null where this browser cannot sign. */
  async publicKey(): Promise<string | null> {
    try {
      const { publicKey } = await this.#take()
      return hex(await crypto.subtle.exportKey('raw', publicKey))
    } catch {
      return null
    }
  }

  async sign(statement: Statement): Promise<Signed | null> {
    const signature = await this.under(statementText(statement))
    return signature && { statement, ...signature }
  }

  async under(text: Uint8Array<ArrayBuffer>): Promise<Signature | null> {
    const key = await this.publicKey()
    if (key === null) return null
    const { voucher } = this
    return { key, signature: await this.#sign(text), ...(voucher && { voucher }) }
  }

  /** This page's key answers for the dock's `key`. `now`: milliseconds since the epoch. */
  async vouch(customer: string, key: string, now: number): Promise<Voucher | null> {
    const own = await this.publicKey()
    const at = Math.round(now)
    if (own === null) return null
    return { key: own, at, signature: await this.#sign(voucherText(customer, key, at)) }
  }

  async #sign(text: Uint8Array<ArrayBuffer>): Promise<string> {
    const { privateKey } = await this.#take()
    return hex(await crypto.subtle.sign(SIGNATURE, privateKey, text))
  }
}

/** Made when it is needed, and kept as long as this page. */
function once(make: () => Promise<CryptoKeyPair>): () => Promise<CryptoKeyPair> {
  let made: Promise<CryptoKeyPair> | null = null
  return () => {
    made ??= make()
    return made
  }
}
