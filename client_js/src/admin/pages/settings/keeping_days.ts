/** What is kept for so many days; 0: for ever (signaling/system.py). */
export interface Keeping {
  readonly chat_days: number
  readonly conversation_days: number
  readonly audit_days: number
  readonly analytics_days: number
}

export type Kept = keyof Keeping

/** What was set here; null: as the server is configured. */
export type SetKeeping = Readonly<Record<Kept, number | null>>

export interface Limits {
  readonly least: number
  readonly most: number
  readonly forEver: boolean
}

/** As the server takes them (signaling/rest/system.py). */
export const LIMITS: Readonly<Record<Kept, Limits>> = {
  chat_days: { least: 1, most: 36_500, forEver: true },
  conversation_days: { least: 1, most: 36_500, forEver: true },
  audit_days: { least: 30, most: 36_500, forEver: true },
  analytics_days: { least: 1, most: 3_650, forEver: false },
}

export const KEPT = Object.keys(LIMITS) as readonly Kept[]

/** What somebody has typed, or null where it is no number of days. */
export function daysOf(typed: string, { least, most }: Limits): number | null {
  const text = typed.trim()
  if (!/^\d{1,5}$/.test(text)) return null
  const days = Number(text)
  return days >= least && days <= most ? days : null
}

/** What of it would be deleted earlier than before. */
export function shorter(before: Keeping, after: Keeping): readonly Kept[] {
  return KEPT.filter((one) => after[one] !== 0 && (before[one] === 0 || after[one] < before[one]))
}

/** What holds when this is set. */
export function keepingOf(wanted: SetKeeping, configured: Keeping): Keeping {
  const holds = (one: Kept) => wanted[one] ?? configured[one]
  return Object.fromEntries(KEPT.map((one) => [one, holds(one)])) as unknown as Keeping
}
