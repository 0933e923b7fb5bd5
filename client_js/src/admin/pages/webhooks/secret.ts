import { html, type TemplateResult } from 'lit'
import '../../parts/copy.js'
import { t } from './texts.js'

/** A secret that has just been made, and is never shown again. */
export function secretOnce(secret: string): TemplateResult {
  return html`
    <p class="soft">${t('admin.webhooks.secret_lead')}</p>
    <p class="notice warn" role="status">${t('admin.webhooks.secret_once')}</p>
    <alongside-copy label=${t('admin.webhooks.new_secret')} text=${secret}></alongside-copy>
  `
}
