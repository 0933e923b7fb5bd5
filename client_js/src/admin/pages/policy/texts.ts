import { enAdminPolicy } from '../../../i18n/en_admin_policy.js'
import { translator } from '../../../i18n/translator.js'

export type Key = keyof typeof enAdminPolicy

export const t = translator<Key>(enAdminPolicy)

/** Whether there is such a text: a newer server has fields that nobody has named here. */
export function isKey(key: string): key is Key {
  return key in enAdminPolicy
}
