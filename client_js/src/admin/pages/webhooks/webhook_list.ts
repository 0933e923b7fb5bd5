import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { get } from '../../api.js'
import { eventWords } from '../../parts/event_kinds.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../../parts/table.js'
import type { Column } from '../../parts/table.js'
import { hrefOf } from '../../place.js'
import { t } from './texts.js'
import { pathOf, type Webhook } from './webhook_api.js'
import { eventsWords, stateBadge, stateOf } from './words.js'

const EVERY_MS = 5000

/** The webhooks of a site, with what they did not get. */
@customElement('alongside-webhook-list')
export class WebhookList extends LitElement {
  static override styles = [controls, pageStyles]

  /** Its key. */
  @property() site = ''

  readonly #webhooks = new Loading(
    this,
    () => get<{ webhooks: readonly Webhook[] }>(pathOf(this.site)),
    EVERY_MS,
  )

  override render(): TemplateResult {
    return html`
      <p class="head">
        <a class="button primary" href=${hrefOf('webhooks', this.site, 'new')}>
          ${t('admin.webhooks.add')}
        </a>
      </p>
      ${this.#webhooks.draw(
        ({ webhooks }) => html`<alongside-table label=${t('admin.webhooks.heading')}
          search=${t('admin.webhooks.search')} .columns=${this.#columns()} .rows=${webhooks}
          .empty=${t('admin.webhooks.empty')}></alongside-table>`,
      )}
    `
  }

  #columns(): readonly Column<Webhook>[] {
    return [
      {
        heading: t('admin.webhooks.url'),
        cell: ({ id, url }) =>
          html`<a href=${hrefOf('webhooks', this.site, id)}><code dir="ltr">${url}</code></a>`,
        text: ({ url }) => url,
      },
      {
        heading: t('admin.webhooks.events'),
        cell: eventsWords,
        text: ({ events }) => events.map((kind) => `${kind} ${eventWords(kind)}`).join(' '),
      },
      {
        heading: t('admin.webhooks.state'),
        cell: stateBadge,
        text: (webhook) => t(`admin.webhooks.${stateOf(webhook)}`),
      },
      { heading: t('admin.webhooks.waiting'), cell: ({ waiting }) => String(waiting) },
      { heading: t('admin.webhooks.dead'), cell: ({ dead }) => String(dead) },
    ]
  }
}
