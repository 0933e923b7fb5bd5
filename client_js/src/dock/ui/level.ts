import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { Levels } from '../../devices/levels.js'

/** Louder than this somebody speaks. */
const SPEECH = 0.35

/**
 * A bar as long as `track` is loud. Fires `speech` with true or false as its detail when somebody
 * begins or ceases to speak.
 */
@customElement('alongside-level')
export class Level extends LitElement {
  static override styles = css`
    :host {
      display: block;
      height: 6px;
      border-radius: 3px;
      background: var(--line);
      overflow: hidden;
    }
    div {
      width: 100%;
      height: 100%;
      border-radius: inherit;
      background: var(--good);
      transform: scaleX(var(--level, 0));
      transform-origin: left;
    }
    div:dir(rtl) {
      transform-origin: right;
    }
  `

  @property({ attribute: false }) track: MediaStreamTrack | null = null

  #levels: Levels | null = null
  #speaks = false

  override connectedCallback(): void {
    super.connectedCallback()
    this.#levels = new Levels((level) => this.#tell(level))
    this.#levels.watch(this.track)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#levels?.close()
    this.#levels = null
  }

  override render(): TemplateResult {
    return html`<div></div>`
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('track')) this.#levels?.watch(this.track)
  }

  #tell(level: number): void {
    // Fifteen times a second: no rendering for that.
    this.style.setProperty('--level', level.toFixed(2))
    const speaks = level > SPEECH
    if (speaks === this.#speaks) return
    this.#speaks = speaks
    this.dispatchEvent(new CustomEvent<boolean>('speech', { detail: speaks }))
  }
}
