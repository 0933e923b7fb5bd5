import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../ui/controls.js'
import { icons } from '../../ui/icons.js'
import { t } from '../texts.js'
import { pageStyles } from './page_styles.js'
import { found } from './search.js'
import { tableStyles } from './table_styles.js'

/** `cell`: what stands in it. `text`: what of it the search looks at. */
export interface Column<Row> {
  readonly heading: string
  readonly cell: (row: Row) => TemplateResult | string
  readonly text?: (row: Row) => string
}

/**
 * A table with a search field above it. Set `label`, `columns`, `rows`, and `empty` (what to read
 * where there are no rows at all); `search` names the field. A narrow window shows rows as cards.
 * Buttons in cells listen where their template was made; the styles of cells are the table's.
 */
@customElement('alongside-table')
export class Table<Row> extends LitElement {
  static override styles = [controls, pageStyles, tableStyles]

  @property() label = ''
  @property() search = ''
  @property({ attribute: false }) columns: readonly Column<Row>[] = []
  @property({ attribute: false }) rows: readonly Row[] = []
  @property({ attribute: false }) empty: TemplateResult | string = ''

  @state() private wanted = ''

  override render(): TemplateResult {
    if (this.rows.length === 0) return html`<div class="empty">${this.empty}</div>`
    const texts = this.columns.flatMap(({ text }) => text ?? [])
    const rows = found(this.rows, this.wanted, (row) => texts.map((text) => text(row)))
    return html`
      ${this.#field()}
      <p class="visually-hidden" role="status">
        ${this.wanted.trim() === '' ? nothing : t('admin.table.found', { count: rows.length })}
      </p>
      ${rows.length === 0 ? html`<p class="empty">${t('admin.table.none')}</p>` : this.#table(rows)}
    `
  }

  #field(): TemplateResult {
    return html`<div class="search">
      ${icons.search}
      <input class="field" type="search" autocomplete="off" spellcheck="false"
        aria-label=${this.search} placeholder=${this.search} .value=${this.wanted}
        @input=${this.#type} />
    </div>`
  }

  #table(rows: readonly Row[]): TemplateResult {
    const { columns } = this
    return html`<table aria-label=${this.label} role="table">
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map(({ heading }) =>
            heading === ''
              ? html`<td role="cell"></td>`
              : html`<th scope="col" role="columnheader">${heading}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          (row) => html`<tr role="row">
            ${columns.map(
              ({ heading, cell }) =>
                html`<td role="cell" data-heading=${heading}>${cell(row)}</td>`,
            )}
          </tr>`,
        )}
      </tbody>
    </table>`
  }

  #type(event: InputEvent): void {
    this.wanted = (event.currentTarget as HTMLInputElement).value
  }
}
