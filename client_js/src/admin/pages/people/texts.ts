import { enAdminPeople } from '../../../i18n/en_admin_people.js'
import { translator } from '../../../i18n/translator.js'

export { locale } from '../../../i18n/spoken.js'

export type Key = keyof typeof enAdminPeople

export const t = translator<Key>(enAdminPeople)
