import { en } from '../i18n/en.js'
import { enCustomer } from '../i18n/en_customer.js'
import { locale } from '../i18n/spoken.js'
import { translator } from '../i18n/translator.js'

/** The customer's texts. */
export const t = translator({ ...en, ...enCustomer })

/** "Ana", "Ana and Ben", "Ana, Ben, and Eve". */
export function nameList(names: readonly string[]): string {
  return new Intl.ListFormat(locale()).format(names)
}

/** Hours and minutes of `at`, seconds since the epoch, as she is used to reading them. */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(at * 1000)
}
