import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { spoken } from '../../i18n/spoken.js'
import type { ConversationView } from '../../signaling/messages.js'
import { controls } from '../../ui/controls.js'
import { icons } from '../../ui/icons.js'
import { forget, redeem, signOut, ticket } from '../api.js'
import '../calling/call_bar.js'
import '../calling/incoming_calls.js'
import '../chat.js'
import type { Chat } from '../chat.js'
import '../co_browse.js'
import type { CoBrowse } from '../co_browse.js'
import { bannerKey, CONNECTION } from '../connection_words.js'
import { consoleStyles } from '../console_styles.js'
import { Desk } from '../desk.js'
import { errorSentence } from '../errors.js'
import { linked } from '../hand_over.js'
import { ownPage } from '../own_page.js'
import { unreadIn } from '../state.js'
import { panels } from '../styles.js'
import { say, t } from '../texts.js'
import { embeddedStyles } from './embedded_styles.js'
import { type Embedding, withStorage } from './embedding.js'
import { HostLine } from './host_line.js'
import { EmbeddedPane, type Stage } from './pane.js'
import { type Subject, subjectOf } from './shown.js'

type Panel = 'co_browse' | 'chat'
const PANELS: readonly Panel[] = ['co_browse', 'chat']

const ANNOUNCED_MS = 3000

/** The agent pane: one conversation, which the page around chooses. Call `begin` first. */
@customElement('alongside-embedded-console')
export class EmbeddedConsole extends LitElement {
  static override styles = [controls, panels, consoleStyles, embeddedStyles]

  @state() private revision = 0
  @state() private announcement = ''
  /** The one that shows where there is room for one only. */
  @state() private panel: Panel = 'chat'

  @query('alongside-chat') private readonly chat!: Chat | null
  @query('alongside-co-browse') private readonly coBrowse!: CoBrowse | null

  #pane!: EmbeddedPane
  #clock: ReturnType<typeof setInterval> | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  /** The language that it was drawn in. */
  #tag = spoken().tag

  /** Listens to the page around from now on. */
  begin({ origins }: Embedding): void {
    withStorage(window)
    const line = new HostLine({
      own: window,
      origins,
      now: () => performance.now(),
      opened: () => this.#pane.greeted(),
      heard: (message) => this.#pane.heard(message),
      flooded: () => this.#pane.flooded(),
    })
    this.#pane = new EmbeddedPane(line, {
      redeem,
      signOut,
      forget,
      desk: (account, delegate) =>
        new Desk(account, delegate, ticket, { conversation: null, alone: false, embedded: true }),
      drawn: () => this.updateComplete,
      speak: (language) => ownPage.follow(language),
      announce: (text) => this.#announce(text),
      changed: () => this.#changed(),
    })
    if (window.parent === window) this.#pane.outside()
    else line.open()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    // Waiting times and countdowns.
    this.#clock = setInterval(() => this.#changed(), 1000)
    document.addEventListener('visibilitychange', this.#watch)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#clock)
    clearTimeout(this.#silence)
    document.removeEventListener('visibilitychange', this.#watch)
  }

  override updated(changed: PropertyValues<this>): void {
    document.title = t('agent.title')
    const { tag } = spoken()
    if (tag !== this.#tag) {
      this.#tag = tag
      this.#desk?.mirrors.reword()
    }
    if (changed.has('panel' as keyof EmbeddedConsole)) this.#watch()
  }

  override render(): TemplateResult {
    const { stage } = this.#pane
    if (stage.at === 'desk') return this.#atDesk(stage.desk)
    return html`<main class="card">
      <h1 class="visually-hidden">${t('agent.title')}</h1>
      ${this.#beforeDesk(stage)}
    </main>`
  }

  #beforeDesk(stage: Exclude<Stage, { at: 'desk' }>): TemplateResult {
    switch (stage.at) {
      case 'outside':
        return this.#words(
          t('agent.embed.outside'),
          t('agent.embed.outside_more'),
          html`<a class="button" href="/agent/">${t('agent.embed.console')}</a>`,
        )
      case 'door':
        return html`<p class="door" role="status">${t('agent.embed.door')}</p>`
      case 'signing-in':
        return html`<p class="door" role="status">${t('agent.sign_in.busy')}</p>`
      case 'sign-in':
        return this.#words(
          t('agent.embed.signed_out'),
          t(stage.because ?? 'agent.embed.signed_out_more'),
          html`<button class="button" type="button" @click=${() => this.#pane.askForSignIn()}>
            ${t('agent.embed.sign_in')}
          </button>`,
          stage.error ? say(errorSentence(stage.error, 'embed')) : '',
        )
    }
  }

  #atDesk(desk: Desk): TemplateResult {
    const { revision } = this
    return html`
      <header>
        <h1 class="visually-hidden">${t('agent.title')}</h1>
        <span class="connection ${desk.connection}">
          <span class="dot"></span>
          <span role="status">${t(CONNECTION[desk.connection])}</span>
        </span>
        <span class="account">${desk.account.name}</span>
      </header>
      ${this.#banner(desk)}
      <alongside-incoming-calls .desk=${desk} .revision=${revision}
        @ringing=${(event: CustomEvent<string>) => this.#announce(event.detail)}
        @accepted=${() => this.#show('chat')}></alongside-incoming-calls>
      <alongside-call-bar .desk=${desk} .revision=${revision} ?in-sight=${this.panel === 'chat'}
        @back=${() => this.#show('chat')}></alongside-call-bar>
      ${this.#main(desk)}
      <p class="visually-hidden" role="status">${this.announcement}</p>
    `
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

  #main(desk: Desk): TemplateResult {
    const { wanted } = this.#pane
    if (desk.store.me === null) return html`<p class="door" role="status">${t('agent.loading')}</p>`
    const subject = subjectOf(wanted, desk.store)
    if (subject.kind === 'mine') return this.#conversation(desk)
    return html`<main class="card">${this.#notHers(desk, subject)}</main>`
  }

  #notHers(desk: Desk, subject: Exclude<Subject, { kind: 'mine' }>): TemplateResult {
    switch (subject.kind) {
      case 'none':
        return this.#words(t('agent.chat.none'), t('agent.embed.none_more'))
      case 'unknown':
        return this.#words(t('agent.embed.unknown'), t('agent.embed.unknown_more'))
      case 'queued':
        return this.#offer(desk, subject.view, 'accept')
      case 'elsewhere':
        return this.#offer(desk, subject.view, 'take_over')
    }
  }

  #conversation(desk: Desk): TemplateResult {
    const { revision } = this
    return html`
      <nav aria-label=${t('agent.bar.panels')}>
        ${PANELS.map((panel) => this.#tab(panel, desk))}
      </nav>
      <main class="pane show-${this.panel}">
        <alongside-co-browse .desk=${desk} .revision=${revision}></alongside-co-browse>
        <alongside-chat .desk=${desk} .revision=${revision}
          @focus-co-browse=${this.#focusCoBrowse}></alongside-chat>
      </main>
    `
  }

  #tab(panel: Panel, desk: Desk): TemplateResult {
    const { current } = desk.store
    const news = panel === 'chat' && current ? unreadIn(current) : 0
    return html`<button type="button" aria-current=${this.panel === panel ? 'true' : 'false'}
      @click=${() => this.#show(panel)}>
      ${t(`agent.panel.${panel}`)}${news > 0 ? html` <span class="news">${news}</span>` : nothing}
    </button>`
  }

  /** What is not hers yet, with what makes it so. */
  #offer(desk: Desk, view: ConversationView, act: 'accept' | 'take_over'): TemplateResult {
    const { conversation } = view
    const place = act === 'accept' ? 'accept' : 'take-over'
    const code = desk.errorAt(`${place}:${conversation}`)
    const press = (): Promise<void> => this.#take(desk, conversation, act)
    return this.#words(
      say(linked(conversation, desk.store).sentence),
      view.site_name,
      html`<button class="button primary" type="button" @click=${press}>
        ${t(`agent.inbox.${act}`)}
      </button>`,
      code ? say(errorSentence(code, place)) : '',
    )
  }

  #words(
    heading: string,
    more: string,
    way: TemplateResult | typeof nothing = nothing,
    error = '',
  ): TemplateResult {
    return html`<div class="empty">
      ${icons.chat}
      <div role="status"><strong>${heading}</strong><br /><span class="soft">${more}</span></div>
      ${way}
      <span class="error" role="alert">${error}</span>
    </div>`
  }

  async #take(desk: Desk, conversation: string, act: 'accept' | 'take_over'): Promise<void> {
    const done = await (act === 'accept' ? desk.accept(conversation) : desk.takeOver(conversation))
    if (!done) return
    this.#show('chat')
    await this.updateComplete
    this.chat?.focusMessage()
  }

  get #desk(): Desk | null {
    return this.#pane.stage.at === 'desk' ? this.#pane.stage.desk : null
  }

  async #focusCoBrowse(): Promise<void> {
    this.#show('co_browse')
    // What is not in sight cannot have the focus.
    await this.updateComplete
    this.coBrowse?.focus()
  }

  #show(panel: Panel): void {
    this.panel = panel
  }

  #announce(text: string): void {
    this.announcement = text
    clearTimeout(this.#silence)
    // Read out by now; whoever walks through the page later shall not meet old news.
    this.#silence = setTimeout(() => {
      this.announcement = ''
    }, ANNOUNCED_MS)
  }

  readonly #watch = (): void => {
    const narrow = matchMedia('(max-width: 959px)').matches
    const visible = document.visibilityState === 'visible'
    this.#desk?.store.watching(visible && (!narrow || this.panel === 'chat'))
  }

  #changed(): void {
    this.revision += 1
  }
}
