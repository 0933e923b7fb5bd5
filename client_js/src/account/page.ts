import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { brandMark } from '../agent/brand.js'
import type { OwnPage } from '../i18n/own_page.js'
import { controls } from '../ui/controls.js'
import '../ui/language_select.js'
import { type Account, account, Refused } from './api.js'
import { errorKey } from './errors.js'
import './factor.js'
import './password.js'
import './sign_ins.js'
import { accountStyles } from './styles.js'
import { type Key, t } from './texts.js'

/** The page `/account`: what agents do with their own accounts. */
@customElement('alongside-account')
export class AccountPage extends LitElement {
  static override styles = [
    controls,
    accountStyles,
    css`
      main {
        display: grid;
        gap: var(--space-4);
        max-width: 720px;
        margin: 0 auto;
        padding: var(--space-5) var(--space-4);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3);
      }
      header div {
        flex: 1 1 200px;
      }
      .mark {
        flex: none;
        width: 44px;
        height: 44px;
      }
      h1 {
        margin: 0;
        font-size: var(--text-title);
        line-height: 1.25;
      }
    `,
  ]

  @property({ attribute: false }) page!: OwnPage
  /** Undefined: not known yet. Null: nobody is signed in. */
  @state() private account: Account | null | undefined
  @state() private problem: Key | null = null

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#load()
  }

  override render(): TemplateResult {
    const { account } = this
    return html`<main @changed=${this.#load}>
      <header>${brandMark}
        <div>
          <h1>${t('account.title')}</h1>
          ${
            account
              ? html`<p class="soft">${t('account.lead', { name: account.name, user_name: account.user_name })}</p>`
              : nothing
          }
        </div>
        <a class="button" href=${account?.role === 'operator' ? '/admin/' : '/agent/'}>${t('account.back')}</a>
      </header>
      ${this.problem ? html`<p class="answer error" role="alert">${t(this.problem)}</p>` : nothing}
      ${account === undefined ? nothing : this.#parts(account)}
      <footer><alongside-language .page=${this.page}></alongside-language></footer>
    </main>`
  }

  override updated(): void {
    document.title = t('account.title')
  }

  #parts(account: Account | null): TemplateResult {
    if (account === null) {
      return html`<p class="soft">${t('account.signed_out')}</p>
        <alongside-account-factor .account=${null}></alongside-account-factor>`
    }
    return html`
      ${
        account.has_password
          ? html`<alongside-account-factor .account=${account}></alongside-account-factor>
            <alongside-account-password .account=${account}></alongside-account-password>`
          : html`<p class="card">${t('account.elsewhere')}</p>`
      }
      <alongside-account-sign-ins .account=${account}></alongside-account-sign-ins>
    `
  }

  readonly #load = async (): Promise<void> => {
    try {
      this.account = await account()
      this.problem = null
    } catch (error) {
      this.problem = errorKey(error instanceof Refused ? error.code : 'internal')
    }
  }
}
