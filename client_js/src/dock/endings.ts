import type { AnyEvent, Reason } from '../signaling/messages.js'

/** Why it is over: a reason of the server's, or what has happened here. */
export type Ending =
  | Reason
  | 'hung_up'
  | 'stopped_sharing'
  | 'closed_document'
  | 'declined'
  | 'no_answer'
  | 'offline'
  | 'too_soon'
  | 'not_possible'
  | 'elsewhere'
  | 'signed_out'
  | 'outdated'
  | 'website_gone'

/** Why nothing is left after this event. */
export function endingOf(event: AnyEvent): Ending {
  switch (event.type) {
    case 'scope.denied':
      return 'declined'
    case 'scope.withdrawn':
      return event.by.role === 'customer' ? 'hung_up' : 'withdrawn'
    case 'scope.expired':
      return event.grant == null ? 'no_answer' : 'expired'
    case 'scope.released':
      return 'by_agent'
    case 'scope.revoked':
      return event.reason === 'by_customer' ? 'hung_up' : event.reason
    case 'conversation.ended':
      return 'conversation_ended'
    case 'session.paused':
      return 'session_paused'
    default:
      return 'session_ended'
  }
}

/** Why what she clicked came to nothing, by the server's code. */
export function failureOf(code: string): Ending {
  switch (code) {
    case 'offline':
    case 'stopped':
      return 'offline'
    case 'too_soon':
      return 'too_soon'
    default:
      return 'not_possible'
  }
}

/** Why the connection with the server is over for good. */
export function stoppedBy(reason: string | undefined): Ending {
  switch (reason) {
    case 'replaced':
      return 'elsewhere'
    case 'unsupported_protocol':
      return 'outdated'
    default:
      return 'signed_out'
  }
}

/** Nothing more need be said: the window may go away by itself. */
const PLAIN: readonly Ending[] = [
  'hung_up',
  'stopped_sharing',
  'closed_document',
  'by_agent',
  'by_customer',
  'call_ended',
  'conversation_ended',
  'session_ended',
  'elsewhere',
]

export function isPlain(ending: Ending): boolean {
  return PLAIN.includes(ending)
}
