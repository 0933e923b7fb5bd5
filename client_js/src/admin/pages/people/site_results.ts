import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../../parts/table.js'
import type { Column } from '../../parts/table.js'
import { PERMISSIONS, type SiteResult } from './people_api.js'
import { t } from './texts.js'
import { listed } from './words.js'

/** What somebody may do on each site, by account, teams and the site's policy together. */
@customElement('alongside-admin-results')
export class SiteResults extends LitElement {
  static override styles = [controls, pageStyles]

  @property({ attribute: false }) results: readonly SiteResult[] = []

  override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="results">
      <h2 id="results">${t('admin.people.result')}</h2>
      <p class="soft">${t('admin.people.result_lead')}</p>
      <alongside-table label=${t('admin.people.result')} search=${t('admin.people.result_search')}
        .columns=${columns()} .rows=${this.results}
        .empty=${t('admin.people.result_empty')}></alongside-table>
    </section>`
  }
}

function columns(): readonly Column<SiteResult>[] {
  return [
    { heading: t('admin.people.site'), cell: ({ name }) => name, text: ({ name }) => name },
    { heading: t('admin.people.may_short'), cell: words, text: words },
  ]
}

function words({ permissions }: SiteResult): string {
  if (permissions.length === PERMISSIONS.length) return t('admin.people.everything')
  if (permissions.length === 0) return t('admin.people.nothing')
  const shown = PERMISSIONS.filter((one) => permissions.includes(one))
  return listed(shown.map((one) => t(`admin.people.permission.${one}`)))
}
