import type { Input, RefusalCode } from '../messages.js'
import type { Gate } from './gate.js'
import { Refusal } from './refusal.js'

export type Navigate = Extract<Input, { type: 'navigate' }>
export type TabAct = Extract<Input, { type: 'tab' }>

export interface TravelOptions {
  window: Window
  /** Carries it out: null; or says why not, and with `control.leaves_site` asks the customer. */
  navigate(input: Navigate): RefusalCode | null
  /** The same; the address of one to be opened is whole, and of the site. */
  tab(act: TabAct): RefusalCode | null
}

/** Going to other pages, as far as the customer's limits and the site's policy let agents. */
export class Travel {
  constructor(
    private readonly gate: Gate,
    private readonly options: TravelOptions,
  ) {}

  navigate(input: Navigate): void {
    this.#demand('navigation')
    refuse(this.options.navigate(input))
  }

  tab(act: TabAct): void {
    this.#demand('tabs')
    if (act.act === 'open') this.openTab(this.#address(act.address))
    else refuse(this.options.tab(act))
  }

  /** What in browsers only a click of the customer's may: opens another tab. */
  openTab({ href }: URL): void {
    this.#demand('tabs')
    refuse(this.options.tab({ type: 'tab', act: 'open', address: href }))
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

function refuse(code: RefusalCode | null): void {
  if (code) throw new Refusal(code)
}
