import type { AnyEvent, ConversationView } from '../signaling/messages.js'

/** What a dock can hold. */
export type CallScope = 'voice' | 'video' | 'screen' | 'document'

const SCOPES: readonly CallScope[] = ['voice', 'video', 'screen', 'document']

export function isCallScope(scope: string): scope is CallScope {
  return (SCOPES as readonly string[]).includes(scope)
}

/** Whether there can be calls or a shared screen in this conversation, or were. */
export function hasCalls(view: ConversationView | null, timeline: readonly AnyEvent[]): boolean {
  const offers = view?.state === 'active' && view.policy.scopes.some(isCallScope)
  return offers || timeline.some((event) => 'scope' in event && isCallScope(event.scope))
}

/** Agents see her screen instead of the page. */
export function isScreenOn(view: ConversationView | null): boolean {
  return view?.session?.scopes.screen?.state === 'granted'
}
