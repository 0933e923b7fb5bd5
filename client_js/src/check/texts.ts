import { enCheck } from '../i18n/en_check.js'
import { type Params, translator } from '../i18n/translator.js'

export type Key = keyof typeof enCheck

export interface Sentence {
  key: Key
  params?: Params
}

export const t = translator<Key>(enCheck, 'en')
