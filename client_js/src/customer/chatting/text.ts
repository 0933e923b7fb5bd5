import { enChatting } from '../../i18n/en_chatting.js'
import { locale } from '../../i18n/spoken.js'
import { translator } from '../../i18n/translator.js'
import type { Person } from '../../signaling/messages.js'

/** The customer's texts about an open chat. */
export const t = translator(enChatting)

export function agentName(person: Person | null): string {
  return person?.name || t('talk.unknown_agent')
}

/** "Ann is typing…"; empty while nobody is. */
export function typingText(people: readonly Person[]): string {
  if (people.length === 0) return ''
  const names = new Intl.ListFormat(locale()).format(people.map((one) => agentName(one)))
  return t('talk.typing', { names, count: people.length })
}
