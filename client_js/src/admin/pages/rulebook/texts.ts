import { enAdminRules } from '../../../i18n/en_admin_rules.js'
import { translator } from '../../../i18n/translator.js'

export { locale } from '../../../i18n/spoken.js'

export type Key = keyof typeof enAdminRules

export const t = translator<Key>(enAdminRules)
