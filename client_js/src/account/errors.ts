import type { Key } from './texts.js'

const BY_CODE: ReadonlyMap<string, Key> = new Map([
  ['offline', 'account.error.offline'],
  ['bad_credentials', 'account.error.credentials'],
  ['bad_second_factor', 'account.error.code'],
  ['second_factor_needed', 'account.error.code'],
  ['too_many_tries', 'account.error.too_many'],
  ['password_change_needed', 'account.error.first'],
  ['weak_password', 'account.error.weak'],
  ['bad_request', 'account.error.length'],
  ['second_factor_exists', 'account.error.exists'],
  ['not_signed_in', 'account.error.signed_out'],
])

/** What to tell of a refusal. The server's own wording is never shown. */
export function errorKey(code: string): Key {
  return BY_CODE.get(code) ?? 'account.error.other'
}
