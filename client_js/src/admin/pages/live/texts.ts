import { enAdminLive } from '../../../i18n/en_admin_live.js'
import { translator } from '../../../i18n/translator.js'

export type Key = keyof typeof enAdminLive

export const t = translator<Key>(enAdminLive)
