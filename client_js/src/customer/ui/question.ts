import { html, type TemplateResult } from 'lit/html.js'
import type { Question } from '../questions.js'
import { t } from '../text.js'
import type { WidgetActions } from './actions.js'
import { trusted } from './trusted.js'

/** Below the bar, beside the page's own business: takes no focus. */
export function question(ask: Question, actions: WidgetActions): TemplateResult {
  return html`
    <section class="question" role="group" aria-label=${t('question.title')}>
      <p role="alert">${ask.text}</p>
      <div class="question-answers">
        <button class="button" type="button" @click=${trusted(() => actions.answer(false))}>
          ${ask.no}
        </button>
        <button class="button primary" type="button" @click=${trusted(() => actions.answer(true))}>
          ${ask.yes}
        </button>
      </div>
    </section>
  `
}
