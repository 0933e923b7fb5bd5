import { html, type TemplateResult } from 'lit/html.js'
import { callIcons } from '../../ui/call_icons.js'
import { icons } from '../../ui/icons.js'
import type { InSight } from '../ui/in_sight.js'
import { trusted } from '../ui/trusted.js'
import type { CallPrompt } from '../view_prompt.js'
import type { CallActions } from './calling.js'
import { t } from './text.js'

/** What stands in the questions about a call or the screen. They are told apart at a glance. */
export function callPrompt(
  ask: CallPrompt,
  actions: CallActions,
  sight: InSight,
  deny: (event: Event) => void,
): TemplateResult {
  const accept = trusted(() => sight.act(() => actions.accept(ask.kind, ask.request)))
  return ask.kind === 'screen' ? screenPrompt(ask, accept, deny) : ringing(ask, accept, deny)
}

type Listener = (event: Event) => void

function screenPrompt(ask: CallPrompt, allow: Listener, deny: Listener): TemplateResult {
  const { agent, organisation } = ask
  return html`
    <div class="prompt-head">
      ${callIcons.screen}
      <h2 id="ask-title">${t('screen.title')}</h2>
    </div>
    <p id="ask-who">${t('screen.who', { agent, organisation })}</p>
    <ul class="facts">
      <li>${icons.eye}<span id="ask-level">${t('screen.level')}</span></li>
      <li>${callIcons.unlocked}<span id="ask-hidden">${t('screen.hidden')}</span></li>
      <li>${icons.stop}<span>${t('screen.end')}</span></li>
    </ul>
    <div class="answers">
      <button class="button" type="button" autofocus @click=${deny}>${t('screen.deny')}</button>
      <button class="button primary" type="button" @click=${allow}>${t('screen.allow')}</button>
    </div>
  `
}

function ringing(ask: CallPrompt, accept: Listener, deny: Listener): TemplateResult {
  const { agent, organisation } = ask
  const isVideo = ask.kind === 'video'
  const who = t(isVideo ? 'call.who_video' : 'call.who', { agent, organisation })
  return html`
    <div class="prompt-head">
      ${isVideo ? callIcons.camera : callIcons.phone}
      <h2 id="ask-title">${t(isVideo ? 'call.incoming_video' : 'call.incoming')}</h2>
    </div>
    <p id="ask-who">${who}</p>
    <ul class="facts">
      <li>
        ${callIcons.microphone}
        <span id="ask-level">${t(isVideo ? 'call.level_video' : 'call.level')}</span>
      </li>
      <li>${icons.eyeOff}<span id="ask-hidden">${t('call.separate')}</span></li>
      <li>${callIcons.hangUp}<span>${t('call.end')}</span></li>
    </ul>
    <div class="answers">
      <button class="button" type="button" autofocus @click=${deny}>${t('call.decline')}</button>
      <button class="button primary" type="button" @click=${accept}>${t('call.accept')}</button>
    </div>
  `
}
