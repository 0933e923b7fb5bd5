import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ZOOMS, type Zoom } from '../mirror/view/zoom.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import type { Mirrors, Sight } from './mirrors.js'
import { t } from './texts.js'
import { toolbarFocus, toolbarKey } from './toolbar.js'

const ICONS = { width: icons.fitWidth, all: icons.fitAll, actual: icons.actualSize } as const

/** The toolbar for how the agent looks at the page: its size, and whether she looks around. */
@customElement('alongside-view-tools')
export class ViewTools extends LitElement {
  static override styles = [
    controls,
    css`
      [role='toolbar'] {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-3);
      }
      .zooms {
        display: flex;
        align-items: center;
      }
      .button {
        min-height: 30px;
        padding: 0 var(--space-3);
        font-size: var(--text-small);
      }
      .button.icon {
        width: 36px;
        padding: 0;
      }
      .zooms .button {
        width: 36px;
        padding: 0;
        border-radius: 0;
        color: var(--ink-soft);
      }
      .zooms .button + .button {
        margin-inline-start: -1px;
      }
      .zooms .button:first-child {
        border-start-start-radius: var(--radius);
        border-end-start-radius: var(--radius);
      }
      .zooms .button:nth-child(3) {
        border-start-end-radius: var(--radius);
        border-end-end-radius: var(--radius);
      }
      .zooms [aria-pressed='true'] {
        z-index: 1;
        border-color: var(--accent);
        background: var(--accent-soft);
        color: var(--accent-soft-ink);
      }
      .zooms .button:focus-visible {
        z-index: 2;
      }
      .icon-image {
        width: 18px;
        height: 18px;
      }
      .percent {
        min-width: 6ch;
        padding-inline-start: var(--space-2);
        color: var(--ink-soft);
        font: 400 var(--text-small) / 1 var(--font);
        font-variant-numeric: tabular-nums;
      }
      @media (forced-colors: active) {
        .zooms [aria-pressed='true'] {
          forced-color-adjust: none;
          border-color: Highlight;
          background: Highlight;
          color: HighlightText;
        }
      }
    `,
  ]

  @property({ attribute: false }) mirrors!: Mirrors
  @property({ attribute: false }) sight!: Sight

  override render(): TemplateResult {
    const { scale, looking } = this.sight
    const look = t(looking ? 'agent.view.follow' : 'agent.view.look')
    return html`
      <div role="toolbar" aria-label=${t('agent.view.toolbar')} @keydown=${toolbarKey} @focusin=${toolbarFocus}>
        <div class="zooms" role="group" aria-label=${t('agent.view.zoom')}>
          ${ZOOMS.map((zoom, at) => this.#zoom(zoom, at === 0))}
          <span class="percent">${t('agent.view.percent', { percent: Math.round(scale * 100) })}</span>
        </div>
        <button class="button ${looking ? 'primary' : 'icon'}" type="button" tabindex="-1"
          aria-label=${look}
          title=${looking ? nothing : `${look}: ${t('agent.view.look_more')}`}
          @click=${() => this.mirrors.lookAround(!looking)}>
          ${looking ? html`${icons.back}${look}` : icons.look}
        </button>
      </div>
    `
  }

  #zoom(zoom: Zoom, first: boolean): TemplateResult {
    const name = t(`agent.view.${zoom}`)
    return html`<button class="button" type="button" tabindex=${first ? '0' : '-1'}
      title=${name} aria-label=${name} aria-pressed=${this.sight.zoom === zoom ? 'true' : 'false'}
      @click=${() => this.mirrors.zoom(zoom)}>${ICONS[zoom]}</button>`
  }
}
