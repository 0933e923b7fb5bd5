import { enAdminWebhooks } from '../../../i18n/en_admin_webhooks.js'
import { translator } from '../../../i18n/translator.js'

export type Key = keyof typeof enAdminWebhooks

export const t = translator<Key>(enAdminWebhooks)
