import { html, type TemplateResult } from 'lit/html.js'
import { LANGUAGES } from '../../i18n/languages.js'
import { spoken } from '../../i18n/spoken.js'
import { t } from '../text.js'
import type { WidgetActions } from './actions.js'
import { trusted } from './trusted.js'

/** In which of these languages the widget speaks. */
export function language(tags: readonly string[], actions: WidgetActions): TemplateResult {
  const choose = trusted((event: Event) => {
    const select = event.currentTarget as HTMLSelectElement
    // What cannot be loaded is not chosen either.
    void actions.speak(select.value).then(() => {
      select.value = spoken().tag
    })
  })
  return html`
    <select class="language" aria-label=${t('language.label')} @change=${choose}>
      ${tags.map(
        (tag) => html`
          <option value=${tag} lang=${tag} .selected=${tag === spoken().tag}>
            ${LANGUAGES[tag]}
          </option>
        `,
      )}
    </select>
  `
}
