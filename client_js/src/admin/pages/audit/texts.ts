import { enAdminAudit } from '../../../i18n/en_admin_audit.js'
import { translator } from '../../../i18n/translator.js'

export type Key = keyof typeof enAdminAudit

export const t = translator<Key>(enAdminAudit)
