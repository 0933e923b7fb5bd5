import { assetMessage } from '../asset_message.js'
import { MAX_ASSET_BYTES, MAX_ASSETS_BYTES } from '../limits.js'
import { assetNumber, assetReference, isPlainData } from '../operations.js'
import { baseURI, newCanvas, rectangle } from './dom.js'
import { LoadedUrls } from './loaded_urls.js'

/** Longer `data:` URLs in style sheets are not worth their place in the page's stream. */
const MAX_INLINE_LENGTH = 256 * 1024
const MAX_AT_ONCE = 4
const MOST_REDRAWN_PIXELS = 2_000_000
const ASSET_TYPE =
  /^(image\/[\w.+-]+|font\/[\w.+-]+|application\/(font-woff2?|x-font-[\w-]+|vnd\.ms-fontobject|octet-stream))$/

/** Something to read. `image` shows it, if an image does. */
interface Wish {
  asset: number
  url: string
  image: HTMLImageElement | null
}

export interface AssetsDelegate {
  /** This asset number stands for something, or something else than before: see `nameOf`. */
  assetKnown(asset: number): void
  /** May what this image shows be known now? */
  mayShow(image: HTMLImageElement): boolean
  /** From these the viewer's browser may load what this one cannot read. */
  origins(): readonly string[]
  /** May more be read now, or is enough waiting to be sent? */
  hasRoom(): boolean
  /** Is nothing waiting to be sent, to some viewer at least? */
  isDrained(): boolean
}

/** What viewers are told, and sent, of assets. */
export interface AssetStore {
  /** What the number stands for: a hash, or the URL of what only the viewer's browser can load; null
   * when it cannot be had, undefined as long as that is not known. */
  nameOf(asset: number): string | null | undefined
  /** The message for the channel `assets` with the content of this name, if there is one. */
  contentOf(name: string): Blob | undefined
}

const REFERENCES = /url\("asset:(\d+)"\)/g

/**
 * Pictures and fonts of the page, read again by the customer's browser (from its cache, as a rule),
 * once for all viewers, and kept by it for those that come later. Never asks the network for what the
 * page has not loaded itself.
 */
export class Assets implements AssetStore {
  /** By absolute URL, or by hash for content that has none. */
  readonly #numbers = new Map<string, number>()
  readonly #wanted = new Set<string>()
  readonly #waiting: Wish[] = []
  readonly #names = new Map<number, string | null>()
  readonly #contents = new Map<string, Blob>()
  #referred = new Set<number>()
  readonly #loaded: LoadedUrls
  #nextAsset = 1
  #running = 0
  /** Sizes of what is drawn: a new picture takes the place of the one before. */
  readonly #drawnBytes = new Map<number, number>()
  #bytes = 0
  #stopped = false

  constructor(
    private readonly window: Window,
    private readonly delegate: AssetsDelegate,
  ) {
    this.#loaded = new LoadedUrls(window, (url) => this.#want(url))
  }

  /** Reference to a picture that the page shows; null for what cannot be shown at all. `image`
   * has it loaded. */
  picture(url: string, image: HTMLImageElement | null = null): string | null {
    const base = baseURI(image ?? this.window.document)
    return this.#reference(url, base, (absolute) => this.#want(absolute, image))
  }

  /** Reference for a `url()` in CSS: browsers load few of them. */
  fromCss(url: string, base: string): string | null {
    if (url.startsWith('#')) return url
    return this.#reference(url, base, (absolute) => {
      if (absolute.startsWith('blob:') || this.#loaded.has(absolute)) this.#want(absolute)
    })
  }

  /** A new picture of something drawn, under its number or, the first time, a new one. */
  drawn(asset: number | null, type: string, content: Uint8Array<ArrayBuffer>): number {
    const number = asset ?? this.#nextAsset++
    const name = randomName(this.window)
    this.#bytes += content.length - (this.#drawnBytes.get(number) ?? 0)
    this.#drawnBytes.set(number, content.length)
    this.#forget(number)
    this.#keep(name, type, content)
    this.#know(number, name)
    return number
  }

  /** It will not be drawn again. */
  forgetDrawn(asset: number): void {
    this.#bytes -= this.#drawnBytes.get(asset) ?? 0
    this.#drawnBytes.delete(asset)
    this.#forget(asset)
    if (!this.#stopped) this.#know(asset, null)
  }

  nameOf(asset: number): string | null | undefined {
    return this.#names.get(asset)
  }

  contentOf(name: string): Blob | undefined {
    return this.#contents.get(name)
  }

  /** A text that refers to assets is told, again perhaps. */
  refer(text: string): void {
    const whole = assetNumber(text)
    if (whole !== null) this.#referred.add(whole)
    if (text.includes('"asset:')) {
      for (const [, number] of text.matchAll(REFERENCES)) this.#referred.add(Number(number))
    }
  }

  /** What has been referred to since the last call. */
  takeReferred(): ReadonlySet<number> {
    const referred = this.#referred
    this.#referred = new Set()
    return referred
  }

  /** Has all left that was to be sent? A picture that waits behind others is old when it comes. */
  get isDrained(): boolean {
    return this.hasRoom && this.delegate.isDrained()
  }

  /** May more be read now? */
  get hasRoom(): boolean {
    return this.delegate.hasRoom() && this.#bytes < MAX_ASSETS_BYTES
  }

  /** There is room again. */
  pump(): void {
    while (this.#running < MAX_AT_ONCE && !this.#stopped && this.hasRoom) {
      const next = this.#waiting.shift()
      if (!next) return
      this.#running++
      void this.#load(next)
    }
  }

  stop(): void {
    this.#stopped = true
    this.#waiting.length = 0
    this.#contents.clear()
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
    this.#referred.add(asset)
    wish(absolute)
    return assetReference(asset)
  }

  #want(url: string, image: HTMLImageElement | null = null): void {
    const asset = this.#numbers.get(url)
    if (asset === undefined || this.#wanted.has(url)) return
    this.#wanted.add(url)
    const wish = { asset, url, image }
    // What can be seen comes first.
    if (image && isInSight(image, this.window)) this.#waiting.unshift(wish)
    else this.#waiting.push(wish)
    this.pump()
  }

  async #load({ asset, url, image }: Wish): Promise<void> {
    const fetched = await this.#fetch(url, image).catch(() => null)
    // A page's own policy may forbid its scripts to fetch what its images may load.
    const hash = fetched ?? (image && (await this.#redrawn(image).catch(() => null)))
    this.#running--
    if (this.#stopped) return
    const hidden = this.#isHidden(image)
    // It may be shown again.
    if (hidden) this.#wanted.delete(url)
    const elsewhere = !hidden && this.#mayBeLoadedThere(url) ? url : null
    this.#know(asset, hash ?? elsewhere)
    this.pump()
  }

  async #fetch(url: string, image: HTMLImageElement | null): Promise<string | null> {
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
    return this.#send(await response.blob(), type, image)
  }

  /** Was it marked since it was asked for? */
  #isHidden(image: HTMLImageElement | null): boolean {
    return image !== null && !this.delegate.mayShow(image)
  }

  /** Has the site said that the viewer's browser may load from there? */
  #mayBeLoadedThere(url: string): boolean {
    if (url.startsWith('blob:')) return false
    const { origin, username, password } = new URL(url)
    return this.delegate.origins().includes(origin) && username === '' && password === ''
  }

  /** What the image shows. Throws where it is another origin's. */
  async #redrawn(image: HTMLImageElement): Promise<string | null> {
    const { naturalWidth: width, naturalHeight: height } = image
    if (width * height === 0 || width * height > MOST_REDRAWN_PIXELS) return null
    const canvas = Object.assign(newCanvas(this.window.document), { width, height })
    canvas.getContext('2d')?.drawImage(image, 0, 0)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve))
    return blob && (await this.#send(blob, blob.type, image))
  }

  async #send(
    blob: Blob,
    contentType: string,
    image: HTMLImageElement | null,
  ): Promise<string | null> {
    const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
    if (blob.size === 0 || blob.size > MAX_ASSET_BYTES || !ASSET_TYPE.test(type)) return null
    const content = new Uint8Array(await blob.arrayBuffer())
    const hash = await this.#hash(content)
    if (this.#isHidden(image)) return null
    if (this.#stopped || this.#contents.has(hash)) return hash
    if (this.#bytes + content.length > MAX_ASSETS_BYTES) return null
    this.#bytes += content.length
    this.#keep(hash, type, content)
    return hash
  }

  /** By the browser, outside of the page's memory. */
  #keep(name: string, type: string, content: Uint8Array): void {
    this.#contents.set(name, new Blob([assetMessage(name, type, content) as BlobPart]))
  }

  #know(asset: number, name: string | null): void {
    this.#names.set(asset, name)
    this.delegate.assetKnown(asset)
  }

  /** What is drawn has a name of its own each time. */
  #forget(drawn: number): void {
    this.#contents.delete(this.#names.get(drawn) ?? '')
  }

  async #hash(content: Uint8Array<ArrayBuffer>): Promise<string> {
    const { subtle } = this.window.crypto
    // Not there in an insecure context. Then nothing is recognised as sent before.
    if (!subtle) return randomName(this.window)
    return hex(new Uint8Array(await subtle.digest('SHA-256', content)))
  }
}

function isInSight(image: HTMLImageElement, window: Window): boolean {
  const { top, bottom } = rectangle(image)
  return bottom >= 0 && top <= window.innerHeight
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

/** Has the form of a hash and stands for nothing else. */
function randomName({ crypto }: Window): string {
  return hex(crypto.getRandomValues(new Uint8Array(32)))
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
