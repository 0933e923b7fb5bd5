import type { RefusalCode } from '../../control/messages.js'
import type { SharedTab } from '../../control/whereabouts_messages.js'
import type { SignalingError, SignalingSocket } from '../../signaling/socket.js'
import type { Consenting } from '../consenting.js'
import type { Conversation } from '../conversation.js'
import type { Identity } from '../identity.js'
import type { Memory } from '../memory.js'
import type { Question } from '../questions.js'
import { agentName } from '../telling.js'
import { t } from '../text.js'
import type { Keys } from './messages.js'
import { type Offer, type Share, SharedTabs } from './shared_tabs.js'
import { openSharedTab, TabActs, type TabInput } from './tab_acts.js'

export interface TabDeskOptions {
  socket: SignalingSocket
  identity: Identity
  memory: Memory
  conversation: Conversation
  consenting: Consenting
  /** This page's, as agents may know it. */
  title(): string
  /** The site's, as browsers write them. */
  origins: readonly string[]
  /** Something that only she can decide. Resolves to her answer. */
  ask(question: Question): Promise<boolean>
  changed(): void
}

/** Her clicks about tabs, and what they do to this one. */
export class TabDesk {
  readonly #options: TabDeskOptions
  readonly #tabs: SharedTabs
  #endpoint: string | null = null

  constructor(options: TabDeskOptions) {
    this.#options = options
    const { conversation, title, changed } = options
    this.#tabs = new SharedTabs({
      share: () => this.#share(),
      title,
      isFree: (session) =>
        conversation.live === null || conversation.live.session?.session === session,
      joined: (keys) => this.#joined(keys),
      closed: () => this.#closed(),
      changed,
    })
  }

  /** Idempotent. */
  start(): void {
    this.#tabs.start()
  }

  /** The page goes away. Idempotent. */
  stop(): void {
    this.#endpoint = null
    this.#tabs.stop()
  }

  /** The server knows this page by this name. */
  ready(endpoint: string): void {
    this.#endpoint = endpoint
    this.#tabs.refresh()
  }

  /** What she shares, or who sees it, may have changed. */
  refresh(): void {
    this.#tabs.refresh()
  }

  get isShared(): boolean {
    return this.#share() !== null
  }

  get offer(): Offer | null {
    return this.#tabs.offer
  }

  get titles(): readonly SharedTab[] {
    return this.#tabs.titles
  }

  share(): void {
    this.#tabs.join()
  }

  decline(): void {
    const { offer } = this
    if (offer !== null) this.#tabs.decline(offer.session)
  }

  open(): void {
    openSharedTab(window, window.location.href)
  }

  /** The cut first; then the word to the server. */
  unshare(): void {
    const share = this.#share()
    if (share === null) return
    const { conversation, session } = share
    const { consenting, socket } = this.#options
    this.#tabs.decline(session)
    consenting.unshareTab()
    socket
      .request({ type: 'page.unshared', conversation }, { queue: true })
      .catch(({ code }: SignalingError) => {
        // The other tabs have gone meanwhile: nothing is shared any more.
        if (code === 'only_page') consenting.stop()
      })
  }

  /** For an agent in control; null: it is done. */
  act(agent: string, input: TabInput): RefusalCode | null {
    const { conversation, origins, ask } = this.#options
    const pages = conversation.live?.session?.pages.filter(({ present }) => present) ?? []
    const acts = new TabActs({
      window,
      origins: () => origins,
      own: () => this.#endpoint ?? '',
      shared: () => pages.map(({ endpoint }) => endpoint),
      mayOpen: (url) => ask(mayOpen(agent, url)),
      askToShow: (tab) => void ask(toShow(agent, this.#titleOf(tab))),
      close: (tab) => (tab === this.#endpoint ? this.#closed() : this.#tabs.close(tab)),
    })
    return acts.act(input)
  }

  #titleOf(tab: string): string {
    return this.titles.find((one) => one.tab === tab)?.title || t('tabs.untitled')
  }

  #share(): Share | null {
    const { consenting, conversation, memory } = this.#options
    const token = memory.get('token')
    const session = conversation.live?.session
    if (this.#endpoint === null || token === null || session == null) return null
    if (consenting.session?.id !== session.session || session.state === 'asked') return null
    const consent = consenting.consent(session.session)
    if (consent === null) return null
    const agent = session.participants.find(
      ({ person }) => person.role !== 'customer' && person.role !== 'guest',
    )
    const name = agent ? agentName(agent.person) : ''
    const { conversation: id, grant, letIn } = consent
    return {
      tab: this.#endpoint,
      agent: name,
      token,
      conversation: id,
      session: session.session,
      grant,
      letIn,
    }
  }

  /** As the customer that she is in the other tab. */
  #joined({ token, ...consent }: Keys): void {
    const { identity, memory, socket, consenting } = this.#options
    socket.stop()
    identity.become(token)
    memory.set('engaged', true)
    consenting.shareTab(consent)
    socket.start()
  }

  /** Browsers close only what a script has opened; any other tab stays, unshared. */
  #closed(): void {
    this.unshare()
    window.close()
  }
}

function mayOpen(agent: string, url: string): Question {
  const { pathname } = new URL(url)
  const text = t('question.open_tab', { agent, path: pathname })
  return { text, yes: t('question.open_tab_yes'), no: t('question.open_tab_no') }
}

/** Only the browser's own tabs lead there; whatever she answers, she knows. */
function toShow(agent: string, title: string): Question {
  const text = t('question.show_tab', { agent, title })
  return { text, yes: t('question.show_tab_yes'), no: t('question.show_tab_no') }
}
