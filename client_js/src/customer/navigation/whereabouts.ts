import type { PageMessage } from '../../control/whereabouts_messages.js'
import type { Name } from '../../mirror/capture/page_name.js'
import { navigationOf, SiteHistory } from './history.js'

export interface WhereaboutsOptions {
  window: Window
  /** What may be told; null on a page that is not shared. */
  name(): Name | null
  tell(message: Omit<PageMessage, 'type' | 'grant'>): void
}

/** Titles change without an event, and so do addresses where there is no Navigation API. */
const LOOK_MS = 500

/** Tells one viewer where the customer is, whenever that changes. */
export class Whereabouts {
  readonly #options: WhereaboutsOptions
  readonly #history: SiteHistory
  #timer = 0
  #told = ''

  constructor(options: WhereaboutsOptions) {
    this.#options = options
    this.#history = new SiteHistory(options.window)
  }

  /** Idempotent. */
  start(): void {
    if (this.#timer !== 0) return
    const { window } = this.#options
    this.#timer = window.setInterval(this.#look, LOOK_MS)
    navigationOf(window)?.addEventListener('currententrychange', this.#look)
    for (const type of ['popstate', 'hashchange']) window.addEventListener(type, this.#look)
    this.again()
  }

  /** Idempotent. */
  stop(): void {
    const { window } = this.#options
    window.clearInterval(this.#timer)
    this.#timer = 0
    navigationOf(window)?.removeEventListener('currententrychange', this.#look)
    for (const type of ['popstate', 'hashchange']) window.removeEventListener(type, this.#look)
  }

  /** For a viewer that may have missed what was told. */
  again(): void {
    this.#told = ''
    this.#look()
  }

  readonly #look = (): void => {
    const { canGoBack: back, canGoForward: forward } = this.#history
    // Also from where nothing is told there is a way back.
    const name = this.#options.name() ?? { address: '', title: '' }
    const now = { ...name, back, forward }
    const text = JSON.stringify(now)
    if (text === this.#told) return
    this.#told = text
    this.#options.tell(now)
  }
}
