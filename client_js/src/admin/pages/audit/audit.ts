import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { pageStyles } from '../../parts/page_styles.js'
import { hrefOf } from '../../place.js'
import '../rulebook/site_choice.js'
import type { Site } from '../sites/site_api.js'
import { t as acts } from './act_words.js'
import './acts.js'
import { ACTS_PATH, pathOf } from './audit_api.js'
import './audit_records.js'
import './audit_state.js'
import { t } from './texts.js'

const PAGE = 'audit'
/** No key of a site is like it: those begin with `site_`. */
const ACTS = 'acts'

/** What proves afterwards what was decided on a site, and what operators did: `#/audit/SITE`, `#/audit/acts`. */
@customElement('alongside-admin-audit')
export class Audit extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      nav {
        margin-bottom: var(--space-4);
      }
      nav [aria-current] {
        border-color: var(--accent);
        background: var(--accent-soft);
        color: var(--accent-soft-ink);
      }
    `,
  ]

  @property({ attribute: false }) place: readonly string[] = []

  override render(): TemplateResult {
    const ofActs = this.place[0] === ACTS
    return html`
      <div class="head"><h1 tabindex="-1">${t('admin.audit.heading')}</h1></div>
      <nav class="buttons" aria-label=${acts('admin.acts.tabs')}>
        <a class="button" href=${hrefOf(PAGE)} aria-current=${ofActs ? nothing : 'page'}>
          ${acts('admin.acts.sites')}
        </a>
        <a class="button" href=${hrefOf(PAGE, ACTS)} aria-current=${ofActs ? 'page' : nothing}>
          ${acts('admin.acts.heading')}
        </a>
      </nav>
      <p class="lead">${ofActs ? acts('admin.acts.lead') : t('admin.audit.lead')}</p>
      ${
        ofActs
          ? html`<alongside-audit-state path=${ACTS_PATH} file="/api/v1${ACTS_PATH}/export"
                download=${acts('admin.acts.download')}></alongside-audit-state>
              <alongside-audit-acts></alongside-audit-acts>`
          : html`<alongside-site-choice page=${PAGE} .chosen=${this.place[0]}
              .draw=${ofSite}></alongside-site-choice>`
      }
    `
  }
}

function ofSite({ key }: Site): TemplateResult {
  return html`
    <alongside-audit-state path=${pathOf(key)} file="/api/v1${pathOf(key)}"
      download=${t('admin.audit.download')}></alongside-audit-state>
    <alongside-audit-records site=${key}></alongside-audit-records>
  `
}
