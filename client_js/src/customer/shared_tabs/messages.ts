/** What tabs of one website say to each other. Any script of the website can say it, too. */
import type { Consent } from '../consent_ledger.js'
import { isLetIn } from '../let_in.js'

/** What makes another tab of hers one of those that she shares. */
export interface Keys extends Consent {
  /** The customer's, for the broker. */
  token: string
}

export interface Here {
  type: 'here'
  /** Its endpoint. */
  tab: string
  session: string
  /** Who sees it; empty while nobody does. */
  agent: string
  /** As agents may know it. */
  title: string
}

export type TabMessage =
  /** Which tabs are shared? */
  | { type: 'who' }
  | Here
  | { type: 'gone'; tab: string }
  /** She wants this tab shared, too. */
  | { type: 'join'; id: string; session: string }
  | { type: 'keys'; id: string; keys: Keys }
  /** An agent in control closes that tab. */
  | { type: 'close'; tab: string; session: string }

const LONGEST = 200

/** Null for whatever is not one. */
export function readTabMessage(data: unknown): TabMessage | null {
  const given = (data ?? {}) as { readonly [name: string]: unknown }
  const texts = (...names: string[]): boolean => names.every((name) => isText(given[name]))
  const message = data as TabMessage
  switch (message?.type) {
    case 'who':
      return { type: 'who' }
    case 'here':
      return texts('tab', 'session', 'agent', 'title') ? message : null
    case 'gone':
      return texts('tab') ? message : null
    case 'join':
      return texts('id', 'session') ? message : null
    case 'close':
      return texts('tab', 'session') ? message : null
    case 'keys':
      return texts('id') && areKeys(message.keys) ? message : null
    default:
      return null
  }
}

function areKeys(keys: unknown): keys is Keys {
  const { token, conversation, session, grant, letIn } = (keys ?? {}) as {
    readonly [K in keyof Keys]?: unknown
  }
  const named = isText(token) && isText(conversation) && isText(session)
  return named && Number.isSafeInteger(grant) && isLetIn(letIn)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST
}
