import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { SignalingError } from '../signaling/socket.js'
import { controls } from '../ui/controls.js'
import '../ui/language_select.js'
import type { OwnPage } from '../i18n/own_page.js'
import { type Account, provider, signIn } from './api.js'
import { brandMark } from './brand.js'
import { errorSentence } from './errors.js'
import { ownPage } from './own_page.js'
import { type Key, say, t } from './texts.js'

/** What may be wrong with a password that somebody chooses. */
const OF_OWN: ReadonlySet<string> = new Set(['weak_password', 'bad_request'])

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
      small {
        color: var(--ink-soft);
        font-size: var(--text-small);
        font-weight: 400;
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
      a.button {
        margin-top: var(--space-4);
        width: 100%;
        text-decoration: none;
        white-space: normal;
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
  /** The password was right, and there is a second factor. */
  @state() private asksCode = false
  /** The password was right, and somebody else has set it. */
  @state() private asksOwn = false
  /** What the operator calls the provider that agents may sign in at, too. */
  @state() private provider: string | null = null

  @query('#user-name') private readonly userName!: HTMLInputElement
  @query('#password') private readonly password!: HTMLInputElement
  @query('#own') private readonly own!: HTMLInputElement | null
  @query('#code') private readonly code!: HTMLInputElement | null

  override firstUpdated(): void {
    this.userName.focus()
    void provider().then((name) => {
      this.provider = name
    })
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
          ${this.asksOwn ? this.#own() : nothing} ${this.asksCode ? this.#code() : nothing}
          ${this.#answer()}
          <button class="button primary" type="submit" aria-disabled=${this.busy ? 'true' : 'false'}>
            ${t(this.busy ? 'agent.sign_in.busy' : 'agent.sign_in.submit')}
          </button>
        </form>
        ${
          this.provider
            ? html`<a class="button" href="/api/v1/oidc/begin">
              ${t('agent.sign_in.provider', { provider: this.provider })}
            </a>`
            : nothing
        }
        <footer><alongside-language .page=${this.page}></alongside-language></footer>
      </main>
    `
  }

  #own(): TemplateResult {
    return html`<label>
      <span id="own-name">${t('agent.sign_in.own_password')}</span>
      <input id="own" class="field" type="password" name="own" autocomplete="new-password" required
        minlength="10" maxlength="256" aria-labelledby="own-name" aria-describedby="why answer"
        aria-invalid=${OF_OWN.has(this.errorCode ?? '') ? 'true' : 'false'} />
      <small id="why">${t('agent.sign_in.own_password_why')}</small>
    </label>`
  }

  #code(): TemplateResult {
    return html`<label>
      ${t('agent.sign_in.code')}
      <input id="code" class="field" name="code" autocomplete="one-time-code" autocapitalize="none"
        spellcheck="false" required maxlength="64" aria-describedby="answer"
        aria-invalid=${this.errorCode === 'bad_second_factor' ? 'true' : 'false'} />
    </label>`
  }

  #answer(): TemplateResult {
    const text = this.errorCode
      ? say(errorSentence(this.errorCode, 'sign-in'))
      : this.because && !this.busy
        ? t(this.because)
        : this.busy
          ? ''
          : this.note
    return html`<div id="answer" role="alert" class="answer ${this.errorCode ? '' : 'plain'}">
      ${text}
      ${
        this.errorCode === 'second_factor_required'
          ? html`<a href="/account">${t('agent.sign_in.set_up')}</a>`
          : nothing
      }
    </div>`
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (this.busy) return
    this.busy = true
    this.errorCode = null
    try {
      const detail: Account = await signIn(this.userName.value.trim(), this.password.value, {
        code: this.code?.value.trim(),
        new_password: this.own?.value,
      })
      this.dispatchEvent(new CustomEvent('signed-in', { detail }))
    } catch (error) {
      await this.#refused(error instanceof SignalingError ? error.code : 'internal')
    } finally {
      this.busy = false
    }
  }

  async #refused(code: string): Promise<void> {
    if (code === 'second_factor_needed') {
      this.asksCode = true
    } else if (code === 'password_change_needed') {
      this.asksOwn = true
    } else {
      this.errorCode = code
      // Whose password it is may have changed: then it is asked again.
      if (code === 'bad_credentials') this.asksCode = this.asksOwn = false
    }
    await this.updateComplete
    const isOwn = OF_OWN.has(code) || code === 'password_change_needed'
    const wrong = (isOwn ? this.own : this.code) ?? this.password
    wrong.focus()
    wrong.select()
  }
}
