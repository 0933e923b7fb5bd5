import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { controls } from '../ui/controls.js'
import { accountStyles } from './styles.js'
import { type Key, t } from './texts.js'

/** Recovery codes, once. Fires `done`. */
@customElement('alongside-account-codes')
export class AccountCodes extends LitElement {
  static override styles = [controls, accountStyles]

  @property({ attribute: false }) codes: readonly string[] = []
  @state() private answer: Key | null = null

  @query('h3') private readonly heading!: HTMLElement

  override firstUpdated(): void {
    this.heading.focus()
  }

  override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="title">
      <h3 id="title" tabindex="-1">${t('account.codes.title')}</h3>
      <p>${t('account.codes.lead')}</p>
      <ol class="codes">${this.codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>
      <div class="buttons">
        <button class="button" type="button" @click=${this.#copy}>${t('account.codes.copy')}</button>
        <button class="button primary" type="button" @click=${this.#done}>
          ${t('account.codes.done')}
        </button>
      </div>
      <p class="answer" role="status">${this.answer ? t(this.answer) : ''}</p>
    </section>`
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.codes.join('\n'))
      this.answer = 'account.codes.copied'
    } catch {
      this.answer = 'account.codes.not_copied'
    }
  }

  readonly #done = (): void => {
    this.dispatchEvent(new CustomEvent('done'))
  }
}
