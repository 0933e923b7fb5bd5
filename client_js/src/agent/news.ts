import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import type { Desk } from './desk.js'
import { say, t } from './texts.js'

/** What has come to this agent or gone from her. Fires `chosen` when she opens it. */
@customElement('alongside-news')
export class NewsOfTheDesk extends LitElement {
  static override styles = [
    controls,
    css`
      .news {
        position: fixed;
        z-index: 2;
        inset-block-end: var(--space-4);
        inset-inline: var(--space-4);
        display: flex;
        align-items: center;
        gap: var(--space-2);
        width: fit-content;
        max-width: 520px;
        margin-inline: auto;
        padding: var(--space-2);
        padding-inline-start: var(--space-4);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface-raised);
        color: var(--ink);
        font: 400 var(--text) / var(--leading) var(--font);
        box-shadow: var(--shadow-large);
      }
      /* Not above what she writes. */
      @media (max-width: 959px) {
        .news {
          inset-block-end: 88px;
        }
      }
      /* Little height, as at 400 % zoom: above all else, and over nothing. */
      @media (max-height: 520px) {
        :host {
          order: -1;
          min-width: 0;
        }
        .news {
          position: static;
          flex-wrap: wrap;
          width: auto;
          max-width: 100%;
        }
      }
      p {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .button {
        flex: none;
      }
    `,
  ]

  @property({ attribute: false }) desk!: Desk
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  override render(): TemplateResult {
    const { news } = this.desk.store
    return html`<div class=${news ? 'news' : ''}>
      <p role="status">${news ? say(news.sentence) : ''}</p>
      ${news ? this.#buttons(news) : nothing}
    </div>`
  }

  #buttons({ conversation, act }: NonNullable<Desk['store']['news']>): TemplateResult {
    return html`
      ${
        act === null
          ? nothing
          : html`<button class="button primary" type="button"
            @click=${() => this.#act(act, conversation)}>
            ${t(act === 'open' ? 'agent.news.open' : `agent.inbox.${act}`)}
          </button>`
      }
      <button class="button quiet icon" type="button" aria-label=${t('agent.news.dismiss')}
        @click=${() => this.desk.store.tell(null)}>${icons.close}</button>
    `
  }

  async #act(act: 'open' | 'accept' | 'take_over', conversation: string): Promise<void> {
    if (await this.#done(act, conversation)) this.dispatchEvent(new CustomEvent('chosen'))
  }

  async #done(act: 'open' | 'accept' | 'take_over', conversation: string): Promise<boolean> {
    switch (act) {
      case 'accept':
        return this.desk.accept(conversation)
      case 'take_over':
        return this.desk.takeOver(conversation)
      case 'open':
        this.desk.store.select(conversation)
        return true
    }
  }
}
