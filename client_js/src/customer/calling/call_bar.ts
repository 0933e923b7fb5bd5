import { html, nothing, type TemplateResult } from 'lit/html.js'
import { hangUp, mute, stopScreen } from './call_buttons.js'
import { callWords } from './call_words.js'
import type { CallActions } from './calling.js'
import type { CallState } from './state.js'
import { t } from './text.js'

/** Over the page for as long as a call is on or the screen may be seen: what is on, who is there,
 * and how to end it. */
export function callBar(state: CallState, actions: CallActions): TemplateResult | typeof nothing {
  const { call, screen } = callWords(state)
  if (call === null && screen === null) return nothing
  const isLive = screen !== null || state.dock?.voice === 'on'
  return html`
    <section class=${isLive ? 'call-bar live' : 'call-bar'} aria-label=${t('call.bar')}>
      ${screen === null ? nothing : row(screen, stopScreen(actions))}
      ${call === null ? nothing : row(call, html`${mute(state, actions)}${hangUp(actions)}`)}
    </section>
  `
}

function row(text: string, buttons: TemplateResult): TemplateResult {
  return html`
    <div class="call-row">
      <span class="dot" aria-hidden="true"></span>
      <p>${text}</p>
      ${buttons}
    </div>
  `
}
