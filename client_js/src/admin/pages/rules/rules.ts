import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../rulebook/site_choice.js'
import { t } from '../rulebook/texts.js'
import './rules_of_site.js'

/** What agents see of a site's pages: `#/rules/SITE`. */
@customElement('alongside-admin-rules')
export class Rules extends LitElement {
  static override styles = [controls, pageStyles]

  @property({ attribute: false }) place: readonly string[] = []

  override render(): TemplateResult {
    return html`
      <div class="head"><h1 tabindex="-1">${t('admin.rules.heading')}</h1></div>
      <p class="lead">${t('admin.rules.lead')}</p>
      <alongside-site-choice page="rules" .chosen=${this.place[0]}
        .draw=${(site: unknown) => html`<alongside-rules-of-site .site=${site}></alongside-rules-of-site>`}
      ></alongside-site-choice>
    `
  }
}
