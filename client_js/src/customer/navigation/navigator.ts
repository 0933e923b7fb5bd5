import type { Input, RefusalCode } from '../../control/messages.js'
import { destination } from './address.js'
import { SiteHistory } from './history.js'

export type Navigate = Extract<Input, { type: 'navigate' }>

export interface NavigatorOptions {
  window: Window
  /** The site's origins, as browsers write them. */
  origins(): readonly string[]
  /** Asks the customer whether to leave the site for this address. */
  askToLeave(url: string): void
}

/** Carries out where an agent in control wants to go; whether control and the policy permit it is
 * the caller's to know. */
export class Navigator {
  readonly #options: NavigatorOptions
  readonly #history: SiteHistory

  constructor(options: NavigatorOptions) {
    this.#options = options
    this.#history = new SiteHistory(options.window)
  }

  /** Null: it is under way. With `control.leaves_site` the customer is being asked. */
  navigate(input: Navigate): RefusalCode | null {
    const { location } = this.#options.window
    switch (input.to) {
      case 'back':
        return this.#step(this.#history.canGoBack, () => this.#history.back())
      case 'forward':
        return this.#step(this.#history.canGoForward, () => this.#history.forward())
      case 'refresh':
        location.reload()
        return null
      case 'address':
        return this.#goTo(input.address)
    }
  }

  /** Something leads to this address of another site: she is asked. */
  leave(url: string): void {
    this.#options.askToLeave(url)
  }

  #step(possible: boolean, step: () => void): RefusalCode | null {
    if (!this.#history.isKnown) return 'control.trusted_only'
    if (!possible) return 'control.gone'
    step()
    return null
  }

  #goTo(address: string): RefusalCode | null {
    const { window, origins, askToLeave } = this.#options
    const found = destination(address, window.location.href, origins())
    switch (found.kind) {
      case 'none':
        return 'control.link'
      case 'outside':
        askToLeave(found.url)
        return 'control.leaves_site'
      case 'site':
        window.location.assign(found.url)
        return null
    }
  }
}
