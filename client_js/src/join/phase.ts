import type { ServerMessage } from '../signaling/messages.js'

/** Why somebody is not in the session. */
export type Why =
  | 'none'
  | 'expired'
  | 'used'
  | 'denied'
  | 'unanswered'
  | 'withdrawn'
  | 'full'
  | 'paused'
  | 'soon'
  | 'forbidden'
  | 'removed'
  | 'ended'
  | 'left'
  | 'elsewhere'

/** Where a guest stands. `entering`: has not said who they are. `out`: not in the session (any
 * more); `was`: but they were. */
export type Phase =
  | { kind: 'entering'; busy: boolean; error: EntryError | null }
  | { kind: 'waiting'; request: string }
  | { kind: 'inside' }
  | { kind: 'out'; why: Why; was: boolean }

export type EntryError = 'name' | 'offline' | 'tries' | 'other'

export const ENTERING: Phase = { kind: 'entering', busy: false, error: null }

/** Asking again is of use after these. */
const NOT_FINAL: ReadonlySet<Why> = new Set([
  'unanswered',
  'withdrawn',
  'full',
  'paused',
  'soon',
  'left',
])

export function mayAskAgain(phase: Phase): boolean {
  return phase.kind === 'out' && NOT_FINAL.has(phase.why)
}

const ENTRY_OVER: Readonly<Record<string, Why>> = {
  bad_invitation: 'none',
  invitation_expired: 'expired',
  invitation_used: 'used',
  session_over: 'ended',
  bad_token: 'ended',
}
const ENTRY_ERRORS: Readonly<Record<string, EntryError>> = {
  bad_name: 'name',
  offline: 'offline',
  unavailable: 'offline',
  too_many_tries: 'tries',
}

/** After the server refused the invitation, or the name, for `code`. */
export function refusedEntry(code: string): Phase {
  const why = ENTRY_OVER[code]
  if (why !== undefined) return { kind: 'out', why, was: false }
  return { kind: 'entering', busy: false, error: ENTRY_ERRORS[code] ?? 'other' }
}

const KNOCK_OVER: Readonly<Record<string, Why>> = {
  session_full: 'full',
  not_allowed: 'denied',
  not_found: 'ended',
  wrong_state: 'paused',
  too_soon: 'soon',
  policy_forbids: 'forbidden',
  duplicate_request: 'unanswered',
}

/** After the server refused to ask the customer, for `code`. */
export function refusedKnock(code: string): Phase {
  return { kind: 'out', why: KNOCK_OVER[code] ?? 'unanswered', was: false }
}

const REFUSALS: Readonly<Partial<Record<string, Why>>> = {
  denied: 'denied',
  withdrawn: 'withdrawn',
  session_paused: 'paused',
  session_ended: 'ended',
}

export interface Here {
  /** Id of the guest. */
  readonly guest: string
  readonly conversation: string
}

/** Where the guest stands after a message of the server's. */
export function after(phase: Phase, message: ServerMessage, here: Here): Phase {
  switch (message.type) {
    case 'conversation.opened':
      return message.state.conversation === here.conversation ? { kind: 'inside' } : phase
    case 'participant.refused':
      if (phase.kind !== 'waiting' || message.request !== phase.request) return phase
      return { kind: 'out', why: REFUSALS[message.reason] ?? 'unanswered', was: false }
    case 'session.left':
      if (phase.kind !== 'inside' || message.person.id !== here.guest) return phase
      return { kind: 'out', why: message.reason === 'removed' ? 'removed' : 'left', was: true }
    case 'session.ended':
    case 'conversation.gone':
      return phase.kind === 'inside' ? { kind: 'out', why: 'ended', was: true } : phase
    default:
      return phase
  }
}
