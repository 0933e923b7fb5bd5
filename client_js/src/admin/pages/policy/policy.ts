import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../rulebook/site_choice.js'
import './policy_of_site.js'
import { t } from './texts.js'

/** How a site's sessions behave: `#/policy/SITE`. */
@customElement('alongside-admin-policy')
export class PolicyPage extends LitElement {
  static override styles = [controls, pageStyles]

  @property({ attribute: false }) place: readonly string[] = []

  override render(): TemplateResult {
    return html`
      <div class="head"><h1 tabindex="-1">${t('admin.policy.heading')}</h1></div>
      <p class="lead">${t('admin.policy.lead')}</p>
      <alongside-site-choice page="policy" .chosen=${this.place[0]}
        .draw=${(site: unknown) => html`<alongside-policy-of-site .site=${site}></alongside-policy-of-site>`}
      ></alongside-site-choice>
    `
  }
}
