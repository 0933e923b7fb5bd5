/**
 * What the element in another product's page and the agent pane in its frame tell each other:
 * docs/integrators.md, "The agent pane". Ids and kinds only: never what people write, show or are
 * called.
 *
 * The element posts `embed.hello` with a port to the broker's origin and no other; everything else
 * goes through that port.
 */

export const EMBED_PROTOCOL = 1

export interface EmbedHello {
  readonly type: 'embed.hello'
  readonly protocol: typeof EMBED_PROTOCOL
}

export type FromHost =
  /** `code`: as the host's own server got it from the broker, or a token that it has signed. */
  | { readonly type: 'agent.sign_in'; readonly code: string }
  | { readonly type: 'agent.sign_out' }
  /** What the pane is to show; null: nothing. */
  | { readonly type: 'conversation.show'; readonly conversation: string | null }
  | { readonly type: 'co_browse.request' }
  | { readonly type: 'co_browse.end' }
  | { readonly type: 'language.speak'; readonly language: string }

/** Why a sign-in code is wanted: the pane has just been loaded; the sign-in is over; the agent has
 * pressed the button. */
export const SIGN_IN_REASONS = ['loaded', 'ended', 'pressed'] as const
export type SignInReason = (typeof SIGN_IN_REASONS)[number]

/** `asked`: by the host. `ended`: elsewhere, or by time. */
export const SIGN_OUT_REASONS = ['asked', 'ended'] as const
export type SignOutReason = (typeof SIGN_OUT_REASONS)[number]

/** `unknown`: there is none for this agent. */
export const SHOWN_STATES = ['queued', 'active', 'inactive', 'ended', 'unknown'] as const
export type ShownState = (typeof SHOWN_STATES)[number]

export const SHOWN_SESSION_STATES = [
  'waiting',
  'asked',
  'active',
  'paused',
  'away',
  'ended',
] as const
export type ShownSessionState = (typeof SHOWN_SESSION_STATES)[number]

/** `mine`: this agent takes part in it. */
export interface ShownConversation {
  readonly conversation: string
  readonly state: ShownState
  readonly mine: boolean
}

/** `reason`: why it has ended; null as long as it has not. */
export interface ShownSession {
  readonly conversation: string
  readonly session: string
  readonly state: ShownSessionState
  readonly reason: string | null
}

export type FromPane =
  | { readonly type: 'pane.ready'; readonly protocol: typeof EMBED_PROTOCOL }
  | { readonly type: 'agent.sign_in_needed'; readonly reason: SignInReason }
  | { readonly type: 'agent.signed_in'; readonly agent: string }
  | { readonly type: 'agent.signed_out'; readonly reason: SignOutReason }
  /** `moved`: the agent has gone there herself, by accepting a customer's call, say. */
  | {
      readonly type: 'conversation.shown'
      readonly moved: boolean
      readonly shown: ShownConversation | null
    }
  | { readonly type: 'session.shown'; readonly shown: ShownSession }
  /** `message`: for people, in the pane's language. */
  | { readonly type: 'pane.refused'; readonly code: string; readonly message: string }

const ID = /^[A-Za-z0-9_.:-]{1,64}$/
/** Of the broker's, or a JSON Web Token in its compact form (RFC 7519). */
const CODE = /^(?:[A-Za-z0-9_-]{1,128}|(?=.{1,16384}$)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){2})$/
const TAG = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}$/
const KIND = /^[a-z][a-z_]{0,63}$/
const MESSAGE_MOST = 500

export function isHello(data: unknown): data is EmbedHello {
  const { type, protocol } = fields(data)
  return type === 'embed.hello' && protocol === EMBED_PROTOCOL
}

/** Whether it could be the id of a conversation. */
export function isId(value: unknown): value is string {
  return matches(ID, value)
}

export function isLanguageTag(value: unknown): value is string {
  return matches(TAG, value)
}

/** Reads what has come from the element; null for anything else. */
export function fromHost(data: unknown): FromHost | null {
  const { type, code, conversation, language } = fields(data)
  switch (type) {
    case 'agent.sign_in':
      return matches(CODE, code) ? { type, code } : null
    case 'conversation.show':
      return conversation === null || isId(conversation) ? { type, conversation } : null
    case 'language.speak':
      return isLanguageTag(language) ? { type, language } : null
    case 'agent.sign_out':
    case 'co_browse.request':
    case 'co_browse.end':
      return { type }
    default:
      return null
  }
}

/** Reads what has come from the pane; null for anything else. */
export function fromPane(data: unknown): FromPane | null {
  const given = fields(data)
  const { type, protocol, agent, reason } = given
  switch (type) {
    case 'pane.ready':
      return protocol === EMBED_PROTOCOL ? { type, protocol: EMBED_PROTOCOL } : null
    case 'agent.sign_in_needed':
      return isOneOf(SIGN_IN_REASONS, reason) ? { type, reason } : null
    case 'agent.signed_in':
      return isId(agent) ? { type, agent } : null
    case 'agent.signed_out':
      return isOneOf(SIGN_OUT_REASONS, reason) ? { type, reason } : null
    case 'conversation.shown':
      return shownConversation(given)
    case 'session.shown':
      return shownSession(given.shown)
    case 'pane.refused':
      return refused(given)
    default:
      return null
  }
}

type Fields = Readonly<Record<string, unknown>>

function fields(data: unknown): Fields {
  return typeof data === 'object' && data !== null ? (data as Fields) : {}
}

function shownConversation({ moved, shown }: Fields): FromPane | null {
  const type = 'conversation.shown'
  if (typeof moved !== 'boolean') return null
  if (shown === null) return { type, moved, shown }
  const { conversation, state, mine } = fields(shown)
  if (!isId(conversation) || !isOneOf(SHOWN_STATES, state) || typeof mine !== 'boolean') return null
  return { type, moved, shown: { conversation, state, mine } }
}

function shownSession(data: unknown): FromPane | null {
  const { conversation, session, state, reason } = fields(data)
  if (!isId(conversation) || !isId(session) || !isOneOf(SHOWN_SESSION_STATES, state)) return null
  if (reason !== null && !matches(KIND, reason)) return null
  return { type: 'session.shown', shown: { conversation, session, state, reason } }
}

function refused({ code, message }: Fields): FromPane | null {
  if (!matches(KIND, code) || typeof message !== 'string' || message.length > MESSAGE_MOST) {
    return null
  }
  return { type: 'pane.refused', code, message }
}

function matches(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value)
}

function isOneOf<T extends string>(some: readonly T[], value: unknown): value is T {
  return (some as readonly unknown[]).includes(value)
}
