import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { type Account, signOut, whoAmI } from '../agent/api.js'
import { brandMark } from '../agent/brand.js'
import '../agent/sign_in.js'
import { keyed } from 'lit/directives/keyed.js'
import { controls } from '../ui/controls.js'
import '../ui/language_select.js'
import { icons } from '../ui/icons.js'
import { consoleStyles } from './admin_styles.js'
import { onSignedOut } from './api.js'
import { ownPage } from './own_page.js'
import { PAGES } from './pages.js'
import './parts/toast.js'
import type { Toast } from './parts/toast.js'
import { hrefOf, type Place, placeOf } from './place.js'
import './set_up.js'
import { isSetUp } from './set_up.js'
import { type Key, t } from './texts.js'

/** Where somebody stands: not known yet, before a server without operators, signed out, signed in as somebody else, or at work. */
type Stage =
  | { at: 'door' }
  | { at: 'set-up' }
  | { at: 'sign-in'; because: Key | null }
  | { at: 'elsewhere'; account: Account }
  | { at: 'inside'; account: Account }

const NAMES = PAGES.map(({ name }) => name)

/** The operator's console, all of it. Needs no attributes. */
@customElement('alongside-admin-console')
export class AdminConsole extends LitElement {
  static override styles = [controls, consoleStyles]

  @state() private stage: Stage = { at: 'door' }
  @state() private place: Place = placeOf(location.hash, NAMES)
  /** Whether the menu is open, where there is no room for it beside the page. */
  @state() private menu = false

  @query('main') private readonly main!: HTMLElement | null
  @query('#menu') private readonly menuButton!: HTMLElement
  @query('alongside-toast') private readonly toasts!: Toast | null

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('hashchange', this.#moved)
    onSignedOut(() => this.#leave('admin.sign_in.ended'))
    void this.#knock()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.removeEventListener('hashchange', this.#moved)
    onSignedOut(() => {})
  }

  override render(): TemplateResult {
    switch (this.stage.at) {
      case 'door':
        return html`<p class="door" role="status">${t('admin.loading')}</p>`
      case 'set-up':
        return html`<alongside-admin-set-up
          @signed-in=${(event: CustomEvent<Account>) => this.#enter(event.detail)}
          @closed=${() => this.#leave('admin.set_up.closed')}></alongside-admin-set-up>`
      case 'sign-in':
        return this.#signIn(this.stage.because)
      case 'elsewhere':
        return this.#elsewhere(this.stage.account)
      case 'inside':
        return this.#inside(this.stage.account)
    }
  }

  override updated(_changed: PropertyValues<this>): void {
    const title = t('admin.title')
    const page = this.#page
    document.title =
      this.stage.at === 'inside' && page
        ? t('admin.title_of', { page: t(page.title), title })
        : title
  }

  get #page() {
    return PAGES.find(({ name }) => name === this.place.page)
  }

  #signIn(because: Key | null): TemplateResult {
    return html`<alongside-sign-in .page=${ownPage} .lead=${t('admin.sign_in.lead')}
      .note=${because === null ? '' : t(because)}
      @signed-in=${(event: CustomEvent<Account>) => this.#enter(event.detail)}></alongside-sign-in>`
  }

  #elsewhere(account: Account): TemplateResult {
    return html`<main class="elsewhere">
      ${brandMark}
      <h1>${t('admin.elsewhere.heading')}</h1>
      <p>${t('admin.elsewhere.lead', { name: account.name })}</p>
      <p class="buttons">
        <a class="button primary" href="/agent/">${t('admin.elsewhere.agent')}</a>
        <button class="button" type="button" @click=${this.#signOut}>${t('admin.sign_out')}</button>
      </p>
    </main>`
  }

  #inside(account: Account): TemplateResult {
    const { rest } = this.place
    return html`
      <header>
        <a class="skip button" href=${location.hash || '#/'} @click=${this.#skip}>${t('admin.skip')}</a>
        ${brandMark}
        <span class="title">${t('admin.title')}</span>
        <button id="menu" class="button quiet" type="button" aria-expanded=${this.menu}
          aria-controls="pages" @click=${this.#toggleMenu}>${icons.list}${t('admin.menu')}</button>
        <alongside-language .page=${ownPage}></alongside-language>
        <span class="account">${account.name}</span>
        <button class="button quiet" type="button" @click=${this.#signOut}>
          ${t('admin.sign_out')}
        </button>
      </header>
      <div class="body" @toast=${this.#toast}>
        <nav id="pages" aria-label=${t('admin.menu')} class=${this.menu ? 'open' : ''}
          @keydown=${this.#menuKey}>
          ${PAGES.map(
            ({ name, title }) =>
              html`<a href=${hrefOf(name)} @click=${this.#chosen}
                aria-current=${name === this.place.page ? 'page' : nothing}>${t(title)}</a>`,
          )}
        </nav>
        <main tabindex="-1">${keyed(rest.join('/'), this.#page?.draw(rest))}</main>
      </div>
      <alongside-toast></alongside-toast>
    `
  }

  async #knock(): Promise<void> {
    const account = await whoAmI().catch(() => null)
    if (account) await this.#enter(account)
    else if (await isSetUp()) this.stage = { at: 'sign-in', because: null }
    else this.stage = { at: 'set-up' }
  }

  async #enter(account: Account): Promise<void> {
    const before = this.stage.at
    this.stage = { at: account.role === 'operator' ? 'inside' : 'elsewhere', account }
    await this.updateComplete
    // The form that had the focus is gone.
    if (before !== 'door') await this.#focusPage()
  }

  readonly #signOut = async (): Promise<void> => {
    try {
      await signOut()
      this.#leave('admin.sign_in.ended')
    } catch {
      this.#leave('admin.sign_in.not_told')
    }
  }

  #leave(because: Key): void {
    this.menu = false
    this.stage = { at: 'sign-in', because }
  }

  readonly #moved = async (): Promise<void> => {
    this.place = placeOf(location.hash, NAMES)
    this.menu = false
    await this.updateComplete
    await this.#focusPage()
  }

  /** Whoever reads with their ears hears where they are now. */
  async #focusPage(): Promise<void> {
    const page = this.main?.firstElementChild
    if (page instanceof LitElement) await page.updateComplete
    const heading = page?.shadowRoot?.querySelector('h1') ?? this.main
    heading?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }

  readonly #skip = (event: Event): void => {
    event.preventDefault()
    this.main?.focus()
  }

  readonly #toggleMenu = (): void => {
    this.menu = !this.menu
  }

  /** Also where it is the page that is shown. */
  readonly #chosen = (): void => {
    this.menu = false
  }

  readonly #menuKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.menu) return
    this.menu = false
    this.menuButton.focus()
  }

  readonly #toast = (event: CustomEvent<string>): void => this.toasts?.show(event.detail)
}
