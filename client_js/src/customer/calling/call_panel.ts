import { html, nothing, type TemplateResult } from 'lit/html.js'
import { callIcons } from '../../ui/call_icons.js'
import { trusted } from '../ui/trusted.js'
import type { CallActions } from './calling.js'
import type { CallState } from './state.js'
import { t } from './text.js'

/** In the chat window: what she can begin. What she can end is in the bar. */
export function callPanel(state: CallState, actions: CallActions): TemplateResult | typeof nothing {
  const { may } = state
  if (!may.voice && !may.video && !may.document) return nothing
  return html`
    <div class="calls">
      ${may.voice ? begin('voice', actions) : nothing}
      ${may.video ? begin('video', actions) : nothing}
      ${may.document ? share(actions) : nothing}
    </div>
  `
}

function share(actions: CallActions): TemplateResult {
  return html`
    <button class="button" type="button" @click=${trusted(() => actions.shareDocument())}>
      ${callIcons.document}
      <span>${t('document.share')}</span>
    </button>
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
