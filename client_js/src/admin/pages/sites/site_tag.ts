import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import '../../parts/copy.js'
import { pageStyles } from '../../parts/page_styles.js'
import { ago } from '../../parts/times.js'
import type { Installation, OtherCopy } from './site_api.js'
import { t } from './texts.js'

/** The tag to copy, for the newest version of the SDK or pinned to this one; and which pages still
 * have another one. */
@customElement('alongside-admin-site-tag')
export class SiteTag extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      fieldset {
        display: grid;
        gap: var(--space-2);
        margin: 0 0 var(--space-3);
        padding: 0;
        border: 0;
      }
      legend {
        margin-bottom: var(--space-2);
        padding: 0;
        font-weight: 600;
      }
      .more {
        margin-top: var(--space-2);
      }
      .notice {
        margin-bottom: var(--space-3);
      }
    `,
  ]

  @property({ attribute: false }) installation!: Installation
  @state() private pinned = false

  override render(): TemplateResult {
    const { tag, pinned, lasts, copies, now } = this.installation
    return html`
      ${copies.map((copy) => html`<p class="notice ${copy.served ? '' : 'warn'}">${sentence(copy, now)}</p>`)}
      <fieldset>
        <legend>${t('admin.sites.which')}</legend>
        ${this.#way(false, t('admin.sites.newest'), t('admin.sites.newest_hint'))}
        ${this.#way(true, t('admin.sites.pinned'), t('admin.sites.pinned_hint'))}
      </fieldset>
      ${
        this.pinned && !lasts
          ? html`<p class="notice warn" role="status">${t('admin.sites.pinned_ends')}</p>`
          : nothing
      }
      <alongside-copy label=${t('admin.sites.tag')} text=${this.pinned ? pinned : tag}></alongside-copy>
      ${
        this.pinned
          ? html`<p class="soft more">
              <a href="/sdk/v1/manifest.json" target="_blank" rel="noreferrer">${t('admin.sites.manifest')}</a>
            </p>`
          : nothing
      }
    `
  }

  #way(pinned: boolean, name: string, hint: string): TemplateResult {
    return html`<label class="switch">
      <input type="radio" name="which" .checked=${this.pinned === pinned}
        @change=${() => {
          this.pinned = pinned
        }} />
      <span>${name}<span class="hint">${hint}</span></span>
    </label>`
  }
}

function sentence({ origin, seen_at, version, since, served }: OtherCopy, now: number): string {
  const seen = { origin, ago: ago(now - seen_at) }
  if (version === null || since === null || !served) return t('admin.sites.gone_copy', seen)
  return t('admin.sites.old_copy', { ...seen, version, since: ago(now - since) })
}
