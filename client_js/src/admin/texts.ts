import { en } from '../i18n/en.js'
import { enAdmin } from '../i18n/en_admin.js'
import { translator } from '../i18n/translator.js'

export { locale } from '../i18n/spoken.js'

const catalogue = { ...en, ...enAdmin }

/** The key of a text that the shell and its parts can show; each page has texts of its own. */
export type Key = keyof typeof catalogue

export const t = translator<Key>(catalogue)
