import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { get, part, post } from '../../api.js'
import { errorText } from '../../parts/errors.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../../parts/table.js'
import type { Column } from '../../parts/table.js'
import { toast } from '../../parts/toast.js'
import type { Webhook } from './site_api.js'
import { t } from './texts.js'

const EVERY_MS = 5000

/** Who is told what happens on a site, and what they did not get. */
@customElement('alongside-admin-site-webhooks')
export class SiteWebhooks extends LitElement {
  static override styles = [controls, pageStyles]

  @property() key = ''

  readonly #webhooks = new Loading(
    this,
    () => get<{ webhooks: readonly Webhook[] }>(this.#path),
    EVERY_MS,
  )

  get #path(): string {
    return `/sites/${part(this.key)}/webhooks`
  }

  override render(): TemplateResult {
    return this.#webhooks.draw(
      ({ webhooks }) => html`<alongside-table label=${t('admin.sites.webhooks')}
        search=${t('admin.sites.webhooks_search')} .columns=${this.#columns()} .rows=${webhooks}
        .empty=${t('admin.sites.webhooks_empty')}></alongside-table>`,
    )
  }

  #columns(): readonly Column<Webhook>[] {
    return [
      {
        heading: t('admin.sites.url'),
        cell: ({ url }) => html`<code>${url}</code>`,
        text: ({ url }) => url,
      },
      { heading: t('admin.sites.state'), cell: state },
      { heading: t('admin.sites.waiting'), cell: ({ waiting }) => String(waiting) },
      { heading: t('admin.sites.dead'), cell: ({ dead }) => String(dead) },
      { heading: '', cell: (webhook) => (webhook.dead > 0 ? this.#again(webhook) : '') },
    ]
  }

  #again({ id, url }: Webhook): TemplateResult {
    return html`<button class="button" type="button"
      aria-label=${t('admin.sites.redeliver_of', { url })} @click=${() => void this.#redeliver(id)}>
      ${t('admin.sites.redeliver')}
    </button>`
  }

  async #redeliver(id: string): Promise<void> {
    try {
      const { redelivered } = await post<{ redelivered: number }>(
        `${this.#path}/${part(id)}/redeliver`,
      )
      toast(this, t('admin.sites.redelivered', { count: redelivered }))
    } catch (error) {
      toast(this, errorText(error))
    }
    await this.#webhooks.reload()
  }
}

function state({ enabled, failing_since }: Webhook): TemplateResult {
  if (!enabled) return html`<span class="badge">${t('admin.sites.webhook_off')}</span>`
  return failing_since === null
    ? html`<span class="badge good">${t('admin.sites.webhook_on')}</span>`
    : html`<span class="badge bad">${t('admin.sites.webhook_failing')}</span>`
}
