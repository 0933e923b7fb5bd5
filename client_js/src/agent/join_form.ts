import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { controls } from '../ui/controls.js'
import type { Desk } from './desk.js'
import { errorSentence } from './errors.js'
import { joinStyles } from './inbox_styles.js'
import { panels } from './styles.js'
import { say, t } from './texts.js'

/** Into a session by the ID that the customer reads out. Fires `joined`. */
@customElement('alongside-join-form')
export class JoinForm extends LitElement {
  static override styles = [controls, panels, joinStyles]

  @property({ attribute: false }) desk!: Desk
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @state() private codeMissing = false

  @query('#code') private readonly code!: HTMLInputElement

  override render(): TemplateResult {
    const code = this.desk.errorAt('join')
    const error = this.codeMissing
      ? t('agent.join.empty')
      : code
        ? say(errorSentence(code, 'join'))
        : ''
    return html`
      <form class="join" @submit=${this.#join} aria-labelledby="join-heading">
        <h3 id="join-heading">${t('agent.join.heading')}</h3>
        <div class="join-row">
          <input id="code" class="field" dir="ltr" aria-label=${t('session.code')} autocomplete="off"
            autocapitalize="characters" spellcheck="false" maxlength="32" placeholder="ABCD-1234"
            aria-describedby="join-answer join-hint" aria-invalid=${error ? 'true' : 'false'}
            @input=${this.#typed} />
          <button class="button" type="submit">${t('agent.join.submit')}</button>
        </div>
        <p class="answer">
          <span id="join-answer" role="alert" class="error">${error}</span>
          <span id="join-hint" class="soft" ?hidden=${error !== ''}>${t('agent.join.hint')}</span>
        </p>
      </form>
    `
  }

  #typed(): void {
    this.codeMissing = false
    this.desk.clearError('join')
  }

  async #join(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const code = this.code.value.trim().toUpperCase()
    this.codeMissing = code === ''
    if (this.codeMissing) {
      this.code.focus()
    } else if (await this.desk.join(code)) {
      this.code.value = ''
      this.dispatchEvent(new CustomEvent('joined', { bubbles: true, composed: true }))
    } else {
      this.code.select()
    }
  }
}
