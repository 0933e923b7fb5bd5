import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { pageStyles } from '../../parts/page_styles.js'
import { toast } from '../../parts/toast.js'
import { hrefOf } from '../../place.js'
import { secretOnce } from './secret.js'
import { t } from './texts.js'
import type { WithSecret } from './webhook_api.js'
import './webhook_form.js'

/** Adds a webhook, and then shows its secret. */
@customElement('alongside-new-webhook')
export class NewWebhook extends LitElement {
  static override styles = [controls, pageStyles]

  @property() site = ''
  @state() private made: WithSecret | null = null

  override render(): TemplateResult {
    if (this.made === null) {
      return html`<section class="card">
        <alongside-webhook-form site=${this.site} .webhook=${null}
          @saved=${({ detail }: CustomEvent<WithSecret>) => void this.#added(detail)}></alongside-webhook-form>
      </section>`
    }
    return html`<section class="card" aria-labelledby="secret">
      <h2 id="secret" tabindex="-1">${t('admin.webhooks.secret')}</h2>
      ${secretOnce(this.made.secret)}
      <a class="button primary" href=${hrefOf('webhooks', this.site, this.made.id)}>
        ${t('admin.webhooks.to_webhook')}
      </a>
    </section>`
  }

  async #added(made: WithSecret): Promise<void> {
    this.made = made
    toast(this, t('admin.webhooks.added'))
    await this.updateComplete
    this.renderRoot.querySelector('h2')?.focus()
  }
}
