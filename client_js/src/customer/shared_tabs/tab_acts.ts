import type { Input, RefusalCode } from '../../control/messages.js'
import { destination } from '../navigation/address.js'

export type TabInput = Extract<Input, { type: 'tab' }>

export interface TabActsOptions {
  window: Window
  origins(): readonly string[]
  /** This tab's endpoint. */
  own(): string
  /** Endpoints of the tabs that she shares. */
  shared(): readonly string[]
  /** Ask her; true is her trusted click, a moment ago. */
  mayOpen(url: string): Promise<boolean>
  askToShow(tab: string): void
  /** Her other tab, or this one, is to be shared no more. */
  close(tab: string): void
}

/**
 * What an agent in control wants with her tabs; whether control and the policy permit it is the
 * caller's to know. Browsers let no script open a tab or bring one to the front without the person
 * at the machine, so for these she is asked, and the answer is `control.needs_click`.
 */
export class TabActs {
  readonly #options: TabActsOptions

  constructor(options: TabActsOptions) {
    this.#options = options
  }

  /** Null: it is done. With `control.needs_click` the customer is being asked. */
  act(input: TabInput): RefusalCode | null {
    const { own, shared, askToShow, close } = this.#options
    if (input.act === 'open') return this.#open(input.address)
    if (!shared().includes(input.tab)) return 'control.gone'
    if (input.act === 'close') {
      if (shared().length < 2) return 'control.not_permitted'
      close(input.tab)
      return null
    }
    if (input.tab === own()) return null
    askToShow(input.tab)
    return 'control.needs_click'
  }

  /** Of another origin, even one of the site's, the tab could not be shared. */
  #open(address: string): RefusalCode | null {
    const { window, origins, mayOpen } = this.#options
    const found = destination(address, window.location.href, origins())
    if (found.kind === 'none') return 'control.link'
    const { url } = found
    if (new URL(url).origin !== window.location.origin) return 'control.not_permitted'
    void mayOpen(url).then((may) => may && openSharedTab(window, url))
    return 'control.needs_click'
  }
}

/** Upon her trusted click. The new tab takes a copy of this tab's session storage along, and with it
 * her consent: it is shared from the beginning. */
export function openSharedTab(window: Window, url: string): void {
  window.open(url, '_blank')
}
