import type { Early } from '../../mirror/capture/early.js'
import { retryDelay } from '../../signaling/back_off.js'
import type { Together, TogetherOptions } from './together.js'

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
  readonly #failed: () => void
  #loading: Promise<TogetherModule> | null = null

  /** `failed` is called when it does not come at the first try. */
  constructor(url: string, failed: () => void) {
    this.#url = url
    this.#failed = failed
  }

  load(): Promise<TogetherModule> {
    this.#loading ??= this.#try()
    return this.#loading
  }

  async #try(): Promise<TogetherModule> {
    for (let attempt = 0; ; attempt++) {
      try {
        // Browsers remember a module that could not be loaded by its address.
        const again = attempt === 0 ? '' : `?again=${attempt}`
        return (await import(this.#url + again)) as TogetherModule
      } catch {
        if (attempt === 0) this.#failed()
        await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, Math.random())))
      }
    }
  }
}
