import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Input } from '../control/messages.js'
import type { PageView } from '../signaling/messages.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import { t } from './texts.js'
import { toolbarFocus, toolbarKey } from './toolbar.js'

export type TabInput = Extract<Input, { type: 'tab' }>

/**
 * The tabs that the customer shares; the one in front is selected, and the mirror shows it. With
 * `mayAct` the agent's wishes for other ones are fired as `tab` (detail: TabInput): what becomes of
 * them the customer decides.
 */
@customElement('alongside-tab-strip')
export class TabStrip extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex: none;
        align-items: stretch;
        gap: var(--space-1);
        min-width: 0;
        padding: 0 var(--space-4) var(--space-2);
        overflow-x: auto;
      }
      [role='tablist'] {
        display: flex;
        gap: var(--space-1);
        min-width: 0;
      }
      .tab {
        display: flex;
        min-width: 0;
        max-width: 220px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      .tab.selected {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .tab button {
        min-height: 32px;
        border: 0;
        background: none;
        font-size: var(--text-small);
      }
      .name {
        display: block; /* a flex box would cut the text on both sides */
        min-width: 0;
        padding: 0 var(--space-3);
        overflow: hidden;
        color: var(--ink-soft);
      }
      /* Cut at the end of its own direction. */
      .name span {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .selected .name {
        color: var(--accent-soft-ink);
        font-weight: 600;
      }
      .close,
      .open {
        flex: none;
        width: 32px;
        padding: 0;
      }
      .icon-image {
        width: 16px;
        height: 16px;
      }
      @media (forced-colors: active) {
        .tab.selected {
          outline: 2px solid Highlight;
        }
      }
    `,
  ]

  @property({ attribute: false }) pages: readonly PageView[] = []
  /** By endpoint, as far as they are known. */
  @property({ attribute: false }) titles: ReadonlyMap<string, string> = new Map()
  @property({ type: Boolean }) mayAct = false

  override render(): TemplateResult | typeof nothing {
    const { pages } = this
    if (pages.length === 0) return nothing
    const inFront = pages.some(({ shown }) => shown)
    return html`
      <div role="tablist" aria-label=${t('agent.tabs.title')}
        @keydown=${toolbarKey} @focusin=${toolbarFocus}>
        ${pages.map((page, at) => this.#tab(page, page.shown || (!inFront && at === 0)))}
      </div>
      ${
        this.mayAct
          ? html`<button class="button quiet open" type="button" title=${t('agent.tabs.open')}
              aria-label=${t('agent.tabs.open')} @click=${() => this.#wish({ act: 'open' })}>
              ${icons.newTab}</button>`
          : nothing
      }
    `
  }

  #tab({ endpoint, shown }: PageView, stop: boolean): TemplateResult {
    const title = this.titles.get(endpoint) || t('agent.tabs.untitled')
    const closes = this.mayAct && this.pages.length > 1
    return html`
      <div class="tab ${shown ? 'selected' : ''}" role="presentation">
        <button class="button quiet name" type="button" role="tab" tabindex=${stop ? '0' : '-1'}
          aria-selected=${shown ? 'true' : 'false'}
          aria-disabled=${shown || this.mayAct ? 'false' : 'true'}
          title=${shown || this.mayAct ? title : t('agent.tabs.hers')}
          @keydown=${(event: KeyboardEvent) => closes && this.#closeKey(event, endpoint)}
          @click=${() => this.mayAct && !shown && this.#wish({ act: 'show', tab: endpoint })}>
          <span dir="auto">${title}</span></button>
        ${
          closes
            ? html`<button class="button quiet close" type="button" tabindex="-1" data-aside
                title=${t('agent.tabs.close')} aria-label=${t('agent.tabs.close_of', { title })}
                @click=${() => this.#wish({ act: 'close', tab: endpoint })}>${icons.close}</button>`
            : nothing
        }
      </div>
    `
  }

  /** As in the tabs pattern of WAI-ARIA: Delete closes. */
  #closeKey(event: KeyboardEvent, tab: string): void {
    if (event.key === 'Delete') this.#wish({ act: 'close', tab })
  }

  /** A new tab begins at the site's first page. */
  #wish(wish: { act: 'open' } | { act: 'show' | 'close'; tab: string }): void {
    const detail: TabInput =
      wish.act === 'open' ? { type: 'tab', act: 'open', address: '/' } : { type: 'tab', ...wish }
    this.dispatchEvent(new CustomEvent<TabInput>('tab', { detail }))
  }
}
