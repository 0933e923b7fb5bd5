import { en } from '../i18n/en.js'
import { enDock } from '../i18n/en_dock.js'
import { locale } from '../i18n/spoken.js'
import { translator } from '../i18n/translator.js'

const catalogue = { ...en, ...enDock }

export type Key = keyof typeof catalogue

export const t = translator<Key>(catalogue)

/** The text with this key; of a key that does not exist, the one under `otherwise`. */
export function textOr(key: string, otherwise: Key): string {
  return t(Object.hasOwn(catalogue, key) ? (key as Key) : otherwise)
}

/** "Ana", "Ana and Ben". */
export function list(
  words: readonly string[],
  type: 'conjunction' | 'disjunction' | 'unit',
): string {
  return new Intl.ListFormat(locale(), { type }).format(words)
}
