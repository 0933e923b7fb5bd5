import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { SignalingError } from '../signaling/socket.js'
import { controls } from '../ui/controls.js'
import '../ui/language_select.js'
import type { OwnPage } from '../i18n/own_page.js'
import { type Account, signIn } from './api.js'
import { brandMark } from './brand.js'
import { errorSentence } from './errors.js'
import { ownPage } from './own_page.js'
import { type Key, say, t } from './texts.js'

/** The sign-in page. Fires `signed-in` with the Account as its detail. */
@customElement('alongside-sign-in')
export class SignIn extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        place-items: center;
        min-height: 100%;
        padding: var(--space-4);
        background: var(--surface-sunken);
        color: var(--ink);
        font: 400 var(--text) / var(--leading) var(--font);
      }
      main {
        width: min(400px, 100%);
        padding: var(--space-6);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface);
        box-shadow: var(--shadow-small);
      }
      .mark {
        width: 44px;
        height: 44px;
      }
      h1 {
        margin: var(--space-4) 0 var(--space-1);
        font-size: var(--text-title);
        line-height: 1.25;
      }
      p {
        margin: 0;
        color: var(--ink-soft);
      }
      form {
        display: grid;
        gap: var(--space-4);
        margin-top: var(--space-5);
      }
      label {
        display: grid;
        gap: var(--space-1);
        font-weight: 600;
      }
      footer {
        margin-top: var(--space-4);
      }
      .field {
        min-height: 44px;
      }
      .button {
        min-height: 44px;
      }
      .answer {
        min-height: 1.45em;
        color: var(--live-soft-ink);
        font-size: var(--text-small);
      }
      .answer.plain {
        color: var(--ink-soft);
      }
    `,
  ]

  /** Why the agent is here, if she was signed in until now. */
  @property({ attribute: false }) because: Key | null = null

  /** On another page than the agent's console: that page, whom it is for, and its own `because`. */
  @property({ attribute: false }) page: OwnPage = ownPage
  @property() lead = ''
  @property() note = ''

  @state() private busy = false
  @state() private errorCode: string | null = null

  @query('#user-name') private readonly userName!: HTMLInputElement
  @query('#password') private readonly password!: HTMLInputElement

  override firstUpdated(): void {
    this.userName.focus()
  }

  override render(): TemplateResult {
    const wrong = this.errorCode === 'bad_credentials' ? 'true' : 'false'
    return html`
      <main>
        ${brandMark}
        <h1>${t('agent.sign_in.heading')}</h1>
        <p>${this.lead || t('agent.sign_in.lead')}</p>
        <form @submit=${this.#submit}>
          <label>
            ${t('agent.sign_in.user_name')}
            <input id="user-name" class="field" name="username" autocomplete="username"
              autocapitalize="none" spellcheck="false" required maxlength="128"
              aria-describedby="answer" aria-invalid=${wrong} />
          </label>
          <label>
            ${t('agent.sign_in.password')}
            <input id="password" class="field" type="password" name="password"
              autocomplete="current-password" required maxlength="1024"
              aria-describedby="answer" aria-invalid=${wrong} />
          </label>
          ${this.#answer()}
          <button class="button primary" type="submit" aria-disabled=${this.busy ? 'true' : 'false'}>
            ${t(this.busy ? 'agent.sign_in.busy' : 'agent.sign_in.submit')}
          </button>
        </form>
        <footer><alongside-language .page=${this.page}></alongside-language></footer>
      </main>
    `
  }

  #answer(): TemplateResult {
    const text = this.errorCode
      ? say(errorSentence(this.errorCode, 'sign-in'))
      : this.because && !this.busy
        ? t(this.because)
        : this.busy
          ? ''
          : this.note
    return html`<div id="answer" role="alert" class="answer ${this.errorCode ? '' : 'plain'}">${text}</div>`
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (this.busy) return
    this.busy = true
    this.errorCode = null
    try {
      const detail: Account = await signIn(this.userName.value.trim(), this.password.value)
      this.dispatchEvent(new CustomEvent('signed-in', { detail }))
    } catch (error) {
      this.errorCode = error instanceof SignalingError ? error.code : 'internal'
      this.password.select()
    } finally {
      this.busy = false
    }
  }
}
