import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { dialogStyles } from '../../../agent/dialog_styles.js'
import { controls } from '../../../ui/controls.js'
import { field } from '../../parts/fields.js'
import { pageStyles } from '../../parts/page_styles.js'
import type { Change } from './book_api.js'
import { changeList } from './change_list.js'
import type { FieldWords } from './change_words.js'
import { t } from './texts.js'

interface Asked {
  changes: readonly Change[]
  words: FieldWords | null
  warnings: readonly string[]
}

/** Says what will be different, and asks for a note. */
@customElement('alongside-publish-dialog')
export class PublishDialog extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    dialogStyles,
    css`
      dialog {
        width: min(620px, calc(100vw - 2 * var(--space-4)));
      }
      ul {
        max-height: 40vh;
        overflow: auto;
      }
    `,
  ]

  @state() private asked: Asked = { changes: [], words: null, warnings: [] }
  @state() private note = ''
  @query('dialog') private readonly dialog!: HTMLDialogElement
  #answer: ((note: string | null) => void) | null = null

  /** Resolves to the note, or to null. */
  async ask(
    changes: readonly Change[],
    words: FieldWords,
    warnings: readonly string[],
  ): Promise<string | null> {
    this.#done(null)
    this.asked = { changes, words, warnings }
    this.note = ''
    await this.updateComplete
    this.dialog.showModal()
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#done(null)
  }

  override render(): TemplateResult {
    const { changes, words, warnings } = this.asked
    return html`
      <dialog aria-labelledby="publish-question" @close=${() => this.#done(null)}>
        <h2 id="publish-question">${t('admin.rulebook.publish_question')}</h2>
        <p>${t('admin.rulebook.publish_body')}</p>
        ${warnings.map((warning) => html`<p class="notice warn">${warning}</p>`)}
        ${words === null ? nothing : changeList(changes, words)}
        <form @submit=${this.#submit}>
          ${field({
            id: 'note',
            label: t('admin.rulebook.note'),
            hint: t('admin.rulebook.note_hint'),
            value: this.note,
            most: 300,
            onInput: (note) => {
              this.note = note
            },
          })}
          <div class="buttons">
            <button class="button" type="button" @click=${() => this.#done(null)}>
              ${t('admin.rulebook.cancel')}
            </button>
            <button class="button primary" type="submit">${t('admin.rulebook.publish_now')}</button>
          </div>
        </form>
      </dialog>
    `
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault()
    this.#done(this.note)
  }

  #done(note: string | null): void {
    const answer = this.#answer
    this.#answer = null
    if (this.dialog?.open) this.dialog.close()
    answer?.(note)
  }
}
