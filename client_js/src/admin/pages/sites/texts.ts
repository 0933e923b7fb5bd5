import { enAdminSites } from '../../../i18n/en_admin_sites.js'
import { translator } from '../../../i18n/translator.js'

export { locale } from '../../../i18n/spoken.js'

export type Key = keyof typeof enAdminSites

export const t = translator<Key>(enAdminSites)
