import { MAX_ASSET_BYTES, MAX_ASSETS_BYTES } from '../limits.js'

const HASH = /^[0-9a-f]{64}$/
const TYPE =
  /^(image\/[\w.+-]{1,60}|font\/[\w.+-]{1,60}|application\/(font-woff2?|x-font-[\w-]{1,20}|vnd\.ms-fontobject|octet-stream))$/
const MAX_NUMBERS = 100_000

/** The pictures and fonts of one mirror: content by hash, hashes by asset number. */
export class AssetBook {
  readonly #urls = new Map<string, string>()
  readonly #hashes = new Map<number, string | null>()
  #bytes = 0

  /** `changed` is called when `url` may give another answer than before. */
  constructor(private readonly changed: () => void) {}

  /** What to show for an asset: a `blob:` URL, null if there will be none, undefined while it is
   * on its way. */
  url(asset: number): string | null | undefined {
    const hash = this.#hashes.get(asset)
    return hash == null ? hash : this.#urls.get(hash)
  }

  /** An `m` operation. False if it cannot be. */
  assign(asset: number, hash: unknown): boolean {
    if (hash !== null && (typeof hash !== 'string' || !HASH.test(hash))) return false
    if (this.#hashes.size >= MAX_NUMBERS) return false
    this.#hashes.set(asset, hash)
    this.changed()
    return true
  }

  /** A message from `assets`. False if it cannot be. */
  take(message: Uint8Array): boolean {
    if (message.length < 2) return false
    const length = new DataView(message.buffer, message.byteOffset).getUint16(0)
    const content = message.slice(2 + length)
    const head = parseHead(message.subarray(2, 2 + length))
    const { hash, type } = head
    if (typeof hash !== 'string' || !HASH.test(hash)) return false
    if (typeof type !== 'string' || !TYPE.test(type)) return false
    if (content.length > MAX_ASSET_BYTES || this.#bytes + content.length > MAX_ASSETS_BYTES) {
      return false
    }
    if (this.#urls.has(hash)) return true
    this.#bytes += content.length
    this.#urls.set(hash, URL.createObjectURL(new Blob([content], { type })))
    this.changed()
    return true
  }

  clear(): void {
    for (const url of this.#urls.values()) URL.revokeObjectURL(url)
    this.#urls.clear()
    this.#hashes.clear()
  }
}

function parseHead(bytes: Uint8Array): { hash?: unknown; type?: unknown } {
  try {
    const head: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof head === 'object' && head !== null ? head : {}
  } catch {
    return {}
  }
}
