import { html, nothing, render } from 'lit/html.js'
import { t } from '../text.js'
import { trusted } from './trusted.js'

export interface TabOfferActions {
  shareTab(): void
  declineTab(): void
}

/** In a tab that is not shared while another one is: offers to share it, too. Takes no focus. */
export class TabOffer {
  /** Belongs at the top of the window. */
  readonly element = document.createElement('div')
  readonly #actions: TabOfferActions

  constructor(actions: TabOfferActions) {
    this.element.className = 'offer-place'
    this.#actions = actions
  }

  /** `agent`: who sees the other tab, empty for nobody yet; null: nothing to offer. */
  show(agent: string | null): void {
    render(agent === null ? nothing : this.#template(agent), this.element)
  }

  #template(agent: string) {
    const text = agent === '' ? t('tabs.offer_alone') : t('tabs.offer', { agent })
    return html`
      <div class="bars">
        <section class="bar offer" aria-label=${t('tabs.offer_title')}>
          <p class="bar-text" role="status">${text}</p>
          <button class="button" type="button" @click=${trusted(() => this.#actions.declineTab())}>
            ${t('tabs.not_now')}
          </button>
          <button
            class="button primary"
            type="button"
            @click=${trusted(() => this.#actions.shareTab())}
          >
            ${t('tabs.share_too')}
          </button>
        </section>
      </div>
    `
  }
}
