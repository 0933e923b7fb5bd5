import { html, nothing, type TemplateResult } from 'lit/html.js'
import { callIcons } from '../../ui/call_icons.js'
import { icons } from '../../ui/icons.js'
import { trusted } from '../ui/trusted.js'
import { callWords, isOn, type Words } from './call_words.js'
import type { CallActions } from './calling.js'
import type { CallState } from './state.js'
import { t } from './text.js'

/** Over the page for as long as a call is on or the screen may be seen: what is on, who is there,
 * and how to end it. */
export function callBar(state: CallState, actions: CallActions): TemplateResult | typeof nothing {
  const { call, screen, document } = callWords(state)
  if (!isOn(state)) return nothing
  return html`
    <section class="call-bar" tabindex="-1" aria-label=${t('call.bar')}>
      ${screen === null ? nothing : row(screen, callIcons.screen, true, stopScreen(actions))}
      ${call === null ? nothing : callRow(call, state, actions)}
      ${document === null ? nothing : row(document, callIcons.document, false, closeDocument(actions))}
    </section>
  `
}

function callRow(words: Words, state: CallState, actions: CallActions): TemplateResult {
  const isLive = state.dock?.voice === 'on' && !state.isPaused
  return row(words, callIcons.phone, isLive, html`${mute(state, actions)}${hangUp(actions)}`)
}

function row({ title, note }: Words, icon: unknown, isLive: boolean, buttons: unknown) {
  return html`
    <div class=${isLive ? 'call-row live' : 'call-row'}>
      ${icon}
      <p class="bar-text">
        <span class="bar-status">${title}</span>
        ${note === '' ? nothing : html`<span class="bar-note">${note}</span>`}
      </p>
      ${buttons}
    </div>
  `
}

/** Only where this page has a line to the dock, which alone knows. */
function mute(state: CallState, actions: CallActions): TemplateResult | typeof nothing {
  const { dock, voice } = state
  if (dock === null || voice === null) return nothing
  return html`
    <button
      class="button quiet tool mute"
      type="button"
      title=${t('call.mute')}
      aria-pressed=${dock.muted ? 'true' : 'false'}
      @click=${trusted(() => actions.mute(!dock.muted))}
    >
      ${dock.muted ? callIcons.microphoneOff : callIcons.microphone}<span>${t('call.mute')}</span>
    </button>
  `
}

function hangUp(actions: CallActions): TemplateResult {
  return html`
    <button class="button end" type="button" @click=${trusted(() => actions.hangUp())}>
      ${callIcons.hangUp}<span>${t('call.hang_up')}</span>
    </button>
  `
}

function stopScreen(actions: CallActions): TemplateResult {
  return html`
    <button class="button danger" type="button" @click=${trusted(() => actions.stopScreen())}>
      ${icons.stop}<span>${t('call.stop_screen')}</span>
    </button>
  `
}

function closeDocument(actions: CallActions): TemplateResult {
  return html`
    <button class="button" type="button" @click=${trusted(() => actions.closeDocument())}>
      <span>${t('document.close')}</span>
    </button>
  `
}
