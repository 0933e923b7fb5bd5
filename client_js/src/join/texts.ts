import { en } from '../i18n/en.js'
import { enJoin } from '../i18n/en_join.js'
import { translator } from '../i18n/translator.js'

const catalogue = { ...en, ...enJoin }

/** The key of a text that a guest's page can show, beside those of the mirror. */
export type Key = keyof typeof catalogue

export const t = translator<Key>(catalogue)
