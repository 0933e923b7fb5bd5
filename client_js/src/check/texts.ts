import { en } from '../i18n/en.js'
import { enCheck } from '../i18n/en_check.js'
import { type Params, translator } from '../i18n/translator.js'

const catalogue = { ...en, ...enCheck }

export type Key = keyof typeof catalogue

export interface Sentence {
  key: Key
  params?: Params
}

export const t = translator<Key>(catalogue)
