import { get } from '../../api.js'
import { type Filters, queryOf, todayIn } from './filters.js'

/** As `/api/v1/analytics` tells it (signaling/analytics/service.py). */
export interface Counts {
  readonly asked: number
  readonly allowed: number
  readonly connected: number
  readonly pictured: number
  readonly ended: number
  readonly error: number
  readonly denied: number
  readonly expired: number
  readonly withdrawn: number
  readonly cancelled: number
  readonly open: number
}

export interface FunnelRow extends Counts {
  readonly key: string
  readonly name: string
}

export interface SeriesRow extends Counts {
  readonly start: string
}

export interface DurationRow {
  readonly measure: 'until_allowed' | 'until_connected' | 'until_picture' | 'lasted'
  readonly count: number
  readonly median: number
  readonly p90: number
  readonly longest: number
}

export interface PathRow {
  readonly kind: 'page' | 'media'
  readonly links: number
  readonly direct: number
  readonly turn: number
  readonly sealed: number
  readonly failed: number
  readonly no_path: number
  readonly turn_refused: number
  readonly turn_unreachable: number
}

/** All that the page shows of one choice. */
export interface Figures {
  readonly filters: Filters
  readonly sessions: FunnelRow
  readonly series: readonly SeriesRow[]
  readonly durations: readonly DurationRow[]
  /** Of conversations. */
  readonly waits: readonly DurationRow[]
  readonly paths: readonly PathRow[]
  readonly agents: readonly FunnelRow[]
  readonly sites: readonly FunnelRow[]
  readonly scopes: readonly FunnelRow[]
}

export const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** The address of a table, for `get` and, with a `format`, for a file. */
export function pathOf(
  filters: Filters,
  call: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = queryOf(filters, todayIn(timeZone(), new Date()), timeZone())
  for (const [name, value] of Object.entries(more)) query.set(name, value)
  return `/analytics/${call}?${query}`
}

export async function load(filters: Filters): Promise<Figures> {
  const rows = async <T>(call: string, more?: Readonly<Record<string, string>>) =>
    (await get<{ rows: readonly T[] }>(pathOf(filters, call, more))).rows
  const [funnel, series, durations, waits, paths, agents, sites, scopes] = await Promise.all([
    rows<FunnelRow>('funnel'),
    rows<SeriesRow>('series', { interval: filters.interval }),
    rows<DurationRow>('durations'),
    rows<DurationRow>('durations', { of: 'conversation' }),
    rows<PathRow>('paths'),
    rows<FunnelRow>('funnel', { by: 'agent' }),
    rows<FunnelRow>('funnel', { by: 'site' }),
    rows<FunnelRow>('funnel', { by: 'scope' }),
  ])
  const [sessions] = funnel
  if (!sessions) throw new Error('the funnel of all has one row')
  return { filters, sessions, series, durations, waits, paths, agents, sites, scopes }
}
