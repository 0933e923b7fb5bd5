import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { controls } from '../ui/controls.js'
import { t } from './texts.js'

/** A question before an act that others notice. `ask()` opens it; `confirm` is fired on yes. */
@customElement('alongside-confirm')
export class Confirm extends LitElement {
  static override styles = [
    controls,
    css`
      dialog {
        width: min(440px, calc(100vw - 32px));
        padding: var(--space-5);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface-raised);
        color: var(--ink);
        font: 400 var(--text) / var(--leading) var(--font);
        box-shadow: var(--shadow-large);
      }
      dialog::backdrop {
        background: rgb(16 20 34 / 55%);
      }
      h2 {
        margin: 0 0 var(--space-2);
        font-size: var(--text-large);
        line-height: 1.3;
      }
      p {
        margin: 0;
        color: var(--ink-soft);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--space-2);
        margin-top: var(--space-5);
      }
    `,
  ]

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
