import type { CallState } from './state.js'
import { names, t } from './text.js'

/** What is on, and how it is; `note` may be empty. */
export interface Words {
  title: string
  note: string
}

/** What is on now; null: nothing of it. */
export interface CallWords {
  call: Words | null
  screen: Words | null
  document: Words | null
}

export function callWords(state: CallState): CallWords {
  return {
    call: wordsOfCall(state),
    screen: wordsOfScreen(state),
    document: wordsOfDocument(state),
  }
}

/** Whether there is anything to say. */
export function isOn(state: CallState): boolean {
  return Object.values(callWords(state)).some((words) => words !== null)
}

function wordsOfCall(state: CallState): Words | null {
  if (state.voice === null) {
    if (state.isOpening) return { title: t('call.opening'), note: '' }
    return state.request === null ? null : { title: t('call.calling'), note: '' }
  }
  const agents = names(state.with)
  if (state.isPaused) return { title: t('call.on_hold', { agents }), note: t('call.on_hold_note') }
  return { title: t('call.on', { agents }), note: noteOfCall(state) }
}

function noteOfCall({ dock, isWaiting }: CallState): string {
  if (dock === null && !isWaiting) return t('call.elsewhere')
  if (dock?.voice !== 'on' || isWaiting) return t('call.connecting')
  if (dock.camera) return t(dock.muted ? 'call.camera_muted' : 'call.camera')
  return t(dock.muted ? 'call.muted' : 'call.voice')
}

function wordsOfScreen({ screen, seenBy, dock }: CallState): Words | null {
  if (screen === null) return null
  const agents = names(seenBy)
  if (dock === null) return { title: t('call.screen_may', { agents }), note: t('call.elsewhere') }
  return dock.screen === 'on'
    ? { title: t('call.screen', { agents }), note: t('call.screen_note') }
    : { title: t('call.screen_may', { agents }), note: t('call.screen_starting') }
}

function wordsOfDocument({ document, dock, isPaused }: CallState): Words | null {
  if (document === null) return null
  if (isPaused) return { title: t('document.on'), note: t('document.paused') }
  return { title: t('document.on'), note: dock === null ? t('call.elsewhere') : '' }
}
