import type { Change, FieldValue } from './book_api.js'
import { PRODUCTS } from './products.js'
import { type Key, t } from './texts.js'

/** Names of fields and of their values; a policy's page has its own. */
export interface FieldWords {
  name(field: string): string
  value(field: string, value: FieldValue): string
}

const BY_WHAT: Readonly<Record<string, Key>> = {
  alias_added: 'admin.rulebook.alias_added',
  alias_removed: 'admin.rulebook.alias_removed',
  unshared_added: 'admin.rulebook.unshared_added',
  unshared_removed: 'admin.rulebook.unshared_removed',
  origin_added: 'admin.rulebook.origin_added',
  origin_removed: 'admin.rulebook.origin_removed',
}

/** A change in a sentence. */
export function changeWords(change: Change, words: FieldWords): string {
  const { what, field, rule, value = '' } = change
  if (what === 'order') return t('admin.rulebook.order')
  if (rule) {
    const { action, selector, url } = rule
    const said = { action: t(`admin.rules.action.${action}`), selector, url }
    return t(
      what === 'rule_added' ? 'admin.rulebook.rule_added' : 'admin.rulebook.rule_removed',
      said,
    )
  }
  if (field !== undefined) {
    const before = words.value(field, change.before ?? '')
    const after = words.value(field, change.after ?? '')
    return t('admin.rulebook.field', { field: words.name(field), before, after })
  }
  const key = BY_WHAT[what]
  return key ? t(key, { value: PRODUCTS[value] ?? value }) : what
}

/** Who published a version, or saved a draft. */
export function authorWords(by: string | null): string {
  if (by === null) return t('admin.rulebook.by_nobody')
  if (by === 'operator_token') return t('admin.rulebook.by_token')
  if (by === 'command_line') return t('admin.rulebook.by_command_line')
  return by
}
