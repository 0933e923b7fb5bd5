import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../ui/controls.js'
import { t } from '../texts.js'
import { pageStyles } from './page_styles.js'

/** Text to copy, with the button that does it. `label`: what it is. */
@customElement('alongside-copy')
export class Copy extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      .head {
        margin: 0 0 var(--space-1);
      }
      h3 {
        flex: 1 1 160px;
        margin: 0;
      }
    `,
  ]

  @property() label = ''
  @property() text = ''
  @state() private said = ''

  override render(): TemplateResult {
    return html`
      <div class="head">
        <h3 id="label">${this.label}</h3>
        <span class="soft" role="status">${this.said}</span>
        <button class="button" type="button" aria-describedby="label" @click=${this.#copy}>
          ${t('admin.copy')}
        </button>
      </div>
      <pre tabindex="0" role="group" aria-labelledby="label">${this.text}</pre>
    `
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.text)
      this.said = t('admin.copied')
    } catch {
      // Where the page is not secure (http), or it was not allowed.
      this.#select()
      this.said = t('admin.not_copied')
    }
  }

  #select(): void {
    const text = this.renderRoot.querySelector('pre')
    if (text) getSelection()?.selectAllChildren(text)
  }
}
