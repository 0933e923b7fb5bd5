import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { brandMark } from '../agent/brand.js'
import { chipOf } from '../agent/chip.js'
import '../agent/drawing_tools.js'
import { paneWords, timeLeft } from '../agent/pane_words.js'
import { panels } from '../agent/styles.js'
import { say } from '../agent/texts.js'
import '../agent/view_tools.js'
import type { OwnPage } from '../i18n/own_page.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import '../ui/language_select.js'
import { Guest } from './guest.js'
import { mayAskAgain, type Phase } from './phase.js'
import { guestStyles } from './styles.js'
import { t } from './texts.js'

/** Once a second what is left of a time is said anew. */
const SECOND_MS = 1_000

/** The page that an invitation leads to: a name, the wait for the customer, her page. */
@customElement('alongside-guest')
export class GuestPage extends LitElement {
  static override styles = [controls, panels, guestStyles]

  @property({ attribute: false }) page!: OwnPage
  @property({ attribute: false }) invitation = ''
  @state() private revision = 0
  @query('input') private readonly nameField!: HTMLInputElement | null
  @query('h1') private readonly heading!: HTMLElement | null
  #guest!: Guest
  #kind: Phase['kind'] | null = null

  override connectedCallback(): void {
    super.connectedCallback()
    this.#guest = new Guest(this.invitation, () => {
      this.revision += 1
    })
    setInterval(() => this.requestUpdate(), SECOND_MS)
    void this.#guest.start()
  }

  override render(): TemplateResult {
    const inside = this.#guest.phase.kind === 'inside'
    document.title = inside ? t('guest.page') : t('guest.title')
    return html`<main class=${inside ? 'inside' : 'outside'}>
      ${inside ? this.#inside() : this.#outside(this.#guest.phase)}
      <div class="frame" ?hidden=${!inside}>${this.#guest.mirrors.stage} ${inside ? this.#cover() : nothing}</div>
    </main>`
  }

  /** Whoever gets from one step to the next by keyboard or screen reader goes on at its heading. */
  override updated(): void {
    const { kind } = this.#guest.phase
    if (this.#kind === kind) return
    const isFirst = this.#kind === null
    this.#kind = kind
    if (isFirst) this.nameField?.focus()
    else this.heading?.focus()
  }

  #outside(phase: Phase): TemplateResult {
    return html`
      <section class="card" aria-labelledby="title">
        ${brandMark} ${this.#step(phase)}
        <footer><alongside-language .page=${this.page}></alongside-language></footer>
      </section>
    `
  }

  #step(phase: Phase): TemplateResult | typeof nothing {
    switch (phase.kind) {
      case 'entering':
        return this.#entering(phase)
      case 'waiting':
        return this.#waiting()
      case 'out':
        return this.#out(phase)
      case 'inside':
        return nothing
    }
  }

  #entering({ busy, error }: Extract<Phase, { kind: 'entering' }>): TemplateResult {
    return html`
      <h1 id="title" tabindex="-1">${t('guest.title')}</h1>
      <p>${t('guest.intro')}</p>
      <form @submit=${this.#introduce} novalidate>
        <label for="name">${t('guest.name')}</label>
        <input id="name" class="field" name="name" autocomplete="name" maxlength="80" required
          aria-describedby="answer" aria-invalid=${error === 'name' ? 'true' : 'false'} />
        <p id="answer" role="alert" class=${error ? 'error' : 'soft'}>
          ${error ? t(`guest.error.${error}`) : t('guest.name_hint')}
        </p>
        <button class="button primary" type="submit" aria-disabled=${busy ? 'true' : 'false'}>
          ${busy ? t('guest.asking') : t('guest.ask')}
        </button>
      </form>
    `
  }

  #waiting(): TemplateResult {
    const { expected } = this.#guest
    const more = { name: expected?.name ?? '', site: expected?.site_name ?? '' }
    return html`
      <h1 id="title" tabindex="-1">${t('guest.waiting')}</h1>
      <p role="status">${this.#offline() ?? t('guest.waiting_more', more)}</p>
      <div class="ways">
        <span class="spinner" aria-hidden="true"></span>
        <button class="button" type="button" @click=${() => this.#guest.withdraw()}>
          ${t('guest.withdraw')}
        </button>
      </div>
    `
  }

  #out(phase: Extract<Phase, { kind: 'out' }>): TemplateResult {
    return html`
      <h1 id="title" tabindex="-1">${t(phase.was ? 'guest.was' : 'guest.over')}</h1>
      <p role="status">${t(`guest.why.${phase.why}`)}</p>
      ${
        mayAskAgain(phase)
          ? html`<div class="ways">
            <button class="button primary" type="button" @click=${() => this.#guest.askAgain()}>
              ${t('guest.again')}
            </button>
          </div>`
          : nothing
      }
    `
  }

  #inside(): TemplateResult {
    const { expected, pane, now } = this.#guest
    const chip = chipOf(pane, now)
    return html`
      <header class="panel-head">
        <div class="heading">
          <h1 id="title" tabindex="-1">${expected?.site_name || t('guest.page')}
            ${chip ? html`<span class="badge ${chip.tone}"><span class="dot"></span>${say(chip.words)}</span>` : nothing}
          </h1>
          <p class="soft">${t('guest.as', { name: expected?.name ?? '' })}</p>
        </div>
        <alongside-language .page=${this.page}></alongside-language>
        <button class="button danger" type="button" @click=${() => this.#guest.leave()}>
          ${icons.outside}${t('guest.leave')}
        </button>
      </header>
      <div class="line">${this.#tools()}
        <span class="soft" role="status">${this.#offline() ?? (this.#maySeeTools ? t('guest.may') : '')}</span>
      </div>
    `
  }

  get #maySeeTools(): boolean {
    const { mirrors, policy, isScreenOn } = this.#guest
    return mirrors.sight !== null && policy !== null && !isScreenOn
  }

  #tools(): TemplateResult | typeof nothing {
    const { mirrors, policy } = this.#guest
    const { sight, tool } = mirrors
    if (!this.#maySeeTools || !sight || !policy) return nothing
    return html`
      <alongside-view-tools .mirrors=${mirrors} .sight=${sight}></alongside-view-tools>
      <alongside-drawing-tools .mirrors=${mirrors} .tool=${tool} .policy=${policy}>
      </alongside-drawing-tools>
    `
  }

  /** In place of the page, or, of a live page, for screen readers only. */
  #cover(): TemplateResult {
    const { pane, isScreenOn, now } = this.#guest
    const live = pane.kind === 'live' && !isScreenOn
    const { heading, more } = paneWords(pane, false)
    const deadline = 'deadline' in pane ? pane.deadline : null
    return html`<div class=${live ? 'visually-hidden' : 'cover'}>
      <div class="empty">
        <div class="words" role="status">
          <strong>${isScreenOn ? t('guest.screen') : say(heading)}</strong>
          ${more && !isScreenOn ? html`<span class="soft">${say(more)}</span>` : nothing}
        </div>
        ${deadline === null ? nothing : html`<span>${timeLeft(deadline, now)}</span>`}
      </div>
    </div>`
  }

  #offline(): string | null {
    const { connection } = this.#guest
    return connection === 'retrying' ? t('guest.offline') : null
  }

  #introduce(event: SubmitEvent): void {
    event.preventDefault()
    void this.#guest.introduce(this.nameField?.value ?? '')
  }
}
