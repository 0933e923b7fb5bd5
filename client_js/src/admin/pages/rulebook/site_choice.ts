import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { all } from '../../api.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import { hrefOf } from '../../place.js'
import type { Site } from '../sites/site_api.js'
import { t } from './texts.js'

/** Which site a page is about, chosen by its address: `draw` shows the rest of the page. */
@customElement('alongside-site-choice')
export class SiteChoice extends LitElement {
  static override styles = [controls, pageStyles]

  /** The name of the page in the address. */
  @property() page = ''
  @property({ attribute: false }) chosen: string | undefined
  @property({ attribute: false }) draw: (site: Site) => TemplateResult = () => html``

  readonly #sites = new Loading(this, () => all<Site>('/sites', 'sites'))

  override render(): TemplateResult {
    return this.#sites.draw((sites) => {
      const site = sites.find(({ key }) => key === this.chosen) ?? sites[0]
      if (!site) return html`<div class="empty">${t('admin.rulebook.no_sites')}</div>`
      return html`
        ${sites.length > 1 ? this.#choice(sites, site) : html`<p class="lead">${site.name}</p>`}
        ${
          this.chosen !== undefined && this.chosen !== site.key
            ? html`<div class="notice warn">${t('admin.rulebook.other_site')}</div>`
            : nothing
        }
        ${this.draw(site)}
      `
    })
  }

  #choice(sites: readonly Site[], site: Site): TemplateResult {
    return html`<div class="row form">
      <label for="site">${t('admin.rulebook.site')}</label>
      <select id="site" class="field" @change=${this.#choose}>
        ${sites.map(
          ({ key, name }) =>
            html`<option value=${key} ?selected=${key === site.key}>${name}</option>`,
        )}
      </select>
    </div>`
  }

  readonly #choose = (event: Event): void => {
    location.hash = hrefOf(this.page, (event.currentTarget as HTMLSelectElement).value)
  }
}
