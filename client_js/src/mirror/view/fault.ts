import type { Mode } from '../operations.js'
import type { ResyncReason } from '../sync.js'

/** The customer's side sent what it must not: nothing more of it is applied before a resync. */
export class MirrorFault extends Error {
  constructor(readonly reason: Exclude<ResyncReason, 'start'>) {
    super(reason)
    this.name = 'MirrorFault'
  }
}

function bad(): never {
  throw new MirrorFault('bad-message')
}

/** Checked reading of what came over the wire; each throws `MirrorFault`. */
export const read = {
  list(value: unknown, most = Number.MAX_SAFE_INTEGER): unknown[] {
    return Array.isArray(value) && value.length <= most ? value : bad()
  },
  text(value: unknown, longest: number): string {
    return typeof value === 'string' && value.length <= longest ? value : bad()
  },
  natural(value: unknown, most = Number.MAX_SAFE_INTEGER): number {
    const fits = Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most
    return fits ? (value as number) : bad()
  },
  mode(value: unknown): Mode {
    return value === 'standards' || value === 'quirks' ? value : bad()
  },
  number(value: unknown): number {
    return typeof value === 'number' && Number.isFinite(value) ? value : bad()
  },
  entries(value: unknown, most: number): [string, unknown][] {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) bad()
    const entries = Object.entries(value)
    return entries.length <= most ? entries : bad()
  },
}
