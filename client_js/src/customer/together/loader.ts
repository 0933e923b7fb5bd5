import type { Early } from '../../mirror/capture/early.js'
import { retryDelay } from '../../signaling/back_off.js'
import type { Together, TogetherOptions } from './together.js'

/** Of `together.js` (W3C Subresource Integrity), put in by the build. */
declare const TOGETHER_INTEGRITY: string

/** The bundle `together.js`. */
export interface TogetherModule {
  begin(early: Early, options: TogetherOptions): Together
}

/**
 * Loads what only a session needs: most visitors of a website never start one. What is loaded once
 * stays; what cannot be loaded is tried again for as long as somebody waits for it.
 */
export class TogetherLoader {
  readonly #url: string
  readonly #nonce: string
  readonly #failed: () => void
  #loading: Promise<TogetherModule> | null = null
  #needed = false
  #failing = false

  /** `nonce`: of the script tag, for the page's policy. `failed` is called, once, if it
   * is needed and does not come. */
  constructor(url: string, nonce: string, failed: () => void) {
    this.#url = url
    this.#nonce = nonce
    this.#failed = failed
  }

  /** It may be needed soon. */
  prepare(): void {
    this.#loading ??= this.#try()
  }

  load(): Promise<TogetherModule> {
    this.#needed = true
    if (this.#failing) this.#failed()
    this.#loading ??= this.#try()
    return this.#loading
  }

  async #try(): Promise<TogetherModule> {
    for (let attempt = 0; ; attempt++) {
      try {
        // Browsers remember a module that could not be loaded by its address.
        const url = attempt === 0 ? this.#url : `${this.#url}?again=${attempt}`
        await preloaded(url, this.#nonce)
        return (await import(url)) as TogetherModule
      } catch {
        if (this.#needed && !this.#failing) this.#failed()
        this.#failing = true
        await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, Math.random())))
      }
    }
  }
}

/** `import()` cannot name an integrity; it takes what was preloaded under the same address. Rejects
 * for anything but what was built with this part of the SDK. */
async function preloaded(url: string, nonce: string): Promise<void> {
  const link = document.createElement('link')
  link.rel = 'modulepreload'
  link.href = url
  link.nonce = nonce
  link.crossOrigin = 'anonymous'
  link.integrity = TOGETHER_INTEGRITY
  await new Promise((resolve, reject) => {
    link.onload = resolve
    link.onerror = reject
    document.head.append(link)
  }).finally(() => link.remove())
}
