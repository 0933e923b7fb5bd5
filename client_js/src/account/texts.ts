import { en } from '../i18n/en.js'
import { enAccount } from '../i18n/en_account.js'
import { translator } from '../i18n/translator.js'

export { locale } from '../i18n/spoken.js'

const catalogue = { ...en, ...enAccount }

export type Key = keyof typeof catalogue

export const t = translator<Key>(catalogue)
