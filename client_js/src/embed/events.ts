import type { ShownConversation, ShownSession, SignInReason, SignOutReason } from './messages.js'

/** The events of `<alongside-agent>`, with their `detail`. */
export interface AlongsideAgentEvents {
  /** The pane is there. */
  'alongside-ready': null
  /** Answer with `signIn(code)`. */
  'alongside-sign-in-needed': { readonly reason: SignInReason }
  'alongside-signed-in': { readonly agent: string }
  'alongside-signed-out': { readonly reason: SignOutReason }
  /** What the pane shows; null: nothing. */
  'alongside-conversation': ShownConversation | null
  'alongside-session': ShownSession
  'alongside-error': { readonly code: string; readonly message: string }
}
