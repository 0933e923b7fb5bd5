/**
 * What the two ends of a link seal for each other, so that the server between them reads nothing:
 * docs/protocol.md, "Sealed relay".
 */

import { fromHex, hex } from '../hex.js'

const VERSION = 1
const LINK_BYTES = 16
const SEQUENCE_AT = 1 + LINK_BYTES
const HEADER_BYTES = SEQUENCE_AT + 4
const LAST_SEQUENCE = 0xffffffff
const CURVE = { name: 'ECDH', namedCurve: 'P-256' }
const CIPHER = { name: 'AES-GCM', length: 256 }
const PREFIX = 'link-'

type Bytes = Uint8Array<ArrayBuffer>

/** As much of a PageLinkView as the keys depend on. */
export interface SealedLink {
  readonly link: string
  readonly grant: number
  readonly offerer: boolean
  readonly peer_key: string | null
}

export interface Opened {
  sequence: number
  content: Bytes
}

/** Seals and opens the frames of one link. The keys hold for this link, grant, direction and pair
 * of endpoints only, so the sequence must never begin anew: one Seal for the life of the page. */
export class Seal {
  /** The last that was accepted of the other end; kept by who judges the order. */
  received = 0
  #sequence = 0
  readonly #link: Bytes

  constructor(
    link: string,
    private readonly sending: CryptoKey,
    private readonly receiving: CryptoKey,
    /** For two people to compare: the same at both ends if nobody stands between. */
    readonly fingerprint: string,
  ) {
    this.#link = fromHex(link.slice(PREFIX.length))
  }

  /** Numbered in the order of the calls. Rejects when the numbers have run out. */
  async seal(content: Bytes): Promise<ArrayBuffer> {
    if (this.#sequence === LAST_SEQUENCE) throw new RangeError('no sequence number left')
    const header = new Uint8Array(HEADER_BYTES)
    header[0] = VERSION
    header.set(this.#link, 1)
    new DataView(header.buffer).setUint32(SEQUENCE_AT, ++this.#sequence)
    const sealed = await crypto.subtle.encrypt(parameters(header), this.sending, content)
    const frame = new Uint8Array(HEADER_BYTES + sealed.byteLength)
    frame.set(header)
    frame.set(new Uint8Array(sealed), HEADER_BYTES)
    return frame.buffer
  }

  /** Null unless the other end has sealed exactly this, for this link. */
  async open(frame: ArrayBuffer): Promise<Opened | null> {
    try {
      const header = new Uint8Array(frame, 0, HEADER_BYTES)
      const sealed = new Uint8Array(frame, HEADER_BYTES)
      const content = await crypto.subtle.decrypt(parameters(header), this.receiving, sealed)
      const sequence = new DataView(frame).getUint32(SEQUENCE_AT)
      return { sequence, content: new Uint8Array(content) }
    } catch {
      return null
    }
  }
}

/** The key pair of this browsing context. Nobody can read the private half. */
export class EndpointKey {
  // Where a page is not a secure context, there is no `subtle`, and no sealed relay.
  readonly #pair = crypto.subtle?.generateKey(CURVE, false, ['deriveKey'])
  readonly #seals = new Map<string, Promise<Seal>>()

  /** What `hello` tells; null where this browser cannot. */
  async publicKey(): Promise<string | null> {
    const pair = await this.#pair
    return pair ? hex(await crypto.subtle.exportKey('raw', pair.publicKey)) : null
  }

  /** The same for the same link always. Rejects for a key that is none. */
  seal(view: SealedLink): Promise<Seal> {
    const name = `${view.link} ${view.grant} ${view.peer_key}`
    const seal = this.#seals.get(name) ?? this.#derive(view)
    this.#seals.set(name, seal)
    return seal
  }

  async #derive({ link, grant, offerer, peer_key }: SealedLink): Promise<Seal> {
    const { subtle } = crypto
    const { privateKey } = await this.#pair
    const [own, other] = [await this.publicKey(), peer_key ?? '']
    const peer = await subtle.importKey('raw', fromHex(other), CURVE, false, [])
    const agreed = { name: 'ECDH', public: peer }
    const secret = await subtle.deriveKey(agreed, privateKey, 'HKDF', false, ['deriveKey'])
    const ends = offerer ? `${own} ${other}` : `${other} ${own}`
    const key = (byOfferer: boolean, usage: KeyUsage): Promise<CryptoKey> => {
      const info = utf8(`alongside relay 1 ${grant} ${byOfferer ? 'offerer' : 'answerer'} ${ends}`)
      const salt = utf8(link)
      const kdf = { name: 'HKDF', hash: 'SHA-256', salt, info }
      return subtle.deriveKey(kdf, secret, CIPHER, false, [usage])
    }
    return new Seal(
      link,
      await key(offerer, 'encrypt'),
      await key(!offerer, 'decrypt'),
      await fingerprintOf(ends),
    )
  }
}

/** The link that a frame names, or none for what is no frame. */
export function linkOf(frame: ArrayBuffer): string {
  return PREFIX + hex(frame.slice(1, SEQUENCE_AT))
}

/** 96 bits of both public keys. Whoever stands between could try keys until both ends show the
 * same; of this length that takes 2^48 tries, while the page waits. */
async function fingerprintOf(ends: string): Promise<string> {
  const digits = hex(await crypto.subtle.digest('SHA-256', utf8(ends)))
  return (digits.slice(0, 24).match(/..../g) ?? []).join(' ')
}

function parameters(header: Bytes): AesGcmParams {
  const iv = new Uint8Array(12)
  iv.set(header.subarray(SEQUENCE_AT), 8)
  return { name: 'AES-GCM', iv, additionalData: header }
}

const utf8 = (text: string): Bytes => new TextEncoder().encode(text)
