import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { get } from '../../api.js'
import { errorText } from '../../parts/errors.js'
import { eventWords, groupWords, RECORDED } from '../../parts/event_kinds.js'
import { field } from '../../parts/fields.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../../parts/table.js'
import { toast } from '../../parts/toast.js'
import { pathOf, type Rows } from './audit_api.js'
import { columnsOf } from './columns.js'
import { filterStyles } from './filter_styles.js'
import { ANYTHING, isAnything, isId, queryOf, type Search } from './search.js'
import { t } from './texts.js'

const AT_ONCE = 50

/** The rows of the log, the last one first, and what is looked for in them. */
@customElement('alongside-audit-records')
export class AuditRecords extends LitElement {
  static override styles = [controls, pageStyles, filterStyles]

  /** Its key. */
  @property() site = ''
  /** As it stands in the form. */
  @state() private draft: Search = ANYTHING
  /** What the rows are of. */
  @state() private search: Search = ANYTHING
  @state() private wrong: Partial<Search> = {}

  readonly #rows = new Loading(this, () => this.#page())

  override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="records">
      <h2 id="records" tabindex="-1">${t('admin.audit.records')}</h2>
      ${this.#form()}
      ${this.#rows.draw((rows) => this.#found(rows))}
    </section>`
  }

  #form(): TemplateResult {
    return html`<form class="filters" novalidate @submit=${this.#find}>
      ${this.#field('from', { type: 'date' })}
      ${this.#field('to', { type: 'date' })}
      <div class="row">
        <label for="type">${t('admin.audit.kind')}</label>
        <select id="type" class="field" @change=${(event: Event) => this.#type({ type: (event.currentTarget as HTMLSelectElement).value })}>
          <option value="" ?selected=${this.draft.type === ''}>${t('admin.audit.any')}</option>
          ${[...RECORDED].map(
            ([group, kinds]) => html`<optgroup label=${groupWords(group)}>
              ${kinds.map(
                (kind) =>
                  html`<option value=${kind} ?selected=${this.draft.type === kind}>${eventWords(kind)}</option>`,
              )}
            </optgroup>`,
          )}
        </select>
      </div>
      ${this.#field('conversation', { code: true })}
      ${this.#field('by', { code: true })}
      <p class="soft">${t('admin.audit.ids')}</p>
      <div class="buttons">
        <button class="button primary" type="submit">${t('admin.audit.find')}</button>
        ${
          isAnything(this.search) && isAnything(this.draft)
            ? nothing
            : html`<button class="button" type="button" @click=${() => void this.#look(ANYTHING)}>
              ${t('admin.audit.clear')}
            </button>`
        }
      </div>
    </form>`
  }

  #field(
    id: 'from' | 'to' | 'conversation' | 'by',
    more: { type?: 'date'; code?: boolean },
  ): TemplateResult {
    return field({
      id,
      label: t(`admin.audit.${id}`),
      value: this.draft[id],
      wrong: this.wrong[id],
      most: 64,
      ...more,
      onInput: (value) => this.#type({ [id]: value.trim() }),
    })
  }

  #found({ records, next }: Rows): TemplateResult {
    const file = queryOf(this.search)
    file.set('format', 'csv')
    const empty = t(isAnything(this.search) ? 'admin.audit.empty' : 'admin.audit.none')
    return html`
      <alongside-table label=${t('admin.audit.records')} search=${t('admin.audit.search')}
        .columns=${columnsOf((found) => void this.#look({ ...this.search, ...found }))}
        .rows=${records} .empty=${empty}></alongside-table>
      ${
        next === null
          ? nothing
          : html`<button class="button" type="button" @click=${() => void this.#more()}>
            ${t('admin.audit.more')}
          </button>`
      }
      ${
        records.length === 0
          ? nothing
          : html`<p>
              <a class="button" href="/api/v1${pathOf(this.site)}/records?${file}" download>
                ${t('admin.audit.csv')}
              </a>
            </p>
            <p class="soft">${t('admin.audit.csv_more')}</p>`
      }
    `
  }

  #type(typed: Partial<Search>): void {
    this.draft = { ...this.draft, ...typed }
    this.wrong = {}
  }

  readonly #find = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const { from, to, conversation, by } = this.draft
    this.wrong = {
      ...(from !== '' && to !== '' && to < from && { to: t('admin.audit.bad_period') }),
      ...(conversation !== '' && !isId(conversation) && { conversation: t('admin.audit.bad_id') }),
      ...(by !== '' && !isId(by) && { by: t('admin.audit.bad_id') }),
    }
    const [first] = Object.keys(this.wrong)
    if (first === undefined) await this.#look(this.draft)
    await this.updateComplete
    if (first !== undefined) this.renderRoot.querySelector<HTMLElement>(`#${first}`)?.focus()
  }

  async #look(search: Search): Promise<void> {
    this.search = search
    this.draft = search
    this.wrong = {}
    await this.#rows.reload()
    this.renderRoot.querySelector<HTMLElement>('#records')?.focus()
  }

  #page(cursor?: string): Promise<Rows> {
    const query = queryOf(this.search)
    query.set('limit', String(AT_ONCE))
    if (cursor !== undefined) query.set('cursor', cursor)
    return get<Rows>(`${pathOf(this.site)}/records?${query}`)
  }

  async #more(): Promise<void> {
    const before = this.#rows.value
    if (before === null || before.next === null) return
    const { search } = this
    try {
      const { records, next } = await this.#page(before.next)
      // Something else is looked for meanwhile.
      if (search !== this.search) return
      this.#rows.set({ records: [...before.records, ...records], next })
    } catch (error) {
      toast(this, errorText(error))
    }
  }
}
