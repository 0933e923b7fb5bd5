import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { pageStyles } from '../../parts/page_styles.js'
import { hrefOf } from '../../place.js'
import '../rulebook/site_choice.js'
import type { Site } from '../sites/site_api.js'
import './new_webhook.js'
import { t } from './texts.js'
import './webhook.js'
import './webhook_list.js'

const PAGE = 'webhooks'
/** No id is like it: those begin with `webhook_`. */
const NEW = 'new'

/** Which systems are told what happens on a site: `#/webhooks/SITE`, `.../new`, `.../WEBHOOK`. */
@customElement('alongside-admin-webhooks')
export class Webhooks extends LitElement {
  static override styles = [controls, pageStyles]

  @property({ attribute: false }) place: readonly string[] = []

  override render(): TemplateResult {
    const [site, which] = this.place
    return html`
      <div class="head">
        <h1 tabindex="-1">${t(which === NEW ? 'admin.webhooks.add' : 'admin.webhooks.heading')}</h1>
        ${
          site !== undefined && which !== undefined
            ? html`<a class="button" href=${hrefOf(PAGE, site)}>${t('admin.webhooks.all')}</a>`
            : ''
        }
      </div>
      ${which === undefined ? html`<p class="lead">${t('admin.webhooks.lead')}</p>` : ''}
      <alongside-site-choice page=${PAGE} .chosen=${site}
        .draw=${(found: Site) => drawn(found.key, which)}></alongside-site-choice>
    `
  }
}

function drawn(site: string, which: string | undefined): TemplateResult {
  switch (which) {
    case undefined:
      return html`<alongside-webhook-list site=${site}></alongside-webhook-list>`
    case NEW:
      return html`<alongside-new-webhook site=${site}></alongside-new-webhook>`
    default:
      return html`<alongside-webhook site=${site} webhook=${which}></alongside-webhook>`
  }
}
