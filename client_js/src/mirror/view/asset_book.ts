import { MAX_ASSET_BYTES, MAX_ASSETS_BYTES } from '../limits.js'

const HASH = /^[0-9a-f]{64}$/
const TYPE =
  /^(image\/[\w.+-]{1,60}|font\/[\w.+-]{1,60}|application\/(font-woff2?|x-font-[\w-]{1,20}|vnd\.ms-fontobject|octet-stream))$/
const MAX_NUMBERS = 100_000
const MAX_URL_LENGTH = 2_048

/** The pictures and fonts of one mirror: content by hash, hashes by asset number. */
export class AssetBook {
  readonly #contents = new Map<string, { url: string; bytes: number }>()
  readonly #hashes = new Map<number, string | null>()
  /** What an asset was before, as long as what it is now has not come. */
  readonly #before = new Map<number, string>()
  /** Hashes of contents in the order in which they came. */
  readonly #latest = new Set<string>()
  #bytes = 0

  /** `changed` is called when `url` may give another answer than before. `origins`: from these the
   * console's browser may load what the customer's cannot read. */
  constructor(
    private readonly changed: () => void,
    private readonly origins: readonly string[] = [],
  ) {}

  /** What to show for an asset: a `blob:` URL, null if there will be none, undefined while it is
   * on its way. */
  url(asset: number): string | null | undefined {
    const hash = this.#hashes.get(asset)
    if (hash == null || isUrl(hash)) return hash
    const content = this.#contents.get(hash) ?? this.#contents.get(this.#before.get(asset) ?? '')
    return content?.url
  }

  /** An `m` operation. False if it cannot be. */
  assign(asset: number, hash: unknown): boolean {
    if (hash !== null && !this.#mayStandFor(hash)) return false
    if (this.#hashes.size >= MAX_NUMBERS && !this.#hashes.has(asset)) return false
    const old = this.#hashes.get(asset)
    this.#hashes.set(asset, hash)
    if (old && old !== hash) {
      if (this.#contents.has(old)) this.#before.set(asset, old)
      this.#forgetBefore(asset)
    }
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
    if (this.#contents.has(hash)) return true
    if (content.length > MAX_ASSET_BYTES || !this.#makeRoom(content.length)) return false
    this.#bytes += content.length
    const url = URL.createObjectURL(new Blob([content], { type }))
    this.#contents.set(hash, { url, bytes: content.length })
    this.#latest.add(hash)
    for (const asset of [...this.#before.keys()]) this.#forgetBefore(asset)
    this.changed()
    return true
  }

  clear(): void {
    for (const { url } of this.#contents.values()) URL.revokeObjectURL(url)
    this.#contents.clear()
    this.#hashes.clear()
    this.#before.clear()
  }

  #mayStandFor(hash: unknown): hash is string {
    if (typeof hash !== 'string') return false
    if (HASH.test(hash)) return true
    if (!isUrl(hash) || hash.length > MAX_URL_LENGTH || !URL.canParse(hash)) return false
    const { origin, username, password } = new URL(hash)
    return this.origins.includes(origin) && username === '' && password === ''
  }

  /** Content comes before or after its name; one that has none may have been overtaken by something
   * newer. False if all that is kept is needed. */
  #makeRoom(bytes: number): boolean {
    if (this.#bytes + bytes <= MAX_ASSETS_BYTES) return true
    const named = new Set([...this.#hashes.values(), ...this.#before.values()])
    for (const hash of this.#latest) {
      if (this.#bytes + bytes <= MAX_ASSETS_BYTES) break
      this.#latest.delete(hash)
      if (!named.has(hash)) this.#drop(hash)
    }
    return this.#bytes + bytes <= MAX_ASSETS_BYTES
  }

  #drop(hash: string): void {
    const content = this.#contents.get(hash)
    if (!content) return
    URL.revokeObjectURL(content.url)
    this.#contents.delete(hash)
    this.#latest.delete(hash)
    this.#bytes -= content.bytes
  }

  /** Content that no asset is any more goes, once its successor is there. */
  #forgetBefore(asset: number): void {
    const [old, now] = [this.#before.get(asset), this.#hashes.get(asset)]
    if (old === undefined || (now != null && !isUrl(now) && !this.#contents.has(now))) return
    this.#before.delete(asset)
    for (const hash of [...this.#hashes.values(), ...this.#before.values()])
      if (hash === old) return
    this.#drop(old)
  }
}

/** Of content that the console's browser loads itself. */
function isUrl(hash: string): boolean {
  return hash.includes(':')
}

function parseHead(bytes: Uint8Array): { hash?: unknown; type?: unknown } {
  try {
    const head: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof head === 'object' && head !== null ? head : {}
  } catch {
    return {}
  }
}
