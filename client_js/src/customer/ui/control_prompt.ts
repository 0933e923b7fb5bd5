import { html, type TemplateResult } from 'lit/html.js'
import { icons } from '../../ui/icons.js'
import { t } from '../text.js'
import type { ControlPrompt } from '../view_prompt.js'
import type { WidgetActions } from './actions.js'
import type { InSight } from './in_sight.js'
import { trusted } from './trusted.js'

/** What stands in the question for remote control. Unlike the question for the view at a glance: a
 * customer who has learned to press Allow there must notice that this is another one. */
export function controlPrompt(
  ask: ControlPrompt,
  actions: WidgetActions,
  sight: InSight,
  deny: (event: Event) => void,
): TemplateResult {
  const { agent, organisation, request } = ask
  const allow = (limit: 'typing' | null) =>
    trusted(() => sight.act(() => actions.allowControl(request, limit)))
  const region = trusted(() => sight.act(() => actions.chooseRegion(request)))
  const who = ask.again ? 'control.again' : 'control.who'
  return html`
    <div class="prompt-head">
      ${icons.hand}
      <h2 id="ask-title">${t('control.title')}</h2>
    </div>
    <p id="ask-who">${t(who, { agent, organisation })}</p>
    <ul class="facts">
      <li>${icons.pointer}<span id="ask-level">${t('control.level')}</span></li>
      <li>
        ${icons.lock}
        <span id="ask-hidden">${ask.submit ? t('control.never') : t('control.never_submit')}</span>
      </li>
      <li>${icons.list}<span>${t('control.undo')}</span></li>
      <li>${icons.stop}<span>${ask.lasts ? t('control.end_lasting') : t('control.end')}</span></li>
    </ul>
    <div class="answers">
      <button class="button" type="button" autofocus @click=${deny}>${t('ask.deny')}</button>
      <button class="button control" type="button" @click=${allow(null)}>${t('ask.allow')}</button>
      <button
        class="button"
        type="button"
        aria-describedby="typing-hint"
        @click=${allow('typing')}
      >
        ${t('control.typing')}
      </button>
      <button class="button" type="button" aria-describedby="region-hint" @click=${region}>
        ${t('control.region')}
      </button>
      <p class="hint" id="typing-hint">${t('control.typing_hint')}</p>
      <p class="hint" id="region-hint">${t('control.region_hint')}</p>
    </div>
  `
}
