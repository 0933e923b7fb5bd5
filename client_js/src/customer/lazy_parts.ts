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

/** `base`: the broker's address, ending in a slash. The rest as for `Lazy`. */
export function lazyTogether(base: string, nonce: string, failed: () => void) {
  return new Lazy<TogetherModule>(`${base}sdk/v1/together.js`, nonce, TOGETHER_INTEGRITY, failed)
}

export function lazyCalling(base: string, nonce: string, failed: () => void) {
  return new Lazy<CallingModule>(`${base}sdk/v1/calling.js`, nonce, CALLING_INTEGRITY, failed)
}

export function lazyChatting(base: string, nonce: string, failed: () => void) {
  return new Lazy<ChattingModule>(`${base}sdk/v1/chatting.js`, nonce, CHATTING_INTEGRITY, failed)
}

export function lazyInviting(base: string, nonce: string, failed: () => void) {
  return new Lazy<InvitingModule>(`${base}sdk/v1/inviting.js`, nonce, INVITING_INTEGRITY, failed)
}

export function lazyLooking(base: string, nonce: string, failed: () => void) {
  return new Lazy<LookingModule>(`${base}sdk/v1/looking.js`, nonce, LOOKING_INTEGRITY, failed)
}

export function lazyPlayground(base: string, nonce: string) {
  const url = `${base}sdk/v1/playground.js`
  return new Lazy<PlaygroundModule>(url, nonce, PLAYGROUND_INTEGRITY, () => {})
}
