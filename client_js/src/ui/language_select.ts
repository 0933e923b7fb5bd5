import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import { en } from '../i18n/en.js'
import { LANGUAGES } from '../i18n/languages.js'
import type { OwnPage } from '../i18n/own_page.js'
import { spoken } from '../i18n/spoken.js'
import { translator } from '../i18n/translator.js'
import { controls } from './controls.js'

const t = translator(en)

/** Chooses the language of one of our own pages. */
@customElement('alongside-language')
export class LanguageSelect extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
        min-width: 0;
      }
      p {
        margin: 0;
        color: var(--live-soft-ink);
        font-size: var(--text-small);
      }
    `,
  ]

  @property({ attribute: false }) page!: OwnPage
  @state() private failed = false

  override render(): TemplateResult {
    const { tag } = spoken()
    return html`
      <select class="language" aria-label=${t('language.label')} @change=${this.#choose}>
        ${Object.entries(LANGUAGES).map(
          ([one, name]) =>
            html`<option value=${one} lang=${one} .selected=${live(one === tag)}>${name}</option>`,
        )}
      </select>
      ${this.failed ? html`<p role="alert">${t('language.failed')}</p>` : nothing}
    `
  }

  readonly #choose = async (event: Event): Promise<void> => {
    const { value } = event.currentTarget as HTMLSelectElement
    this.failed = !(await this.page.choose(value))
    this.requestUpdate()
  }
}
