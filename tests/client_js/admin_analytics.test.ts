import { describe, expect, it } from 'vitest'
import type { SeriesRow } from '../../client_js/src/admin/pages/analytics/analytics_api.js'
import {
  busiest,
  duration,
  notAllowed,
  percent,
  share,
  stepLabel,
  stepName,
} from '../../client_js/src/admin/pages/analytics/figures.js'
import {
  type Filters,
  filtersOf,
  intervalsOf,
  placeOf,
  queryOf,
  todayIn,
  USUAL,
  withDays,
  wrongWith,
} from '../../client_js/src/admin/pages/analytics/filters.js'

const NOTHING = {
  ...{ asked: 0, allowed: 0, connected: 0, pictured: 0, ended: 0, error: 0 },
  ...{ denied: 0, expired: 0, withdrawn: 0, cancelled: 0, open: 0 },
}

describe('what is looked at', () => {
  const CHOICES: readonly (readonly string[])[] = [
    [],
    ['days=7'],
    ['days=90', 'interval=week', 'site=key_1', 'agent=agent_2'],
    ['from=2026-01-01', 'to=2026-03-31'],
    ['from=2026-01-01', 'to=2026-01-02', 'interval=day'],
  ]

  it.each(CHOICES)('stands in the address and comes back from it: %s', (...place) => {
    expect(placeOf(filtersOf(place))).toEqual(place)
  })

  it('is what is usual where the address makes no sense', () => {
    const odd = [
      ...['days=8', 'days', 'from=yesterday', 'interval=minute', 'site=<b>', 'agent=a b'],
      ...['__proto__=1', '=', '', 'site=', `agent=${'x'.repeat(65)}`],
    ]
    expect(filtersOf(odd)).toEqual(USUAL)
    expect(filtersOf(['from=2026-02-01', 'to=2026-01-01'])).toEqual(USUAL)
    expect(filtersOf(['from=2020-01-01', 'to=2026-01-01'])).toEqual(USUAL)
    expect(filtersOf(['from=2026-99-01', 'to=2026-99-02'])).toEqual(USUAL)
  })

  it('has steps that fit the days', () => {
    expect(withDays(USUAL, { days: '1' }).interval).toBe('hour')
    expect(withDays(USUAL, { days: '365' }).interval).toBe('week')
    const hours = withDays(withDays(USUAL, { days: '7' }), { interval: 'hour' })
    expect(hours.interval).toBe('hour')
    expect(withDays(hours, { days: '90' }).interval).toBe('day')
    expect(intervalsOf({ ...USUAL, days: '90' })).not.toContain('hour')
    expect(filtersOf(['days=365', 'interval=hour']).interval).toBe('week')
  })

  it('asks for the days of whoever asks', () => {
    const query = queryOf({ ...USUAL, site: 'k', days: '7' }, '2026-03-02', 'Europe/Berlin')
    expect(String(query)).toBe('from=2026-02-24&to=2026-03-02&time_zone=Europe%2FBerlin&site=k')
    const own: Filters = { ...USUAL, days: null, from: '2026-01-01', to: '2026-01-02' }
    expect(queryOf(own, '2026-03-02', 'UTC').get('to')).toBe('2026-01-02')
    const night = new Date('2026-03-01T23:30:00Z')
    expect(todayIn('Europe/Berlin', night)).toBe('2026-03-02')
    expect(todayIn('America/New_York', night)).toBe('2026-03-01')
  })

  it('says what is wrong with days of one’s own', () => {
    expect(wrongWith('', '2026-01-01')).toBe('missing')
    expect(wrongWith('2026-01-02', '2026-01-01')).toBe('order')
    expect(wrongWith('2025-01-01', '2026-03-01')).toBe('long')
    expect(wrongWith('2026-01-01', '2026-01-01')).toBeNull()
  })
})

describe('figures', () => {
  it('never calls something nothing, nor nearly all all', () => {
    const told = [0, 1, 0.5, 0.004, 0.000_01, 0.994, 0.999_99].map(percent)
    expect(told).toEqual(['0%', '100%', '50%', '0.4%', '0.1%', '99.4%', '99.9%'])
    expect(percent(share(0, 0))).toBe('–')
  })

  it.each([
    [0, '0 sec'],
    [6.14, '6.1 sec'],
    [59.4, '59 sec'],
    [60, '1 min'],
    [439, '7 min 19 sec'],
    [3_600, '1 hr'],
    [7_530, '2 hr 5 min'],
    [90_000, '25 hr'],
  ])('tells %s seconds as %s', (seconds, told) => {
    expect(duration(seconds)).toBe(told)
  })

  it('tells steps by the clock of the time zone, wherever the browser is', () => {
    expect(stepLabel('2026-10-25', 'day')).toBe('Oct 25')
    expect(stepName('2026-10-25', 'week')).toBe('Sun, Oct 25, 2026')
    expect(stepLabel('2026-10-25T02:00:00+01:00', 'hour')).toBe('02:00 AM')
    expect(stepName('2026-10-25T14:00:00+01:00', 'hour')).toBe('Sun, Oct 25, 02:00 PM')
  })

  it('finds the busiest step, and counts what was never allowed', () => {
    const series: SeriesRow[] = [0, 3, 3, 1].map((asked, n) => ({
      ...NOTHING,
      asked,
      start: `2026-01-0${n + 1}`,
    }))
    expect(busiest(series)?.start).toBe('2026-01-02')
    expect(busiest([])).toBeNull()
    expect(busiest(series.slice(0, 1))).toBeNull()
    expect(notAllowed({ ...NOTHING, denied: 1, expired: 2, withdrawn: 4, cancelled: 8 })).toBe(15)
  })
})
