import { spoken } from '../../../i18n/spoken.js'
import type { FieldValue } from '../rulebook/book_api.js'
import type { FieldWords } from '../rulebook/change_words.js'
import { isKey, t } from './texts.js'

/** What a field is called. */
export function fieldName(field: string): string {
  const key = `admin.policy.${field}`
  return isKey(key) ? t(key) : field
}

/** What one of the values of a field is called. */
export function valueName(field: string, value: string): string {
  if (field === 'languages') {
    return new Intl.DisplayNames([spoken().locale], { type: 'language' }).of(value) ?? value
  }
  const key = `admin.policy.${field}.${value}`
  return isKey(key) ? t(key) : value
}

export const policyWords: FieldWords = {
  name: fieldName,
  value: (field: string, value: FieldValue): string => {
    if (typeof value === 'boolean') return t(value ? 'admin.policy.on' : 'admin.policy.off')
    if (typeof value === 'number') {
      return field.endsWith('_seconds') ? t('admin.policy.seconds', { value }) : String(value)
    }
    if (typeof value === 'string') return valueName(field, value)
    if (value.length === 0)
      return t(field === 'languages' ? 'admin.policy.all' : 'admin.policy.none')
    return value.map((one) => valueName(field, one)).join(', ')
  },
}
