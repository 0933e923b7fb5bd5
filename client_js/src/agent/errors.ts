import type { Key, Sentence } from './texts.js'

/** Where an error shows: beside the control that caused it. */
export type Place =
  | 'sign-in'
  | 'accept'
  | 'join'
  | 'chat'
  | 'co-browse'
  | 'control'
  | 'call'
  | 'screen'
  | 'hand-over'
  | 'take-over'
  | 'door'
  | 'participants'
  | 'document'
  | 'embed'

const BY_CODE: ReadonlyMap<string, Key> = new Map([
  ['offline', 'agent.error.offline'],
  ['stopped', 'agent.error.offline'],
  ['not_found', 'agent.error.not_found'],
  ['not_allowed', 'agent.error.not_allowed'],
  ['session_full', 'agent.error.session_full'],
  ['policy_forbids', 'agent.error.policy_forbids'],
  ['not_permitted', 'agent.error.not_permitted'],
  ['wrong_state', 'agent.error.wrong_state'],
  ['too_soon', 'agent.error.too_soon'],
  ['bad_text', 'agent.error.bad_text'],
  ['bad_second_factor', 'agent.error.second_factor'],
  ['second_factor_required', 'agent.error.second_factor_required'],
  ['bad_credentials', 'agent.error.credentials'],
  ['weak_password', 'agent.error.weak_password'],
  ['too_many_tries', 'agent.error.too_many_tries'],
  ['too_many_connections', 'agent.error.too_many_tries'],
  ['unavailable', 'agent.error.unavailable'],
  ['peer_absent', 'agent.error.peer_absent'],
])

/** Where the same code means something more exact. */
const BY_PLACE: ReadonlyMap<string, Key> = new Map([
  ['join bad_code', 'agent.error.bad_code'],
  ['join not_found', 'agent.error.bad_code'],
  ['control too_soon', 'agent.control.too_soon'],
  ['call too_soon', 'agent.call.too_soon'],
  ['screen too_soon', 'agent.screen.too_soon'],
  ['hand-over policy_forbids', 'agent.transfer.forbidden'],
  ['hand-over not_allowed', 'agent.error.not_owner'],
  ['hand-over not_permitted', 'agent.transfer.not_permitted'],
  ['take-over policy_forbids', 'agent.error.take_over_forbidden'],
  ['take-over not_found', 'agent.error.take_over_gone'],
  ['door not_found', 'agent.error.door_gone'],
  ['door policy_forbids', 'agent.error.door_full'],
  ['door wrong_state', 'agent.error.door_closed'],
  ['document too_soon', 'agent.document.too_soon'],
  ['accept not_found', 'agent.error.accept_taken'],
  ['accept wrong_state', 'agent.error.accept_taken'],
  ['embed bad_sign_in_code', 'agent.embed.bad_code'],
  ['embed bad_sign_in_token', 'agent.embed.bad_code'],
  ['embed bad_request', 'agent.embed.bad_code'],
  ['sign-in bad_request', 'agent.error.password_length'],
])

/** What to tell the agent of a refusal. The server's own wording is never shown. */
export function errorSentence(code: string, place: Place): Sentence {
  const key = BY_PLACE.get(`${place} ${code}`) ?? BY_CODE.get(code)
  return { key: key ?? 'agent.error.other' }
}
