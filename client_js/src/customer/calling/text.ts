import { enCalling } from '../../i18n/en_calling.js'
import { locale } from '../../i18n/spoken.js'
import { translator } from '../../i18n/translator.js'
import type { Person } from '../../signaling/messages.js'

/** The customer's texts about calls and her screen. */
export const t = translator(enCalling)

export function agentName(person: Person | null): string {
  return person?.name || t('told.unknown_agent')
}

/** "Ana", "Ana and Ben", "Ana, Ben, and Eve". */
export function names(some: readonly Person[]): string {
  if (some.length === 0) return t('told.unknown_agent')
  return new Intl.ListFormat(locale()).format(some.map((one) => agentName(one)))
}
