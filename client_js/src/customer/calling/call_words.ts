import type { CallState } from './state.js'
import { names, t } from './text.js'

/** What is on now, in one sentence each; null: nothing of it. */
export interface CallWords {
  call: string | null
  screen: string | null
}

export function callWords(state: CallState): CallWords {
  return { call: callSentence(state), screen: screenSentence(state) }
}

/** Whether there is anything to say. */
export function isOn(state: CallState): boolean {
  const { call, screen } = callWords(state)
  return call !== null || screen !== null
}

function callSentence(state: CallState): string | null {
  if (state.voice === null) {
    if (state.isOpening) return t('call.opening')
    return state.request === null ? null : t('call.calling')
  }
  const agents = names(state.with)
  if (state.isPaused) return t('call.on_hold', { agents })
  const { dock } = state
  if (dock === null && !state.isWaiting) return t('call.elsewhere', { agents })
  if (dock?.voice !== 'on' || state.isWaiting) return t('call.connecting', { agents })
  if (dock.camera) return t(dock.muted ? 'call.camera_muted' : 'call.camera', { agents })
  return t(dock.muted ? 'call.muted' : 'call.voice', { agents })
}

function screenSentence({ screen, seenBy, dock }: CallState): string | null {
  if (screen === null) return null
  const agents = names(seenBy)
  if (dock === null) return t('call.screen_elsewhere', { agents })
  return t(dock.screen === 'on' ? 'call.screen' : 'call.screen_starting', { agents })
}
