import { html, LitElement, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { all } from '../../api.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../../parts/table.js'
import type { Column } from '../../parts/table.js'
import { hrefOf } from '../../place.js'
import './new_site.js'
import './site.js'
import type { Site } from './site_api.js'
import { t } from './texts.js'

/** No key is like it: those begin with `site_`. */
const NEW = 'new'

/** The list, a form for a new site, or one site, by what the address has. */
export function sitesPage([key]: readonly string[]): TemplateResult {
  if (key === undefined) return html`<alongside-admin-sites></alongside-admin-sites>`
  if (key === NEW) return html`<alongside-admin-new-site></alongside-admin-new-site>`
  return html`<alongside-admin-site key=${key}></alongside-admin-site>`
}

/** The registered websites. */
@customElement('alongside-admin-sites')
export class Sites extends LitElement {
  static override styles = [controls, pageStyles]

  readonly #sites = new Loading(this, () => all<Site>('/sites', 'sites'))

  override render(): TemplateResult {
    return html`
      <div class="head">
        <h1 tabindex="-1">${t('admin.sites.heading')}</h1>
        <a class="button primary" href=${hrefOf('sites', NEW)}>${t('admin.sites.add')}</a>
      </div>
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
    {
      heading: t('admin.sites.name'),
      cell: ({ name, key }) => html`<a href=${hrefOf('sites', key)}>${name}</a>`,
      text: ({ name }) => name,
    },
    {
      heading: t('admin.sites.organisation'),
      cell: ({ organisation }) => organisation,
      text: ({ organisation }) => organisation,
    },
    {
      heading: t('admin.sites.origins'),
      cell: ({ origins }) => origins.join(', '),
      text: ({ origins }) => origins.join(' '),
    },
    {
      heading: t('admin.sites.key'),
      cell: ({ key }) => html`<code>${key}</code>`,
      text: ({ key }) => key,
    },
  ]
}
