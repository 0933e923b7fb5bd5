import { enAdminActs } from '../../../i18n/en_admin_acts.js'
import { translator } from '../../../i18n/translator.js'
import { textOf } from './ids.js'

type Key = keyof typeof enAdminActs
type Behind<Prefix extends string, Name> = Name extends `${Prefix}${infer Rest}` ? Rest : never
type Act = Behind<'admin.act.', Key>
type Nobody = Behind<'admin.acts.who.', Key>

export const t = translator<Key>(enAdminActs)

const PREFIX = 'admin.act.'

/** All acts, in the order of the menu. */
export const ACTS: readonly string[] = Object.keys(enAdminActs)
  .filter((key) => key.startsWith(PREFIX))
  .map((key) => key.slice(PREFIX.length))

const isAct = (act: string): act is Act => Object.hasOwn(enAdminActs, `${PREFIX}${act}`)
const isNobody = (who: string): who is Nobody => Object.hasOwn(enAdminActs, `admin.acts.who.${who}`)

/** An act that is newer than this page is shown by its name. */
export function actWords(act: string): string {
  return isAct(act) ? t(`admin.act.${act}`) : act
}

/** Who has no account; others by name, where it is known. */
export function whoWords(who: string, names: ReadonlyMap<string, string>): string {
  return isNobody(who) ? t(`admin.acts.who.${who}`) : (names.get(who) ?? textOf(who))
}

/** What was changed, from what to what; then all else that the record tells. */
export function factsWords(what: Readonly<Record<string, unknown>>): string {
  const { changed, before, after, ...others } = what
  const [from, to] = [factsOf(before), factsOf(after)]
  const names = Array.isArray(changed) ? changed.map(String) : Object.keys(to)
  const changes = names.map((name) => {
    if (!Object.hasOwn(to, name)) return name
    const is = textOf(to[name])
    return Object.hasOwn(from, name) ? `${name}: ${textOf(from[name])} → ${is}` : `${name}: ${is}`
  })
  const rest = Object.entries(others).map(([name, value]) => `${name}: ${textOf(value)}`)
  return [...changes, ...rest].join('; ')
}

function factsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}
