import { locale } from '../../i18n/spoken.js'

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** "2 minutes ago". */
export function ago(seconds: number): string {
  const past = Math.max(0, Math.round(seconds))
  const [unit, length] = UNITS.find(([, one]) => past >= one) ?? ['second', 1]
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' })
  return format.format(-Math.floor(past / length), unit)
}

/** Day and time to the second, as people write it here. */
export function moment(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString(locale(), {
    dateStyle: 'medium',
    timeStyle: 'medium',
  })
}
