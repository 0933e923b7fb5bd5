/** Days, as a date field has them; both are included. */
interface Days {
  readonly from: string
  readonly to: string
}

/** What is looked for in a site's log: as it stands in the form. */
export interface Search extends Days {
  readonly type: string
  readonly conversation: string
  readonly by: string
}

/** The same of operators' acts. */
export interface ActSearch extends Days {
  readonly act: string
  /** Its key. */
  readonly site: string
  readonly who: string
}

export const ANYTHING: Search = { from: '', to: '', type: '', conversation: '', by: '' }

export const ANY_ACT: ActSearch = { from: '', to: '', act: '', site: '', who: '' }

const ID = /^[A-Za-z0-9_.:-]{1,64}$/

export const isId = (text: string): boolean => ID.test(text)

export function isAnything(search: Search | ActSearch): boolean {
  return Object.values(search).every((value) => value === '')
}

/** Days begin where whoever asks is. */
export function queryOf(search: Search | ActSearch): URLSearchParams {
  const { from, to, ...others } = search
  const query = new URLSearchParams()
  const since = startOf(from, 0)
  const until = startOf(to, 1)
  if (since !== null) query.set('since', String(since))
  if (until !== null) query.set('until', String(until))
  for (const [name, value] of Object.entries(others)) {
    if (value !== '') query.set(name, value)
  }
  return query
}

/** In seconds since the epoch; null where no day is said, or one that no calendar has. */
function startOf(day: string, later: number): number | null {
  const [, year, month, date] = /^(\d{4,6})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (year === undefined) return null
  const start = new Date(Number(year), Number(month) - 1, Number(date) + later).getTime() / 1000
  if (!Number.isFinite(start)) return null
  // What the server takes: nothing happened before 1970.
  return Math.min(Math.max(Math.floor(start), 0), 2 ** 40)
}
