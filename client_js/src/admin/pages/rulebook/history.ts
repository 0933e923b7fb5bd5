import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import '../../parts/confirm.js'
import type { Confirm } from '../../parts/confirm.js'
import { codeOf, errorText } from '../../parts/errors.js'
import { pageStyles } from '../../parts/page_styles.js'
import { toast } from '../../parts/toast.js'
import type { Book } from './book.js'
import type { BookApi, Version } from './book_api.js'
import { changeList } from './change_list.js'
import { authorWords, type FieldWords } from './change_words.js'
import { locale, t } from './texts.js'

/** The versions, the newest first; each opens to what it changed, and can be restored. */
@customElement('alongside-history')
export class History extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      details {
        border-top: 1px solid var(--line);
      }
      summary {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
        padding: var(--space-2) 0;
        cursor: pointer;
      }
      summary::before {
        content: '▸';
        color: var(--ink-soft);
      }
      details[open] > summary::before {
        content: '▾';
      }
      .inside {
        padding-block-end: var(--space-3);
        padding-inline-start: var(--space-5);
      }
      .note {
        flex-basis: 100%;
        padding-inline-start: var(--space-5);
        overflow-wrap: anywhere;
      }
    `,
  ]

  @property({ attribute: false }) book!: Book<object>
  @property({ attribute: false }) api!: BookApi<object>
  @property({ attribute: false }) words!: FieldWords
  /** The number of the version that is published: with another one the list is read anew. */
  @property({ attribute: false }) newest = 0

  @state() private versions: readonly Version<object>[] = []
  @state() private failure: string | null = null
  #next: string | null = null
  readonly #opened = new Map<number, Version<object>>()

  @query('alongside-admin-confirm') private readonly confirm!: Confirm

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('newest') || changed.has('api')) void this.#read(null)
  }

  override render(): TemplateResult {
    return html`
      ${this.failure ? html`<p class="notice bad" role="alert">${this.failure}</p>` : nothing}
      <ol>
        ${this.versions.map((version) => html`<li>${this.#entry(version)}</li>`)}
      </ol>
      ${
        this.#next === null
          ? nothing
          : html`<button class="button" type="button" @click=${() => void this.#read(this.#next)}>
              ${t('admin.rulebook.older')}
            </button>`
      }
      <alongside-admin-confirm></alongside-admin-confirm>
    `
  }

  #entry({ number, at, by, note }: Version<object>): TemplateResult {
    const date = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' })
    const opened = this.#opened.get(number)
    return html`<details @toggle=${(event: Event) => this.#toggled(event, number)}>
      <summary>
        <strong>${t('admin.rulebook.version', { number })}</strong>
        <span class="soft">${date.format(at * 1000)}</span>
        <span class="soft">${authorWords(by)}</span>
        ${number === this.newest ? html`<span class="badge good">${t('admin.rulebook.current')}</span>` : nothing}
        ${note ? html`<span class="note"><bdi>${note}</bdi></span>` : nothing}
      </summary>
      <div class="inside">
        ${this.#changes(opened)}
        ${
          number === this.newest
            ? nothing
            : html`<button class="button" type="button" @click=${() => void this.#restore(number)}>
                ${t('admin.rulebook.restore', { number })}
              </button>`
        }
      </div>
    </details>`
  }

  #changes(opened: Version<object> | undefined): TemplateResult | typeof nothing {
    if (!opened) return nothing
    if (!opened.changes) return html`<p class="soft">${t('admin.rulebook.first')}</p>`
    return changeList(opened.changes, this.words)
  }

  #toggled(event: Event, number: number): void {
    if ((event.currentTarget as HTMLDetailsElement).open && !this.#opened.has(number)) {
      void this.#try(async () => {
        this.#opened.set(number, await this.api.version(number))
      })
    }
  }

  async #read(cursor: string | null): Promise<void> {
    const { api } = this
    await this.#try(async () => {
      const page = await api.versions(cursor)
      if (api !== this.api) return
      if (cursor === null) this.#opened.clear()
      this.versions = [...(cursor === null ? [] : this.versions), ...page.versions]
      this.#next = page.next
    })
  }

  async #restore(number: number): Promise<void> {
    const question = t('admin.rulebook.restore_question', { number })
    const body = t('admin.rulebook.restore_body')
    const yes = t('admin.rulebook.restore', { number })
    if (!(await this.confirm.ask({ question, body, yes }))) return
    await this.#try(async () => {
      const note = t('admin.rulebook.restore_note', { number })
      const made = await this.book.restore(number, note)
      toast(this, t('admin.rulebook.published_now', { number: made }))
    })
  }

  async #try(act: () => Promise<void>): Promise<void> {
    this.failure = null
    try {
      await act()
    } catch (error) {
      const overtaken = codeOf(error) === 'version_changed'
      this.failure = overtaken ? t('admin.rulebook.restore_overtaken') : errorText(error)
    }
    this.requestUpdate()
  }
}
