import { MAX_ASSET_BYTES, MAX_ASSETS_BYTES } from '../limits.js'
import { assetReference, isPlainData } from '../operations.js'
import { LoadedUrls } from './loaded_urls.js'

/** Longer `data:` URLs in style sheets are not worth their place in the page's stream. */
const MAX_INLINE_LENGTH = 256 * 1024
const MAX_AT_ONCE = 4
const ASSET_TYPE =
  /^(image\/[\w.+-]+|font\/[\w.+-]+|application\/(font-woff2?|x-font-[\w-]+|vnd\.ms-fontobject|octet-stream))$/

export interface AssetsDelegate {
  /** A whole message for the channel `assets`. */
  assetReady(message: Uint8Array): void
  /** What this asset number stands for; null when it cannot be had. */
  assetKnown(asset: number, hash: string | null): void
  /** May more be read now, or is enough waiting to be sent? */
  hasRoom(): boolean
}

/**
 * Pictures and fonts of the page, read again by the customer's browser (from its cache, as a rule)
 * and sent once per content. Never asks the network for what the page has not loaded itself.
 */
export class Assets {
  /** By absolute URL, or by hash for content that has none. */
  readonly #numbers = new Map<string, number>()
  readonly #wanted = new Set<string>()
  readonly #waiting: { asset: number; url: string }[] = []
  readonly #sent = new Set<string>()
  readonly #loaded: LoadedUrls
  #nextAsset = 1
  #running = 0
  #bytes = 0
  #stopped = false

  constructor(
    private readonly window: Window,
    private readonly delegate: AssetsDelegate,
  ) {
    this.#loaded = new LoadedUrls(window, (url) => this.#want(url))
  }

  /** Reference to a picture that the page shows; null for what cannot be shown at all. */
  picture(url: string): string | null {
    return this.#reference(url, this.window.document.baseURI, (absolute) => this.#want(absolute))
  }

  /** Reference for a `url()` in CSS: browsers load few of them. */
  fromCss(url: string, base: string): string | null {
    if (url.startsWith('#')) return url
    return this.#reference(url, base, (absolute) => {
      if (absolute.startsWith('blob:') || this.#loaded.has(absolute)) this.#want(absolute)
    })
  }

  /** A picture that has no URL. Resolves to its reference, the same for the same content. */
  async content(blob: Blob): Promise<string | null> {
    const hash = await this.#send(blob, blob.type).catch(() => null)
    if (hash === null || this.#stopped) return null
    let asset = this.#numbers.get(hash)
    if (asset === undefined) {
      asset = this.#nextAsset++
      this.#numbers.set(hash, asset)
      this.delegate.assetKnown(asset, hash)
    }
    return assetReference(asset)
  }

  /** There is room again. */
  pump(): void {
    while (this.#running < MAX_AT_ONCE && !this.#stopped && this.delegate.hasRoom()) {
      const next = this.#waiting.shift()
      if (!next) return
      this.#running++
      void this.#load(next.asset, next.url)
    }
  }

  stop(): void {
    this.#stopped = true
    this.#waiting.length = 0
    this.#loaded.stop()
  }

  #reference(url: string, base: string, wish: (absolute: string) => void): string | null {
    if (/^data:/i.test(url)) {
      return isPlainData(url) && url.length <= MAX_INLINE_LENGTH ? url : null
    }
    const absolute = resolve(url, base)
    if (absolute === null) return null
    let asset = this.#numbers.get(absolute)
    if (asset === undefined) {
      asset = this.#nextAsset++
      this.#numbers.set(absolute, asset)
    }
    wish(absolute)
    return assetReference(asset)
  }

  #want(url: string): void {
    const asset = this.#numbers.get(url)
    if (asset === undefined || this.#wanted.has(url)) return
    this.#wanted.add(url)
    this.#waiting.push({ asset, url })
    this.pump()
  }

  async #load(asset: number, url: string): Promise<void> {
    const hash = await this.#fetch(url).catch(() => null)
    this.#running--
    if (this.#stopped) return
    this.delegate.assetKnown(asset, hash)
    this.pump()
  }

  async #fetch(url: string): Promise<string | null> {
    const same = url.startsWith('blob:') || new URL(url).origin === this.window.location.origin
    const response = await this.window.fetch(url, {
      mode: same ? 'same-origin' : 'cors',
      credentials: same ? 'same-origin' : 'omit',
      cache: 'force-cache',
    })
    if (!response.ok || Number(response.headers.get('content-length')) > MAX_ASSET_BYTES) {
      return null
    }
    const type = response.headers.get('content-type') ?? ''
    return this.#send(await response.blob(), type)
  }

  async #send(blob: Blob, contentType: string): Promise<string | null> {
    const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
    if (blob.size === 0 || blob.size > MAX_ASSET_BYTES || !ASSET_TYPE.test(type)) return null
    const content = new Uint8Array(await blob.arrayBuffer())
    const hash = await this.#hash(content)
    if (this.#stopped || this.#sent.has(hash)) return hash
    if (this.#bytes + content.length > MAX_ASSETS_BYTES) return null
    this.#sent.add(hash)
    this.#bytes += content.length
    this.delegate.assetReady(assetMessage(hash, type, content))
    return hash
  }

  async #hash(content: Uint8Array<ArrayBuffer>): Promise<string> {
    const { subtle } = this.window.crypto
    // Not there in an insecure context. Then nothing is recognised as sent before.
    if (!subtle) return hex(this.window.crypto.getRandomValues(new Uint8Array(32)))
    return hex(new Uint8Array(await subtle.digest('SHA-256', content)))
  }
}

function resolve(url: string, base: string): string | null {
  try {
    const absolute = new URL(url, base)
    absolute.hash = ''
    return ['http:', 'https:', 'blob:'].includes(absolute.protocol) ? absolute.href : null
  } catch {
    return null
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** docs/mirror.md, "Assets". */
export function assetMessage(hash: string, type: string, content: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify({ hash, type }))
  const message = new Uint8Array(2 + head.length + content.length)
  new DataView(message.buffer).setUint16(0, head.length)
  message.set(head, 2)
  message.set(content, 2 + head.length)
  return message
}
