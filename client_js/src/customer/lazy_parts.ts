import type { Early } from '../mirror/capture/early.js'
import type { Calling, CallingOptions } from './calling/calling.js'
import type { Chatting, ChattingOptions } from './chatting/chatting.js'
import type { Inviting, InvitingOptions } from './inviting/inviting.js'
import { Lazy } from './lazy.js'
import type { PreviewWindow, PreviewWindowOptions } from './looking/preview_window.js'
import type { RegionPicker, RegionPickerOptions } from './looking/region_picker.js'
import type { PlaygroundEntry } from './playground/main.js'
import type { Together, TogetherOptions } from './together/together.js'

/** Put in by the build. */
declare const TOGETHER_INTEGRITY: string
declare const CALLING_INTEGRITY: string
declare const CHATTING_INTEGRITY: string
declare const INVITING_INTEGRITY: string
declare const LOOKING_INTEGRITY: string
declare const PLAYGROUND_INTEGRITY: string

/** The bundle `together.js`: what only a session needs. */
export interface TogetherModule {
  begin(early: Early, options: TogetherOptions): Together
}

/** The bundle `calling.js`: what only a call or a shared screen needs. */
export interface CallingModule {
  begin(options: CallingOptions): Calling
}

/** The bundle `chatting.js`: what only an open chat needs. */
export interface ChattingModule {
  begin(options: ChattingOptions): Chatting
}

/** The bundle `inviting.js`: what only inviting somebody needs. */
export interface InvitingModule {
  begin(options: InvitingOptions): Inviting
  panel(inviting: Inviting): unknown
}

/** The bundle `looking.js`: what only she needs who looks at what an agent sees, or chooses the part
 * of the page that an agent may use. */
export interface LookingModule {
  previewWindow(options: PreviewWindowOptions): PreviewWindow
  regionPicker(options: RegionPickerOptions): RegionPicker
}

/** The bundle `playground.js`: what only an operator needs who tries rules. */
export interface PlaygroundModule {
  begin(early: Early, entry: PlaygroundEntry): Promise<boolean>
}

/** `parts`: where this script came from, ending in a slash: a copy takes the rest of itself from
 * its own folder. The others as for `Lazy`. */
export function lazyTogether(parts: string, nonce: string, failed: () => void) {
  return new Lazy<TogetherModule>(`${parts}together.js`, nonce, TOGETHER_INTEGRITY, failed)
}

export function lazyCalling(parts: string, nonce: string, failed: () => void) {
  return new Lazy<CallingModule>(`${parts}calling.js`, nonce, CALLING_INTEGRITY, failed)
}

export function lazyChatting(parts: string, nonce: string, failed: () => void) {
  return new Lazy<ChattingModule>(`${parts}chatting.js`, nonce, CHATTING_INTEGRITY, failed)
}

export function lazyInviting(parts: string, nonce: string, failed: () => void) {
  return new Lazy<InvitingModule>(`${parts}inviting.js`, nonce, INVITING_INTEGRITY, failed)
}

export function lazyLooking(parts: string, nonce: string, failed: () => void) {
  return new Lazy<LookingModule>(`${parts}looking.js`, nonce, LOOKING_INTEGRITY, failed)
}

export function lazyPlayground(parts: string, nonce: string) {
  const url = `${parts}playground.js`
  return new Lazy<PlaygroundModule>(url, nonce, PLAYGROUND_INTEGRITY, () => {})
}
