import { html, LitElement, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { pageStyles } from '../../parts/page_styles.js'
import { toast } from '../../parts/toast.js'
import { hrefOf } from '../../place.js'
import type { Site } from './site_api.js'
import './site_form.js'
import { t } from './texts.js'

/** Registers a website. */
@customElement('alongside-admin-new-site')
export class NewSite extends LitElement {
  static override styles = [controls, pageStyles]

  override render(): TemplateResult {
    return html`
      <div class="head">
        <h1 tabindex="-1">${t('admin.sites.add')}</h1>
        <a href=${hrefOf('sites')}>${t('admin.sites.all')}</a>
      </div>
      <p class="lead">${t('admin.sites.add_more')}</p>
      <alongside-admin-site-form
        @saved=${({ detail }: CustomEvent<Site>) => this.#added(detail)}></alongside-admin-site-form>
    `
  }

  #added({ key }: Site): void {
    toast(this, t('admin.sites.added'))
    location.hash = hrefOf('sites', key)
  }
}
