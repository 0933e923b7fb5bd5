/**
 * What of analytics is looked at. It stands in the address, `#/analytics/days=30/site=KEY`, so that it
 * can be sent to somebody and is the same after a reload.
 */
export interface Filters {
  /** The last so many days; null: from `from` to `to`. */
  readonly days: Days | null
  readonly from: string
  readonly to: string
  readonly interval: Interval
  readonly site: string
  readonly agent: string
}

export const DAYS = ['1', '7', '30', '90', '365'] as const
export type Days = (typeof DAYS)[number]
export const INTERVALS = ['hour', 'day', 'week'] as const
export type Interval = (typeof INTERVALS)[number]

/** The server tells no more. */
const DAYS_MOST = 400
const DAYS_OF_HOURS_MOST = 31
const DAY_MS = 86_400_000
const DAY = /^\d{4}-\d{2}-\d{2}$/
const ID = /^[\w.:@-]{1,64}$/

export const USUAL: Filters = {
  days: '30',
  from: '',
  to: '',
  interval: 'day',
  site: '',
  agent: '',
}

/** Anybody can write an address: what makes no sense in it is as if it were not there. */
export function filtersOf(place: readonly string[]): Filters {
  const given = new Map(place.map((part) => [nameOf(part), part.slice(nameOf(part).length + 1)]))
  const text = (name: string, form: RegExp) => {
    const value = given.get(name) ?? ''
    return form.test(value) ? value : ''
  }
  const [from, to] = [text('from', DAY), text('to', DAY)]
  const days = DAYS.find((one) => one === given.get('days')) ?? (isRange(from, to) ? null : '30')
  const own = { days, from: days ? '' : from, to: days ? '' : to }
  const wanted = INTERVALS.find((one) => one === given.get('interval'))
  const interval = wanted && intervalsOf(own).includes(wanted) ? wanted : intervalOf(own)
  return { ...own, interval, site: text('site', ID), agent: text('agent', ID) }
}

/** The parts of the address; what is usual is not in it. */
export function placeOf(filters: Filters): readonly string[] {
  const { days, from, to, interval, site, agent } = filters
  const parts: [string, string][] =
    days === null
      ? [
          ['from', from],
          ['to', to],
        ]
      : [['days', days]]
  if (days === USUAL.days) parts.pop()
  if (interval !== intervalOf(filters)) parts.push(['interval', interval])
  if (site) parts.push(['site', site])
  if (agent) parts.push(['agent', agent])
  return parts.map(([name, value]) => `${name}=${value}`)
}

/** Other days, or another step of them: the steps are such that both fit. */
export function withDays(filters: Filters, change: Partial<Filters>): Filters {
  const changed = { ...filters, ...change }
  const fits = change.interval && intervalsOf(changed).includes(change.interval)
  return { ...changed, interval: fits ? changed.interval : intervalOf(changed) }
}

/** What is wrong with days of one's own; null: nothing. */
export function wrongWith(from: string, to: string): 'missing' | 'order' | 'long' | null {
  if (!DAY.test(from) || !DAY.test(to)) return 'missing'
  if (from > to) return 'order'
  return lengthOf(from, to) > DAYS_MOST ? 'long' : null
}

/** The steps that the days can be told in. */
export function intervalsOf(filters: Pick<Filters, 'days' | 'from' | 'to'>): readonly Interval[] {
  return spanOf(filters) > DAYS_OF_HOURS_MOST ? ['day', 'week'] : INTERVALS
}

/** The parameters of a call: all but `interval`, which only series take. `today`: of whoever asks,
 * in their time zone. */
export function queryOf(filters: Filters, today: string, timeZone: string): URLSearchParams {
  const { days, site, agent } = filters
  const query = new URLSearchParams({
    from: days === null ? filters.from : daysBefore(today, Number(days) - 1),
    to: days === null ? filters.to : today,
    time_zone: timeZone,
  })
  if (site) query.set('site', site)
  if (agent) query.set('agent', agent)
  return query
}

/** Today, where the browser is. */
export function todayIn(timeZone: string, now: Date): string {
  // The one locale that writes days as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now)
}

/** As few bars as tell something, and as many as can be told apart. */
function intervalOf(filters: Pick<Filters, 'days' | 'from' | 'to'>): Interval {
  const span = spanOf(filters)
  if (span <= 2) return 'hour'
  return span <= 100 ? 'day' : 'week'
}

function spanOf({ days, from, to }: Pick<Filters, 'days' | 'from' | 'to'>): number {
  return days === null ? lengthOf(from, to) : Number(days)
}

function lengthOf(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1
}

function isRange(from: string, to: string): boolean {
  return wrongWith(from, to) === null && !Number.isNaN(lengthOf(from, to))
}

function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10)
}

function nameOf(part: string): string {
  return part.split('=', 1)[0] ?? ''
}
