import { html, type TemplateResult } from 'lit'
import { icons } from '../../ui/icons.js'
import { t } from '../text.js'
import type { Prompt } from '../view.js'
import type { WidgetActions } from './actions.js'
import { trusted } from './trusted.js'

/**
 * The question, as a modal dialog in the top layer: the page can neither cover nor click it.
 *
 * Closing it in any way is Deny; a deadline that passes takes it away. The caller shows it with
 * `showModal()`; it takes the focus to Deny.
 */
export function prompt(ask: Prompt, actions: WidgetActions): TemplateResult {
  const deny = trusted((event: Event) => {
    event.preventDefault()
    actions.deny(ask.request)
  })
  const allow = trusted(() => actions.allow(ask.request))
  return html`
    <dialog
      class="prompt"
      role="alertdialog"
      aria-labelledby="ask-title"
      aria-describedby="ask-who ask-level ask-hidden"
      @cancel=${deny}
      @close=${deny}
    >
      <h2 id="ask-title">${t('ask.title')}</h2>
      <p id="ask-who">
        ${t('ask.who', { agent: ask.agent, organisation: ask.organisation })}
      </p>
      <ul class="facts">
        <li>${icons.eye}<span id="ask-level">${t('ask.level')}</span></li>
        <li>${icons.lock}<span id="ask-hidden">${t('ask.hidden')}</span></li>
        <li>${icons.stop}<span>${t('ask.end')}</span></li>
      </ul>
      <p class="hint">${t('ask.seconds', { seconds: ask.seconds })}</p>
      <div class="answers">
        <button class="button" type="button" autofocus @click=${deny}>${t('ask.deny')}</button>
        <button class="button primary" type="button" @click=${allow}>${t('ask.allow')}</button>
      </div>
    </dialog>
  `
}
