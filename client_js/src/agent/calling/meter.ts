import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { Levels } from '../../devices/levels.js'

/** How loud a track is, for the eye. */
@customElement('alongside-meter')
export class Meter extends LitElement {
  static override styles = css`
    :host {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      min-width: 0;
      color: var(--ink-soft);
      font: 400 var(--text-small) / 1.3 var(--font);
    }
    .track {
      flex: 1;
      width: 56px;
      height: 6px;
      overflow: hidden;
      border-radius: 3px;
      background: var(--line);
    }
    .level {
      display: block;
      width: 100%;
      height: 100%;
      background: var(--good);
      transform: scaleX(0);
      transform-origin: left;
    }
    .level:dir(rtl) {
      transform-origin: right;
    }
    @media (forced-colors: active) {
      .track {
        border: 1px solid CanvasText;
      }
      .level {
        forced-color-adjust: none;
        background: Highlight;
      }
    }
  `

  @property() name = ''
  @property({ attribute: false }) track: MediaStreamTrack | null = null

  @query('.level') private readonly level!: HTMLElement

  #levels: Levels | null = null

  override render(): TemplateResult {
    return html`<span>${this.name}</span>
      <span class="track" aria-hidden="true"><span class="level"></span></span>`
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('track')) this.#watch()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#levels?.close()
    this.#levels = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (this.hasUpdated) this.#watch()
  }

  #watch(): void {
    this.#levels ??= new Levels((level) => {
      this.level.style.transform = `scaleX(${level.toFixed(2)})`
    })
    this.#levels.watch(this.track)
  }
}
