import { html, type TemplateResult } from 'lit/html.js'
import { icons } from '../../ui/icons.js'
import type { Calling } from '../calling/calling.js'
import { t } from '../text.js'
import type { JoinPrompt, Prompt, ViewPrompt } from '../view_prompt.js'
import type { WidgetActions } from './actions.js'
import { controlPrompt } from './control_prompt.js'
import type { InSight } from './in_sight.js'
import { trusted } from './trusted.js'

/**
 * The question, as a modal dialog in the top layer: the page can neither cover nor click it.
 *
 * Closing it in any way is Deny; a deadline that passes takes it away. The caller shows it with
 * `showModal()`; it takes the focus to Deny. `sight` lets only clicks through that she makes on what
 * she sees.
 */
export function prompt(
  ask: Prompt,
  calls: Calling | null,
  actions: WidgetActions,
  sight: InSight,
): TemplateResult {
  const deny = trusted((event: Event) => {
    event.preventDefault()
    actions.deny(ask.request)
  })
  // Ours, when there is nothing to ask any more, is of a dialog that has left the page.
  const closed = (event: Event): void => {
    if ((event.currentTarget as Element).isConnected) deny(event)
  }
  return html`
    <dialog
      class=${`prompt ${ask.kind}`}
      role="alertdialog"
      aria-labelledby="ask-title"
      aria-describedby="ask-who ask-level ask-hidden"
      @cancel=${deny}
      @close=${closed}
    >
      ${content(ask, calls, actions, sight, deny)}
      <p class="covered" role="alert" ?hidden=${!sight.refused}>${t('ask.covered')}</p>
      <p class="hint">${secondsLeft(ask, calls)}</p>
    </dialog>
  `
}

function content(
  ask: Prompt,
  calls: Calling | null,
  actions: WidgetActions,
  sight: InSight,
  deny: (event: Event) => void,
): TemplateResult | undefined {
  switch (ask.kind) {
    case 'view':
      return viewPrompt(ask, actions, sight, deny)
    case 'control':
      return controlPrompt(ask, actions, sight, deny)
    case 'join':
      return joinPrompt(ask, actions, sight, deny)
    default:
      return calls?.ui.prompt(ask, calls, sight, deny)
  }
}

function secondsLeft(ask: Prompt, calls: Calling | null): string | undefined {
  const { kind, seconds } = ask
  if (kind === 'view') return t('ask.seconds', { seconds })
  if (kind === 'join') return t('join.seconds', { seconds })
  if (kind === 'control') return t('control.seconds', { seconds })
  return calls?.ui.secondsLeft(kind, seconds)
}

function viewPrompt(
  ask: ViewPrompt,
  actions: WidgetActions,
  sight: InSight,
  deny: (event: Event) => void,
): TemplateResult {
  const allow = trusted(() => sight.act(() => actions.allow(ask.request, ask.control)))
  return html`
    <h2 id="ask-title">${t('ask.title')}</h2>
    <p id="ask-who">${t('ask.who', { agent: ask.agent, organisation: ask.organisation })}</p>
    <ul class="facts">
      <li>
        ${icons.eye}
        <span id="ask-level">${ask.control ? t('ask.level_control') : t('ask.level')}</span>
      </li>
      <li>${icons.lock}<span id="ask-hidden">${t('ask.hidden')}</span></li>
      <li>${icons.stop}<span>${t('ask.end')}</span></li>
    </ul>
    <div class="answers">
      <button class="button" type="button" autofocus @click=${deny}>${t('ask.deny')}</button>
      <button class="button primary" type="button" @click=${allow}>${t('ask.allow')}</button>
    </div>
  `
}

function joinPrompt(
  ask: JoinPrompt,
  actions: WidgetActions,
  sight: InSight,
  deny: (event: Event) => void,
): TemplateResult {
  const { agent, organisation } = ask
  const allow = trusted(() => sight.act(() => actions.admit(ask.request)))
  return html`
    <h2 id="ask-title">${ask.transfer ? t('join.change') : t('join.title', { agent })}</h2>
    <p id="ask-who">
      ${t(ask.transfer ? 'join.takes_over' : ask.guest ? 'join.guest' : 'join.who', { agent, organisation })}
    </p>
    <ul class="facts">
      <li>${icons.eye}<span id="ask-level">${t(ask.guest ? 'join.guest_level' : 'join.level')}</span></li>
      <li>${icons.lock}<span id="ask-hidden">${t('ask.hidden')}</span></li>
    </ul>
    <div class="answers">
      <button class="button" type="button" autofocus @click=${deny}>${t('ask.deny')}</button>
      <button class="button primary" type="button" @click=${allow}>${t('ask.allow')}</button>
    </div>
  `
}
