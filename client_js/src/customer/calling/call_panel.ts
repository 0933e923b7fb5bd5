import { html, nothing, type TemplateResult } from 'lit/html.js'
import { callIcons } from '../../ui/call_icons.js'
import { trusted } from '../ui/trusted.js'
import { hangUp, mute, stopScreen } from './call_buttons.js'
import { callWords } from './call_words.js'
import type { CallActions } from './calling.js'
import type { CallState } from './state.js'
import { t } from './text.js'

/** In the chat window: what she can begin, and what she can end. */
export function callPanel(state: CallState, actions: CallActions): TemplateResult | typeof nothing {
  const { call, screen } = callWords(state)
  const { may } = state
  // The frame with the call's own buttons is right above.
  const isBeside = state.mode === 'frame' && !state.isOpening
  const isEmpty = (call === null || isBeside) && screen === null && !may.voice && !may.video
  if (isEmpty) return nothing
  return html`
    <div class="calls">
      ${screen === null ? nothing : stopScreen(actions)}
      ${call === null || isBeside ? nothing : html`${mute(state, actions)}${hangUp(actions)}`}
      ${may.voice ? begin('voice', actions) : nothing}
      ${may.video ? begin('video', actions) : nothing}
    </div>
  `
}

function begin(scope: 'voice' | 'video', actions: CallActions): TemplateResult {
  const isVideo = scope === 'video'
  return html`
    <button class="button" type="button" @click=${trusted(() => actions.call(scope))}>
      ${isVideo ? callIcons.camera : callIcons.phone}
      <span>${t(isVideo ? 'call.video' : 'call.call')}</span>
    </button>
  `
}
