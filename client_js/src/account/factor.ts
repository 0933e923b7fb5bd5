import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { controls } from '../ui/controls.js'
import {
  type Account,
  begin,
  confirm,
  type Enrolment,
  newCodes,
  type Proof,
  turnOff,
} from './api.js'
import './codes.js'
import { errorKey } from './errors.js'
import { qrOf } from './qr.js'
import { accountStyles } from './styles.js'
import { codeOf } from './submit.js'
import { type Key, locale, t } from './texts.js'

type Wish = 'set_up' | 'turn_off' | 'new_codes'

/** Where it stands: what there is; who it is, asked anew; the app's turn; what to keep. */
type Phase =
  | { at: 'rest' }
  | { at: 'proof'; wish: Wish }
  | { at: 'app'; proof: Proof; enrolment: Enrolment }
  | { at: 'codes'; codes: readonly string[] }

/** The second factor. Without an account it asks for the user name, too. Fires `changed`. */
@customElement('alongside-account-factor')
export class AccountFactor extends LitElement {
  static override styles = [controls, accountStyles]

  @property({ attribute: false }) account: Account | null = null
  @state() private phase: Phase = { at: 'rest' }
  @state() private problem: Key | null = null
  @state() private busy = false

  @query('form') private readonly form!: HTMLFormElement | null
  @query('[autofocus]') private readonly first!: HTMLElement | null

  override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">${t('account.factor.title')}</h2>
      ${this.#phase()}
      <p id="answer" class="answer error" role="alert">${this.problem ? t(this.problem) : ''}</p>
    </section>`
  }

  #phase(): TemplateResult {
    const { phase } = this
    switch (phase.at) {
      case 'rest':
        return this.#rest()
      case 'proof':
        return this.#proof(phase.wish)
      case 'app':
        return this.#app(phase.enrolment)
      case 'codes':
        return html`<alongside-account-codes .codes=${phase.codes}
          @done=${() => this.#to({ at: 'rest' })}></alongside-account-codes>`
    }
  }

  #rest(): TemplateResult {
    const factor = this.account?.second_factor
    return html`
      <p class="soft">${t('account.factor.why')}</p>
      ${factor ? html`<p>${this.#standing(factor)}</p>` : nothing}
      <div class="buttons">
        ${
          factor?.on
            ? html`${this.#button('new_codes')} ${this.#button('turn_off')}`
            : this.#button('set_up')
        }
      </div>
    `
  }

  #standing(factor: Account['second_factor']): string {
    const required = factor.required ? ` ${t('account.factor.required')}` : ''
    if (!factor.on) return t('account.factor.off') + required
    const since = new Date((factor.since ?? 0) * 1000).toLocaleDateString(locale())
    return t('account.factor.on', { since, left: factor.recovery_codes_left }) + required
  }

  #button(wish: Wish): TemplateResult {
    return html`<button class="button ${wish === 'set_up' ? 'primary' : ''}" type="button"
      @click=${() => this.#to({ at: 'proof', wish })}>${t(`account.factor.${wish}`)}</button>`
  }

  #proof(wish: Wish): TemplateResult {
    return html`<form @submit=${this.#submit}>
      ${
        this.account
          ? html`<input type="hidden" name="user_name" .value=${this.account.user_name} />`
          : html`<label>${t('account.user_name')}
            <input class="field" name="user_name" autocomplete="username" autocapitalize="none"
              spellcheck="false" required maxlength="64" aria-describedby="answer" autofocus />
          </label>`
      }
      <label>${t('account.password')}
        <input class="field" type="password" name="password" autocomplete="current-password" required
          maxlength="256" aria-describedby="answer" ?autofocus=${this.account !== null} />
      </label>
      ${
        wish === 'set_up'
          ? nothing
          : html`<label>${t('account.code')}
            <input class="field" name="code" autocomplete="one-time-code" autocapitalize="none"
              spellcheck="false" required maxlength="64" aria-describedby="answer" />
          </label>`
      }
      ${this.#buttons(wish === 'set_up' ? 'account.continue' : `account.factor.${wish}`)}
    </form>`
  }

  #app({ secret, uri }: Enrolment): TemplateResult {
    const { size, path } = qrOf(uri)
    return html`
      <p>${t('account.factor.scan')}</p>
      <svg class="qr" viewBox="0 0 ${size} ${size}" role="img" shape-rendering="crispEdges"
        aria-label=${t('account.factor.picture')}><path d=${path}></path></svg>
      <p>${t('account.factor.type')}<br /><code>${spaced(secret)}</code></p>
      <form @submit=${this.#submit}>
        <label>${t('account.factor.app_code')}
          <input class="field" name="code" inputmode="numeric" autocomplete="one-time-code" required
            maxlength="16" aria-describedby="answer" autofocus />
        </label>
        ${this.#buttons('account.factor.turn_on')}
      </form>
    `
  }

  #buttons(submit: Key): TemplateResult {
    return html`<div class="buttons">
      <button class="button primary" type="submit" aria-disabled=${this.busy ? 'true' : 'false'}>
        ${t(this.busy ? 'account.working' : submit)}
      </button>
      <button class="button" type="button" @click=${() => this.#to({ at: 'rest' })}>
        ${t('account.cancel')}
      </button>
    </div>`
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (this.busy || !this.form) return
    const values = new FormData(this.form)
    this.busy = true
    this.problem = null
    const code = await codeOf(() => this.#carryOut(values))
    this.busy = false
    if (code !== null) this.problem = errorKey(code)
  }

  async #carryOut(values: FormData): Promise<void> {
    const { phase } = this
    const text = (name: string): string => String(values.get(name) ?? '').trim()
    if (phase.at === 'app') {
      const codes = await confirm({ ...phase.proof, code: text('code') })
      this.#to({ at: 'codes', codes })
    } else if (phase.at === 'proof') {
      const password = String(values.get('password') ?? '')
      const proof: Proof = { user_name: text('user_name'), password }
      await this.#grant(phase.wish, proof, text('code'))
    }
  }

  async #grant(wish: Wish, proof: Proof, code: string): Promise<void> {
    switch (wish) {
      case 'set_up':
        this.#to({ at: 'app', proof, enrolment: await begin(proof) })
        break
      case 'new_codes':
        this.#to({ at: 'codes', codes: await newCodes({ ...proof, code }) })
        break
      case 'turn_off':
        await turnOff({ ...proof, code })
        this.#to({ at: 'rest' })
        break
    }
  }

  async #to(phase: Phase): Promise<void> {
    const before = this.phase.at
    this.phase = phase
    this.problem = null
    if (phase.at === 'rest' && before !== 'rest') {
      this.dispatchEvent(new CustomEvent('changed', { bubbles: true, composed: true }))
    }
    await this.updateComplete
    this.first?.focus()
  }
}

/** In fours, as people read aloud. */
function spaced(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ')
}
