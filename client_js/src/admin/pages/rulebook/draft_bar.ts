import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import '../../parts/confirm.js'
import type { Confirm } from '../../parts/confirm.js'
import { codeOf, errorText } from '../../parts/errors.js'
import { pageStyles } from '../../parts/page_styles.js'
import { toast } from '../../parts/toast.js'
import type { Book } from './book.js'
import { authorWords, type FieldWords } from './change_words.js'
import './publish_dialog.js'
import type { PublishDialog } from './publish_dialog.js'
import { locale, t } from './texts.js'

/** What state the rules are in, and what can be done with it. Stays in sight. */
@customElement('alongside-draft-bar')
export class DraftBar extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      :host {
        position: sticky;
        inset-block-start: 0;
        z-index: 2;
        margin-bottom: var(--space-4);
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        padding: var(--space-2) var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-raised);
        box-shadow: var(--shadow-small);
      }
      @media (max-width: 559px) {
        :host {
          position: static;
        }
      }
      .about {
        flex: 1 1 200px;
        color: var(--ink-soft);
        font-size: var(--text-small);
      }
      .notice {
        margin: var(--space-2) 0 0;
      }
    `,
  ]

  @property({ attribute: false }) book!: Book<object>
  /** The book is an object that changes: a counter says so. */
  @property({ attribute: false }) turn = 0
  @property({ attribute: false }) words!: FieldWords
  /** Why it may not be saved; null: it may. */
  @property({ attribute: false }) wrong: string | null = null
  /** What is to be known before publishing. */
  @property({ attribute: false }) warning: string | null = null

  @state() private busy = false
  @state() private failure: string | null = null

  @query('alongside-admin-confirm') private readonly confirm!: Confirm
  @query('alongside-publish-dialog') private readonly dialog!: PublishDialog

  override render(): TemplateResult {
    const { state } = this.book
    return html`
      <div class="bar" role="group" aria-label=${t('admin.rulebook.state')}>
        <span class="badge ${state === 'published' ? 'good' : 'warn'}">
          ${t(`admin.rulebook.${state}`)}
        </span>
        <span class="about" role="status">${this.#about()}</span>
        <div class="buttons">${this.#buttons()}</div>
      </div>
      ${this.wrong && state === 'unsaved' ? html`<p class="notice bad">${this.wrong}</p>` : nothing}
      ${this.failure ? html`<p class="notice bad" role="alert">${this.failure}</p>` : nothing}
      ${this.book.isOvertaken ? this.#overtaken() : nothing}
      <alongside-admin-confirm></alongside-admin-confirm>
      <alongside-publish-dialog></alongside-publish-dialog>
    `
  }

  #about(): string {
    const { draft, published } = this.book.server
    const date = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' })
    if (draft !== null) {
      const when = date.format(draft.at * 1000)
      const changes = draft.changes.length
      return t('admin.rulebook.about_draft', { who: authorWords(draft.by), when, changes })
    }
    const { number, at, by } = published
    return t('admin.rulebook.about_version', {
      number,
      who: authorWords(by),
      when: date.format(at * 1000),
    })
  }

  #buttons(): TemplateResult {
    const { state, server } = this.book
    const button = (key: Parameters<typeof t>[0], act: () => Promise<void>, primary = false) =>
      html`<button class="button ${primary ? 'primary' : ''}" type="button"
        ?disabled=${this.busy} @click=${() => void this.#do(act)}>${t(key)}</button>`
    return html`
      ${state === 'unsaved' ? button('admin.rulebook.revert', this.#revert) : nothing}
      ${state === 'draft' ? button('admin.rulebook.drop', this.#drop) : nothing}
      ${state === 'unsaved' ? button('admin.rulebook.save', this.#save) : nothing}
      ${
        state === 'published' || server === null
          ? nothing
          : button('admin.rulebook.publish', this.#publish, true)
      }
    `
  }

  #overtaken(): TemplateResult {
    return html`<div class="notice warn" role="alert">
      <span>${t('admin.rulebook.overtaken')}</span>
      <button class="button" type="button" @click=${() => this.book.revert()}>
        ${t('admin.rulebook.show_theirs')}
      </button>
    </div>`
  }

  readonly #revert = async (): Promise<void> => {
    const question = t('admin.rulebook.revert_question')
    const body = t('admin.rulebook.revert_body')
    const yes = t('admin.rulebook.revert')
    if (await this.confirm.ask({ question, body, yes, tone: 'danger' })) this.book.revert()
  }

  readonly #drop = async (): Promise<void> => {
    const question = t('admin.rulebook.drop_question')
    const body = t('admin.rulebook.drop_body')
    const yes = t('admin.rulebook.drop')
    if (!(await this.confirm.ask({ question, body, yes, tone: 'danger' }))) return
    await this.book.drop()
    toast(this, t('admin.rulebook.dropped'))
  }

  readonly #save = async (): Promise<void> => {
    if (this.wrong !== null) return
    await this.book.save()
    toast(this, t('admin.rulebook.saved'))
  }

  readonly #publish = async (): Promise<void> => {
    if (this.wrong !== null && this.book.state === 'unsaved') return
    if (this.book.state === 'unsaved') await this.book.save()
    const { server, isBehind } = this.book
    const behind = isBehind ? t('admin.rulebook.behind') : null
    const warnings = [behind, this.warning].filter((one) => one !== null)
    const note = await this.dialog.ask(server.draft?.changes ?? [], this.words, warnings)
    if (note === null) return
    const number = await this.book.publish(note)
    this.dispatchEvent(new CustomEvent('published', { bubbles: true, composed: true }))
    toast(this, t('admin.rulebook.published_now', { number }))
  }

  async #do(act: () => Promise<void>): Promise<void> {
    this.busy = true
    this.failure = null
    try {
      await act()
    } catch (error) {
      this.failure = codeOf(error) === 'version_changed' ? null : refusal(error)
    } finally {
      this.busy = false
    }
  }
}

function refusal(error: unknown): string {
  const refused = ['bad_policy', 'bad_redaction_policy', 'bad_request'].includes(codeOf(error))
  return refused ? t('admin.rulebook.refused') : errorText(error)
}
