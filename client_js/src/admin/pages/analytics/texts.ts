import { enAdminAnalytics } from '../../../i18n/en_admin_analytics.js'
import { translator } from '../../../i18n/translator.js'

export { locale } from '../../../i18n/spoken.js'

export type Key = keyof typeof enAdminAnalytics

export const t = translator<Key>(enAdminAnalytics)
