import { enAdminSettings } from '../../../i18n/en_admin_settings.js'
import { translator } from '../../../i18n/translator.js'

export type Key = keyof typeof enAdminSettings

export const t = translator<Key>(enAdminSettings)
