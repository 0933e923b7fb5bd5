import { html, nothing, type TemplateResult } from 'lit/html.js'
import { callIcons } from '../../ui/call_icons.js'
import { icons } from '../../ui/icons.js'
import { trusted } from '../ui/trusted.js'
import type { CallActions } from './calling.js'
import type { CallState } from './state.js'
import { t } from './text.js'

export function hangUp(actions: CallActions): TemplateResult {
  return html`
    <button class="button danger" type="button" @click=${trusted(() => actions.hangUp())}>
      ${callIcons.hangUp}<span>${t('call.hang_up')}</span>
    </button>
  `
}

/** Only where this page has a line to the dock, which alone knows. */
export function mute(state: CallState, actions: CallActions): TemplateResult | typeof nothing {
  const { dock, voice } = state
  if (dock === null || voice === null) return nothing
  return html`
    <button
      class="button mute"
      type="button"
      aria-pressed=${dock.muted ? 'true' : 'false'}
      @click=${trusted(() => actions.mute(!dock.muted))}
    >
      ${dock.muted ? callIcons.microphoneOff : callIcons.microphone}<span>${t('call.mute')}</span>
    </button>
  `
}

export function stopScreen(actions: CallActions): TemplateResult {
  return html`
    <button class="button danger" type="button" @click=${trusted(() => actions.stopScreen())}>
      ${icons.stop}<span>${t('call.stop_screen')}</span>
    </button>
  `
}
