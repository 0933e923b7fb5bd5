import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { controls } from '../ui/controls.js'
import { type Account, changePassword } from './api.js'
import { errorKey } from './errors.js'
import { accountStyles } from './styles.js'
import { codeOf } from './submit.js'
import { type Key, t } from './texts.js'

/** Another password. Fires `changed`. */
@customElement('alongside-account-password')
export class AccountPassword extends LitElement {
  static override styles = [controls, accountStyles]

  @property({ attribute: false }) account!: Account
  @state() private problem: Key | null = null
  @state() private done = false
  @state() private busy = false

  @query('form') private readonly form!: HTMLFormElement

  override render(): TemplateResult {
    const answer = this.problem ?? (this.done ? 'account.password.changed' : null)
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">${t('account.password')}</h2>
      <form @submit=${this.#submit}>
        <input type="hidden" autocomplete="username" .value=${this.account.user_name} />
        <label>${t('account.password.now')}
          <input class="field" type="password" name="now" autocomplete="current-password" required
            maxlength="256" aria-describedby="answer" />
        </label>
        <label>${t('account.password.new')}
          <input class="field" type="password" name="new" autocomplete="new-password" required
            minlength="10" maxlength="256" aria-describedby="rules answer" />
        </label>
        <p id="rules" class="soft">${t('account.password.rules')}</p>
        ${
          this.account.second_factor.on
            ? html`<label>${t('account.code')}
              <input class="field" name="code" autocomplete="one-time-code" autocapitalize="none"
                spellcheck="false" required maxlength="64" aria-describedby="answer" />
            </label>`
            : nothing
        }
        <div class="buttons">
          <button class="button primary" type="submit" aria-disabled=${this.busy ? 'true' : 'false'}>
            ${t(this.busy ? 'account.working' : 'account.password.change')}
          </button>
        </div>
      </form>
      <p id="answer" class="answer ${this.problem ? 'error' : ''}" role="alert">${answer ? t(answer) : ''}</p>
    </section>`
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (this.busy) return
    const values = new FormData(this.form)
    const text = (name: string): string => String(values.get(name) ?? '')
    this.busy = true
    this.problem = null
    this.done = false
    const code = await codeOf(() =>
      changePassword(text('now'), text('new'), text('code').trim() || undefined),
    )
    this.busy = false
    if (code !== null) {
      this.problem = errorKey(code)
      return
    }
    this.done = true
    this.form.reset()
    this.dispatchEvent(new CustomEvent('changed', { bubbles: true, composed: true }))
  }
}
