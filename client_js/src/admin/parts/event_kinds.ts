import { enAdminEvents } from '../../i18n/en_admin_events.js'
import { translator } from '../../i18n/translator.js'

type Key = keyof typeof enAdminEvents
type WithoutPrefix<Prefix extends string, Name> = Name extends `${Prefix}${infer Rest}`
  ? Rest
  : never
/** What an event is of, such as `session`. */
export type Group = WithoutPrefix<'admin.events.', Key>
type Kind = WithoutPrefix<'admin.event.', Key>

const t = translator<Key>(enAdminEvents)
const PREFIX = 'admin.event.'
/** What nobody can ask to be told. */
const NOT_SENT: ReadonlySet<string> = new Set(['audit.erased', 'webhook.test'])

const KINDS = Object.keys(enAdminEvents)
  .filter((key) => key.startsWith(PREFIX))
  .map((key) => key.slice(PREFIX.length)) as readonly Kind[]

function byGroup(kinds: readonly Kind[]): ReadonlyMap<Group, readonly Kind[]> {
  const groups = new Map<Group, Kind[]>()
  for (const kind of kinds) {
    const group = kind.split('.')[0] as Group
    groups.set(group, [...(groups.get(group) ?? []), kind])
  }
  return groups
}

/** What a webhook can be told, by group, in the order in which it happens. */
export const SENT = byGroup(KINDS.filter((kind) => !NOT_SENT.has(kind)))
/** What stands in an audit log. */
export const RECORDED = byGroup(KINDS.filter((kind) => kind !== 'webhook.test'))

export const groupWords = (group: Group): string => t(`admin.events.${group}`)

/** A kind that is newer than this page is shown by its name. */
export function eventWords(kind: string): string {
  return isKind(kind) ? t(`admin.event.${kind}`) : kind
}

function isKind(kind: string): kind is Kind {
  return (KINDS as readonly string[]).includes(kind)
}
