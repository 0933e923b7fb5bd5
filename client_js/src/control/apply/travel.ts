import type { Input } from '../messages.js'
import type { Gate } from './gate.js'
import { Refusal } from './refusal.js'

export type Navigation = { to: 'back' | 'forward' | 'refresh' } | { to: 'address'; url: URL }
export type TabAct = { act: 'open'; url: URL } | { act: 'show' | 'close'; tab: string }

export interface TravelOptions {
  window: Window
  navigate(navigation: Navigation): void
  tab(act: TabAct): void
}

/** Going to other pages, as far as the site's policy lets agents. */
export class Travel {
  constructor(
    private readonly gate: Gate,
    private readonly options: TravelOptions,
  ) {}

  navigate(input: Extract<Input, { type: 'navigate' }>): void {
    this.#demand('navigation')
    const { navigate } = this.options
    if (input.to === 'address') navigate({ to: 'address', url: this.#address(input.address) })
    else navigate({ to: input.to })
  }

  tab(input: Extract<Input, { type: 'tab' }>): void {
    this.#demand('tabs')
    if (input.act === 'open') this.openTab(this.#address(input.address))
    else this.options.tab({ act: input.act, tab: input.tab })
  }

  /** A link or the agent wants another tab, which only the customer's own click may open in
   * browsers. */
  openTab(url: URL): void {
    this.#demand('tabs')
    this.options.tab({ act: 'open', url })
  }

  #demand(what: 'navigation' | 'tabs'): void {
    const permission = this.gate.permission()
    if (permission.limit !== null) throw new Refusal('control.limited')
    if (!permission[what]) throw new Refusal('control.not_permitted')
  }

  #address(address: string): URL {
    let url: URL
    try {
      url = new URL(address, this.options.window.location.href)
    } catch {
      throw new Refusal('control.link')
    }
    this.gate.demandAddress(url)
    return url
  }
}
