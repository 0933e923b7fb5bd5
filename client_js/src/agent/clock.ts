import { locale } from '../i18n/spoken.js'

/** Whole seconds until `deadline` (seconds since the epoch, as `now`), never negative. */
export function secondsLeft(deadline: number, now: number): number {
  return Math.max(0, Math.ceil(deadline - now))
}

/** "45 sec", "2 min", "1 hr": how long something has lasted, in its largest unit. */
export function duration(seconds: number, tag: string): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [value, unit] =
    whole < 60
      ? ([whole, 'second'] as const)
      : whole < 3600
        ? ([Math.floor(whole / 60), 'minute'] as const)
        : ([Math.floor(whole / 3600), 'hour'] as const)
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short' }).format(value)
}

/** The time of day of `at` (seconds since the epoch), as the reader is used to it. */
export function timeOfDay(at: number): string {
  const format = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' })
  return format.format(at * 1000)
}
