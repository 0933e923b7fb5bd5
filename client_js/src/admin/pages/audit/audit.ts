import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../rulebook/site_choice.js'
import type { Site } from '../sites/site_api.js'
import './audit_records.js'
import './audit_state.js'
import { t } from './texts.js'

/** What proves afterwards what was decided on a site: `#/audit/SITE`. */
@customElement('alongside-admin-audit')
export class Audit extends LitElement {
  static override styles = [controls, pageStyles]

  @property({ attribute: false }) place: readonly string[] = []

  override render(): TemplateResult {
    return html`
      <div class="head"><h1 tabindex="-1">${t('admin.audit.heading')}</h1></div>
      <p class="lead">${t('admin.audit.lead')}</p>
      <alongside-site-choice page="audit" .chosen=${this.place[0]}
        .draw=${({ key }: Site) => html`
          <alongside-audit-state site=${key}></alongside-audit-state>
          <alongside-audit-records site=${key}></alongside-audit-records>`}
      ></alongside-site-choice>
    `
  }
}
