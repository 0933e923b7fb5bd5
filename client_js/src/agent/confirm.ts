import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { controls } from '../ui/controls.js'
import { dialogStyles } from './dialog_styles.js'
import { t } from './texts.js'

/** A question before an act that others notice. `ask()` opens it; `confirm` is fired on yes. */
@customElement('alongside-confirm')
export class Confirm extends LitElement {
  static override styles = [controls, dialogStyles]

  @property() question = ''
  @property() body = ''
  @property() yes = ''
  @property() tone: 'primary' | 'danger' = 'primary'

  @query('dialog') private readonly dialog!: HTMLDialogElement

  ask(): void {
    if (!this.dialog.open) this.dialog.showModal()
  }

  override render(): TemplateResult {
    return html`
      <dialog aria-labelledby="question" aria-describedby="body">
        <h2 id="question">${this.question}</h2>
        <p id="body">${this.body}</p>
        <div class="buttons">
          <button class="button" type="button" @click=${this.#close}>${t('agent.cancel')}</button>
          <button class="button ${this.tone}" type="button" autofocus @click=${this.#confirm}>
            ${this.yes}
          </button>
        </div>
      </dialog>
    `
  }

  #close(): void {
    this.dialog.close()
  }

  #confirm(): void {
    this.dialog.close()
    this.dispatchEvent(new CustomEvent('confirm'))
  }
}
