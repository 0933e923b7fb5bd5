import type { Ends, Given } from './people_api.js'
import { PERMISSIONS } from './people_api.js'
import { locale, t } from './texts.js'

/** How much an account or a team gives, in a cell of a table. */
export function permissionsWords({ permissions }: Given): string {
  if (permissions === null) return t('admin.people.all')
  if (permissions.length === 0) return t('admin.people.none')
  return t('admin.people.some', { count: permissions.length, of: PERMISSIONS.length })
}

export function sitesWords({ sites }: Given, names: ReadonlyMap<string, string>): string {
  if (sites === null) return t('admin.people.all')
  return listed(sites.map((key) => names.get(key) ?? key)) || t('admin.people.none')
}

export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(locale()).format(names)
}

/** What ends, as a sentence; empty: nothing does. */
export function endsWords(ends: Ends): string {
  const parts = (['sessions', 'calls', 'grants', 'conversations'] as const)
    .filter((name) => ends[name] > 0)
    .map((name) => t(`admin.people.ends.${name}`, { count: ends[name] }))
  return parts.length === 0 ? '' : t('admin.people.ends.now', { what: listed(parts) })
}
