import { MAX_CSS_LENGTH } from '../limits.js'

/**
 * Style sheets as they were written, for those that cannot be read as rules: from another origin
 * (where CORS allows it), or because the browser loses something when it writes rules as text.
 */
export class SheetSources {
  readonly #texts = new Map<string, string | null>()
  #stopped = false

  /** `arrived` is called when a text that was asked for has come. */
  constructor(
    private readonly window: Window,
    private readonly arrived: () => void,
  ) {}

  /** Null while it is under way, and for good when it cannot be had. */
  get(href: string): string | null {
    const known = this.#texts.get(href)
    if (known !== undefined) return known
    this.#texts.set(href, null)
    void this.#fetch(href).catch(() => undefined)
    return null
  }

  stop(): void {
    this.#stopped = true
  }

  async #fetch(href: string): Promise<void> {
    const url = new URL(href)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return
    const same = url.origin === this.window.location.origin
    const response = await this.window.fetch(href, {
      mode: same ? 'same-origin' : 'cors',
      credentials: same ? 'same-origin' : 'omit',
      cache: 'force-cache',
    })
    const type = response.headers.get('content-type') ?? ''
    if (!response.ok || !type.toLowerCase().startsWith('text/css')) return
    const text = await response.text()
    if (this.#stopped || text.length > MAX_CSS_LENGTH) return
    this.#texts.set(href, text)
    this.arrived()
  }
}
