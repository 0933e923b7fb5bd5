import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { spoken } from '../i18n/spoken.js'
import { controls } from '../ui/controls.js'
import '../ui/language_select.js'
import { type Account, signOut, ticket, whoAmI } from './api.js'
import { brandMark } from './brand.js'
import './calling/call_bar.js'
import './calling/incoming_calls.js'
import './chat.js'
import type { Chat } from './chat.js'
import './co_browse.js'
import type { CoBrowse } from './co_browse.js'
import { bannerKey, CONNECTION } from './connection_words.js'
import { consoleStyles } from './console_styles.js'
import { Desk } from './desk.js'
import './inbox.js'
import type { Inbox } from './inbox.js'
import './news.js'
import { ownPage } from './own_page.js'
import './sign_in.js'
import { customerLabel } from './labels.js'
import { report, wishOf } from './pop_out.js'
import { type Key, t } from './texts.js'

type Panel = 'inbox' | 'co_browse' | 'chat'
const PANELS: readonly Panel[] = ['inbox', 'co_browse', 'chat']

const ANNOUNCED_MS = 3000

/** Where the console stands: not known yet, signed out, signed in as one who has no desk, at work. */
type Stage =
  | { at: 'door' }
  | { at: 'sign-in'; because: Key | null }
  | { at: 'operator' }
  | { at: 'desk'; desk: Desk }

/** The agent's console, all of it. Needs no attributes. */
@customElement('alongside-agent-console')
export class AgentConsole extends LitElement {
  static override styles = [controls, consoleStyles]

  @state() private stage: Stage = { at: 'door' }
  @state() private revision = 0
  @state() private announcement = ''
  /** The one that shows where there is room for one only. */
  @state() private panel: Panel = 'inbox'

  @query('alongside-inbox') private readonly inbox!: Inbox | null
  @query('alongside-chat') private readonly chat!: Chat
  @query('alongside-co-browse') private readonly coBrowse!: CoBrowse

  #selected: string | null = null
  readonly #wish = wishOf(location.search)
  #clock: ReturnType<typeof setInterval> | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  /** The language that it was drawn in. */
  #tag = spoken().tag

  override connectedCallback(): void {
    super.connectedCallback()
    // Waiting times and countdowns.
    this.#clock = setInterval(() => this.#tick(), 1000)
    if (this.#wish.alone) window.addEventListener('pagehide', this.#goodbye)
    document.addEventListener('visibilitychange', this.#watch)
    if (this.stage.at === 'door') void this.#knock()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#clock)
    clearTimeout(this.#silence)
    window.removeEventListener('pagehide', this.#goodbye)
    document.removeEventListener('visibilitychange', this.#watch)
  }

  override render(): TemplateResult {
    switch (this.stage.at) {
      case 'door':
        return html`<p class="door">${t('agent.loading')}</p>`
      case 'sign-in':
        return html`<alongside-sign-in
          .because=${this.stage.because}
          @signed-in=${(event: CustomEvent<Account>) => this.#signedIn(event.detail)}
        ></alongside-sign-in>`
      case 'operator':
        return html`<p class="door">
          ${t('agent.sign_in.operator')} <a href="/admin/">${t('agent.sign_in.admin')}</a>
          <button class="button" type="button" @click=${() => this.#signOut(null)}>
            ${t('agent.bar.sign_out')}
          </button>
        </p>`
      case 'desk':
        return this.#wish.alone ? this.#alone(this.stage.desk) : this.#desk(this.stage.desk)
    }
  }

  override updated(changed: PropertyValues<this>): void {
    document.title = titleOf(this.stage)
    this.#speak()
    if (changed.has('panel' as keyof AgentConsole)) this.#watch()
  }

  #speak(): void {
    const { tag } = spoken()
    if (tag === this.#tag) return
    this.#tag = tag
    if (this.stage.at === 'desk') this.stage.desk.mirrors.reword()
  }

  #desk(desk: Desk): TemplateResult {
    const { revision } = this
    return html`
      <header>
        ${brandMark}
        <h1>${t('agent.title')}</h1>
        ${this.#connection(desk)}
        <alongside-language .page=${ownPage}></alongside-language>
        <span class="account">${desk.account.name}</span>
        <button class="button quiet" type="button" @click=${() => this.#signOut(desk)}>
          ${t('agent.bar.sign_out')}
        </button>
      </header>
      ${this.#banner(desk)}
      <alongside-incoming-calls .desk=${desk} .revision=${revision}
        @ringing=${(event: CustomEvent<string>) => this.#announce(event.detail)}
        @accepted=${() => this.#show('chat')}></alongside-incoming-calls>
      <alongside-call-bar .desk=${desk} .revision=${revision} ?in-sight=${this.panel === 'chat'}
        @back=${() => this.#show('chat')}></alongside-call-bar>
      <nav aria-label=${t('agent.bar.panels')}>
        ${PANELS.map((panel) => this.#tab(panel, desk))}
      </nav>
      <main class="show-${this.panel}">
        <alongside-inbox .desk=${desk} .revision=${revision}
          @chosen=${this.#chosen} @joined=${() => this.#show('co_browse')}></alongside-inbox>
        <alongside-co-browse .desk=${desk} .revision=${revision}
          @chosen=${() => this.#focusCoBrowse()}></alongside-co-browse>
        <alongside-chat .desk=${desk} .revision=${revision}
          @focus-co-browse=${this.#focusCoBrowse}></alongside-chat>
      </main>
      <alongside-news .desk=${desk} .revision=${revision} @chosen=${this.#chosen}></alongside-news>
      <p class="visually-hidden" role="status">${this.announcement}</p>
    `
  }

  /** The co-browse pane in a window of its own; all else is in the console. */
  #alone(desk: Desk): TemplateResult {
    return html`
      ${this.#banner(desk)}
      <main class="alone">
        <h1 class="visually-hidden">${titleOf(this.stage)}</h1>
        <alongside-co-browse .desk=${desk} .revision=${this.revision}></alongside-co-browse>
      </main>
      <p class="visually-hidden" role="status">${this.announcement}</p>
    `
  }

  /** In the header, so that losing the connection moves nothing. */
  #connection(desk: Desk): TemplateResult {
    return html`<span class="connection ${desk.connection}">
      <span class="dot"></span>
      <span role="status">${t(CONNECTION[desk.connection])}</span>
    </span>`
  }

  #tab(panel: Panel, desk: Desk): TemplateResult {
    const news = panel === 'inbox' ? waitingFor(desk) : 0
    return html`<button type="button" aria-current=${this.panel === panel ? 'true' : 'false'}
      @click=${() => this.#show(panel)}>
      ${t(`agent.panel.${panel}`)}${news > 0 ? html` <span class="news">${news}</span>` : nothing}
    </button>`
  }

  #banner(desk: Desk): TemplateResult | typeof nothing {
    if (desk.connection !== 'stopped' || !desk.stopReason) return nothing
    const outdated = desk.stopReason === 'unsupported_protocol'
    return html`
      <p class="banner" role="alert">
        ${t(bannerKey(desk.stopReason))}
        <button class="button" type="button"
          @click=${() => (outdated ? location.reload() : desk.start())}>
          ${t(outdated ? 'agent.banner.reload' : 'agent.banner.use_here')}
        </button>
      </p>
    `
  }

  async #knock(): Promise<void> {
    const account = await whoAmI().catch(() => null)
    if (account) await this.#enter(account)
    else this.stage = { at: 'sign-in', because: null }
  }

  /** The form that had the focus is gone. */
  async #signedIn(account: Account): Promise<void> {
    await this.#enter(account)
    this.inbox?.focus()
  }

  async #enter(account: Account): Promise<void> {
    if (account.role === 'operator') {
      this.stage = { at: 'operator' }
      return
    }
    const desk = new Desk(
      account,
      {
        deskChanged: () => this.#changed(),
        deskSignedOut: () => this.#leave('agent.sign_in.ended'),
        announce: (text) => this.#announce(text),
      },
      ticket,
      this.#wish,
    )
    this.stage = { at: 'desk', desk }
    // The mirrors need their place in the document before a link can open.
    await this.updateComplete
    desk.start()
    if (this.#wish.alone) report(this.#wish.conversation)
  }

  async #signOut(desk: Desk | null): Promise<void> {
    desk?.stop()
    try {
      await signOut()
      this.#leave('agent.sign_in.ended')
    } catch {
      this.#leave('agent.sign_in.not_told')
    }
  }

  #leave(because: Key): void {
    this.stage = { at: 'sign-in', because }
    this.panel = 'inbox'
  }

  #announce(text: string): void {
    this.announcement = text
    clearTimeout(this.#silence)
    // Read out by now; whoever walks through the page later shall not meet old news.
    this.#silence = setTimeout(() => {
      this.announcement = ''
    }, ANNOUNCED_MS)
  }

  #chosen(): void {
    this.#show('chat')
    this.chat.focusMessage()
  }

  /** To the front, and into it. */
  async #focusCoBrowse(): Promise<void> {
    this.#show('co_browse')
    // What is not in sight cannot have the focus.
    await this.updateComplete
    this.coBrowse.focus()
    if (this.stage.at === 'desk') this.stage.desk.popOut.focusFor(this.stage.desk.store.selected)
  }

  /** What was selected has left the list. */
  async #left(): Promise<void> {
    this.#show('inbox')
    await this.updateComplete
    await this.chat.updateComplete
    const within = this.shadowRoot?.activeElement?.shadowRoot
    if (!within?.activeElement) this.inbox?.focus()
  }

  #show(panel: Panel): void {
    this.panel = panel
  }

  readonly #watch = (): void => {
    if (this.stage.at !== 'desk') return
    const narrow = matchMedia('(max-width: 959px)').matches
    const visible = document.visibilityState === 'visible'
    this.stage.desk.store.watching(visible && (!narrow || this.panel === 'chat'))
  }

  #tick(): void {
    if (this.stage.at === 'desk') {
      this.stage.desk.popOut.check()
      if (this.#wish.alone) report(this.#wish.conversation)
    }
    this.#changed()
  }

  readonly #goodbye = (): void => report(null)

  #changed(): void {
    if (this.stage.at === 'desk') {
      const before = this.#selected
      this.#selected = this.stage.desk.store.selected
      if (before !== null && this.#selected === null) void this.#left()
    }
    this.revision += 1
  }
}

function titleOf(stage: Stage): string {
  const title = t('agent.title')
  if (stage.at !== 'desk') return title
  if (stage.desk.wish.alone) {
    const { conversation } = stage.desk.wish
    const customer = customerLabel({ conversation: conversation ?? '' })
    return t('agent.co_browse.own_window', { customer })
  }
  if (stage.desk.calls.incoming.length > 0) return t('agent.title_ringing', { title })
  const unread = waitingFor(stage.desk)
  return unread > 0 ? t('agent.title_unread', { count: unread }) : title
}

/** What waits for the agent: customers in the queue and messages not seen. */
function waitingFor(desk: Desk): number {
  return desk.store.queue.size + desk.store.unread
}
