import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { dialogStyles } from '../../agent/dialog_styles.js'
import { controls } from '../../ui/controls.js'
import { t } from '../texts.js'

export interface Question {
  readonly question: string
  /** What happens on yes, and to whom. */
  readonly body: string
  /** What the button says that does it. */
  readonly yes: string
  readonly tone?: 'primary' | 'danger'
}

/** Asks before an act that others notice: `if (await confirm.ask({...}))`. */
@customElement('alongside-admin-confirm')
export class Confirm extends LitElement {
  static override styles = [controls, dialogStyles]

  @state() private asked: Question = { question: '', body: '', yes: '' }
  @query('dialog') private readonly dialog!: HTMLDialogElement
  #answer: ((yes: boolean) => void) | null = null

  async ask(asked: Question): Promise<boolean> {
    this.#done(false)
    this.asked = asked
    await this.updateComplete
    this.dialog.showModal()
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#done(false)
  }

  override render(): TemplateResult {
    const { question, body, yes, tone } = this.asked
    return html`
      <dialog aria-labelledby="question" aria-describedby="body" @close=${() => this.#done(false)}>
        <h2 id="question">${question}</h2>
        <p id="body">${body}</p>
        <div class="buttons">
          <button class="button" type="button" autofocus @click=${() => this.#done(false)}>
            ${t('admin.cancel')}
          </button>
          <button class="button ${tone ?? 'primary'}" type="button" @click=${() => this.#done(true)}>
            ${yes}
          </button>
        </div>
      </dialog>
    `
  }

  #done(yes: boolean): void {
    const answer = this.#answer
    this.#answer = null
    if (this.dialog?.open) this.dialog.close()
    answer?.(yes)
  }
}
