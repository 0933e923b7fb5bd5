import { retryDelay } from '../signaling/back_off.js'

/**
 * Loads a part of the SDK that most visitors of a website never need. What is loaded once stays;
 * what cannot be loaded is tried again for as long as somebody waits for it.
 */
export class Lazy<Module> {
  readonly #url: string
  readonly #nonce: string
  readonly #integrity: string
  readonly #failed: () => void
  #loading: Promise<Module> | null = null
  #needed = false
  #failing = false

  /** `nonce`: of the script tag, for the page's policy. `integrity`: of what was built with this
   * (W3C Subresource Integrity). `failed` is called, once, if it is needed and does not come. */
  constructor(url: string, nonce: string, integrity: string, failed: () => void) {
    this.#url = url
    this.#nonce = nonce
    this.#integrity = integrity
    this.#failed = failed
  }

  /** It may be needed soon. */
  prepare(): void {
    this.#loading ??= this.#try()
  }

  load(): Promise<Module> {
    this.#needed = true
    if (this.#failing) this.#failed()
    this.#loading ??= this.#try()
    return this.#loading
  }

  async #try(): Promise<Module> {
    for (let attempt = 0; ; attempt++) {
      try {
        // Browsers remember a module that could not be loaded by its address.
        const url = attempt === 0 ? this.#url : `${this.#url}?again=${attempt}`
        await this.#preloaded(url)
        return (await import(url)) as Module
      } catch {
        if (this.#needed && !this.#failing) this.#failed()
        this.#failing = true
        await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, Math.random())))
      }
    }
  }

  /** `import()` cannot name an integrity; it takes what was preloaded under the same address.
   * Rejects for anything but what was built with this part of the SDK. */
  async #preloaded(url: string): Promise<void> {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = url
    link.nonce = this.#nonce
    link.crossOrigin = 'anonymous'
    link.integrity = this.#integrity
    await new Promise((resolve, reject) => {
      link.onload = resolve
      link.onerror = reject
      document.head.append(link)
    }).finally(() => link.remove())
  }
}
