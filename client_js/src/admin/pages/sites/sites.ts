import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { all } from '../../api.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../../parts/table.js'
import type { Column } from '../../parts/table.js'
import type { Site } from './site_api.js'
import { t } from './texts.js'

/** The registered websites. */
@customElement('alongside-admin-sites')
export class Sites extends LitElement {
  static override styles = [controls, pageStyles]

  @property({ attribute: false }) place: readonly string[] = []

  readonly #sites = new Loading(this, () => all<Site>('/sites', 'sites'))

  override render(): TemplateResult {
    return html`
      <div class="head"><h1 tabindex="-1">${t('admin.sites.heading')}</h1></div>
      ${this.#sites.draw(
        (sites) => html`<alongside-table label=${t('admin.sites.heading')}
          search=${t('admin.sites.search')} .columns=${columns()} .rows=${sites}
          .empty=${t('admin.sites.empty')}></alongside-table>`,
      )}
    `
  }
}

function columns(): readonly Column<Site>[] {
  return [
    { heading: t('admin.sites.name'), cell: ({ name }) => name, text: ({ name }) => name },
    {
      heading: t('admin.sites.origins'),
      cell: ({ origins }) => origins.join(', '),
      text: ({ origins }) => origins.join(' '),
    },
  ]
}
