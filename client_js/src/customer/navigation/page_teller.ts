import type { PageMessage, SharedTab, TabsMessage } from '../../control/whereabouts_messages.js'
import { PageName } from '../../mirror/capture/page_name.js'
import type { RedactionPolicy } from '../../mirror/capture/policy.js'
import type { PageChannels } from '../../mirror/channels.js'
import { parseSync } from '../../mirror/sync.js'
import { Whereabouts } from './whereabouts.js'

export interface PageTellerOptions {
  window: Window
  channels: Pick<PageChannels, 'input' | 'sync'>
  /** Of the view. */
  grant: number
  policy: RedactionPolicy
  /** The tabs that she shares, this one included. */
  tabs(): readonly SharedTab[]
}

/** Tells one viewer which page the customer is on and which tabs she shares. */
export class PageTeller {
  readonly #options: PageTellerOptions
  readonly #name: PageName
  readonly #whereabouts: Whereabouts
  #toldTabs = ''

  constructor(options: PageTellerOptions) {
    this.#options = options
    const { window, policy, grant } = options
    this.#name = new PageName(window, policy)
    this.#whereabouts = new Whereabouts({
      window,
      name: () => this.#name.read(),
      tell: (where) => this.#send({ type: 'page', grant, ...where }),
    })
  }

  /** Idempotent. */
  start(): void {
    this.#options.channels.sync.addEventListener('message', this.#heard)
    this.#whereabouts.start()
    this.#toldTabs = ''
    this.tabsChanged()
  }

  /** Idempotent. */
  stop(): void {
    this.#options.channels.sync.removeEventListener('message', this.#heard)
    this.#whereabouts.stop()
  }

  setPolicy(policy: RedactionPolicy): void {
    this.#name.setPolicy(policy)
    this.#whereabouts.again()
  }

  tabsChanged(): void {
    const { grant, tabs } = this.#options
    const now = tabs()
    if (JSON.stringify(now) === this.#toldTabs) return
    this.#toldTabs = JSON.stringify(now)
    this.#send({ type: 'tabs', grant, tabs: now })
  }

  /** A viewer asks for the page when it has begun to listen. */
  readonly #heard = ({ data }: MessageEvent<unknown>): void => {
    if (parseSync(data, this.#options.grant)?.type !== 'resync') return
    this.#whereabouts.again()
    this.#toldTabs = ''
    this.tabsChanged()
  }

  #send(message: PageMessage | TabsMessage): void {
    const { input } = this.#options.channels
    if (input.readyState === 'open') input.send(JSON.stringify(message))
  }
}
