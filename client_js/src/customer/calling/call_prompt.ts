import { html, type TemplateResult } from 'lit/html.js'
import { callIcons } from '../../ui/call_icons.js'
import { icons } from '../../ui/icons.js'
import type { InSight } from '../ui/in_sight.js'
import { trusted } from '../ui/trusted.js'
import type { CallPrompt } from '../view_prompt.js'
import type { Calling } from './calling.js'
import { t } from './text.js'

/** What stands in the questions about a call or the screen. They are told apart at a glance. */
export function callPrompt(
  ask: CallPrompt,
  calls: Pick<Calling, 'accept' | 'state'>,
  sight: InSight,
  deny: (event: Event) => void,
): TemplateResult {
  const accept = trusted(() => sight.act(() => calls.accept(ask.kind, ask.request)))
  if (ask.kind === 'screen') return screenPrompt(ask, accept, deny)
  if (ask.kind === 'document') return documentPrompt(ask, accept, deny)
  return ringing(ask, calls.state.voice !== null, accept, deny)
}

const VOICE = ['call.incoming', 'call.who', 'call.level'] as const
const VIDEO = ['call.incoming_video', 'call.who_video', 'call.level_video'] as const
const UPGRADE = ['call.incoming_video', 'call.who_upgrade', 'call.level_upgrade'] as const

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

function documentPrompt(ask: CallPrompt, allow: Listener, deny: Listener): TemplateResult {
  const { agent, organisation } = ask
  return html`
    <div class="prompt-head">
      ${callIcons.document}
      <h2 id="ask-title">${t('document.title')}</h2>
    </div>
    <p id="ask-who">${t('document.who', { agent, organisation })}</p>
    <ul class="facts">
      <li>${icons.eye}<span id="ask-level">${t('document.level')}</span></li>
      <li>${icons.eyeOff}<span id="ask-hidden">${t('document.hidden')}</span></li>
      <li>${icons.stop}<span>${t('document.end')}</span></li>
    </ul>
    <div class="answers">
      <button class="button" type="button" autofocus @click=${deny}>${t('document.deny')}</button>
      <button class="button primary" type="button" @click=${allow}>${t('document.allow')}</button>
    </div>
  `
}

/** `isOn`: they talk already, by voice. */
function ringing(ask: CallPrompt, isOn: boolean, accept: Listener, deny: Listener): TemplateResult {
  const { agent, organisation } = ask
  const isVideo = ask.kind === 'video'
  const [title, who, level] = isOn ? UPGRADE : isVideo ? VIDEO : VOICE
  return html`
    <div class="prompt-head">
      ${isVideo ? callIcons.camera : callIcons.phone}
      <h2 id="ask-title">${t(title)}</h2>
    </div>
    <p id="ask-who">${t(who, { agent, organisation })}</p>
    <ul class="facts">
      <li>
        ${isOn ? callIcons.camera : callIcons.microphone}
        <span id="ask-level">${t(level)}</span>
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
