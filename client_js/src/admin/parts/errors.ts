import { ApiError } from '../api.js'
import { type Key, t } from '../texts.js'

const BY_CODE: ReadonlyMap<string, Key> = new Map([
  ['offline', 'admin.error.offline'],
  ['unavailable', 'admin.error.unavailable'],
  ['not_found', 'admin.error.not_found'],
  ['unknown_site', 'admin.error.not_found'],
  ['not_allowed', 'admin.error.not_allowed'],
  ['too_many_tries', 'admin.error.too_many_tries'],
  ['bad_request', 'admin.error.bad_request'],
  ['last_operator', 'admin.error.last_operator'],
  ['own_account', 'admin.error.own_account'],
  ['weak_password', 'admin.error.weak_password'],
  ['team_name_taken', 'admin.error.team_name_taken'],
  ['user_name_taken', 'admin.error.user_name_taken'],
])

/** What to tell of a failure. The server's own wording is never shown: it is English. */
export function errorText(error: unknown): string {
  return t(BY_CODE.get(codeOf(error)) ?? 'admin.error.other')
}

export function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : 'internal'
}
