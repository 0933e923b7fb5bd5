import { en } from '../i18n/en.js'
import { enDock } from '../i18n/en_dock.js'
import { translator } from '../i18n/translator.js'

const catalogue = { ...en, ...enDock }

export type Key = keyof typeof catalogue

export const t = translator<Key>(catalogue, 'en')

/** The text with this key; of a key that does not exist, the one under `otherwise`. */
export function textOr(key: string, otherwise: Key): string {
  return t(Object.hasOwn(catalogue, key) ? (key as Key) : otherwise)
}

/** "Ana", "Ana and Ben". */
export function list(
  words: readonly string[],
  type: 'conjunction' | 'disjunction' | 'unit',
): string {
  return new Intl.ListFormat('en', { type }).format(words)
}
