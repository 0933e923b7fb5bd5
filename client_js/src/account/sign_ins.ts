import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../ui/controls.js'
import { type Account, endSignIn, type SignInInfo, signOut } from './api.js'
import { errorKey } from './errors.js'
import { accountStyles } from './styles.js'
import { codeOf } from './submit.js'
import { type Key, locale, t } from './texts.js'

/** Where the account is signed in. Fires `changed`. */
@customElement('alongside-account-sign-ins')
export class AccountSignIns extends LitElement {
  static override styles = [
    controls,
    accountStyles,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-4);
        padding: var(--space-3) 0;
        border-top: 1px solid var(--line);
      }
      li:first-child {
        border-top: 0;
      }
      li div {
        flex: 1 1 220px;
      }
      .here {
        padding: 2px var(--space-3);
        border-radius: var(--radius-round);
        background: var(--accent-soft);
        color: var(--accent-soft-ink);
        font-size: var(--text-small);
        font-weight: 600;
      }
    `,
  ]

  @property({ attribute: false }) account!: Account
  @state() private problem: Key | null = null
  @state() private done = false

  override render(): TemplateResult {
    const { sign_ins } = this.account
    const answer = this.problem ?? (this.done ? 'account.sign_ins.ended' : null)
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">${t('account.sign_ins.title')}</h2>
      <ul>${sign_ins.map((one) => this.#row(one))}</ul>
      ${
        sign_ins.length > 1
          ? html`<div class="buttons"><button class="button" type="button"
            @click=${() => this.#end(null)}>${t('account.sign_ins.end_others')}</button></div>`
          : nothing
      }
      <p class="answer ${this.problem ? 'error' : ''}" role="alert">${answer ? t(answer) : ''}</p>
    </section>`
  }

  #row(one: SignInInfo): TemplateResult {
    const browser = one.browser || t('account.sign_ins.unknown')
    const since = shown(one.since)
    return html`<li>
      <div>
        <h3>${browser}</h3>
        <p class="soft">${t('account.sign_ins.when', { since, seen: shown(one.seen_at) })}</p>
      </div>
      ${one.current ? html`<span class="here">${t('account.sign_ins.here')}</span>` : nothing}
      <button class="button" type="button" @click=${() => this.#end(one)}
        aria-label=${t('account.sign_ins.end_named', { browser, since })}>
        ${t('account.sign_ins.end')}
      </button>
    </li>`
  }

  /** Null: all but this one. */
  async #end(one: SignInInfo | null): Promise<void> {
    this.done = false
    const code = await codeOf(() => (one?.current ? signOut() : endSignIn(one?.id ?? null)))
    this.problem = code === null ? null : errorKey(code)
    this.done = code === null
    this.dispatchEvent(new CustomEvent('changed', { bubbles: true, composed: true }))
  }
}

function shown(at: number): string {
  return new Date(at * 1000).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' })
}
