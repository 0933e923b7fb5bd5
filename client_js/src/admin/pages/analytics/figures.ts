import type { Counts, SeriesRow } from './analytics_api.js'
import type { Interval } from './filters.js'
import { locale } from './texts.js'

/** What a number of seconds is told in. */
const HOUR = 3_600
const MINUTE = 60

export function number(value: number): string {
  return new Intl.NumberFormat(locale()).format(value)
}

/** Of nothing there is no share. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** Whole percents, but nothing that happened is 0 %, and nothing that did not always is 100 %. */
export function percent(value: number | null): string {
  if (value === null) return '–'
  const digits = (value > 0 && value < 0.01) || (value > 0.99 && value < 1) ? 1 : 0
  const bounded = value > 0.999 && value < 1 ? 0.999 : value
  const format = new Intl.NumberFormat(locale(), {
    style: 'percent',
    maximumFractionDigits: digits,
  })
  return format.format(bounded > 0 && bounded < 0.001 ? 0.001 : bounded)
}

/** "6.1 sec", "7 min 19 sec", "2 hr 5 min". */
export function duration(seconds: number): string {
  if (seconds < 10) return unit(Math.round(seconds * 10) / 10, 'second')
  const whole = Math.round(seconds)
  if (whole < MINUTE) return unit(whole, 'second')
  const [large, small, size]: [Unit, Unit, number] =
    whole < HOUR ? ['minute', 'second', MINUTE] : ['hour', 'minute', HOUR]
  const rest = Math.floor((whole % size) / (size / MINUTE))
  const first = unit(Math.floor(whole / size), large)
  return rest === 0 ? first : `${first} ${unit(rest, small)}`
}

type Unit = 'second' | 'minute' | 'hour'

function unit(value: number, name: Unit): string {
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
  }).format(value)
}

/** Never allowed, for whatever reason. */
export function notAllowed({ denied, expired, withdrawn, cancelled }: Counts): number {
  return denied + expired + withdrawn + cancelled
}

/** When a step begins, as short as an axis wants it. */
export function stepLabel(start: string, interval: Interval): string {
  return format(start, interval === 'hour' ? { hour: '2-digit', minute: '2-digit' } : DAY)
}

/** The same in full. */
export function stepName(start: string, interval: Interval): string {
  const time = { hour: '2-digit', minute: '2-digit' } as const
  const day = { weekday: 'short', ...DAY, year: 'numeric' } as const
  return format(start, interval === 'hour' ? { weekday: 'short', ...DAY, ...time } : day)
}

const DAY = { day: 'numeric', month: 'short' } as const

/** As the clock showed it there: the time zone is the server's to know. */
function format(start: string, options: Intl.DateTimeFormatOptions): string {
  const shown = new Date(`${start.slice(0, 16)}${start.length > 10 ? 'Z' : 'T00:00Z'}`)
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: 'UTC' }).format(shown)
}

/** The step with the most; the first of several. Null where nothing happened at all. */
export function busiest(series: readonly SeriesRow[]): SeriesRow | null {
  const found = series.reduce<SeriesRow | null>(
    (most, one) => (one.asked > (most?.asked ?? 0) ? one : most),
    null,
  )
  return found
}
