import type { Scope } from '../../../signaling/messages.js'
import { part } from '../../api.js'

/** What a row says (broker/audit.py): these and others, none of which is there without a value. */
export interface AuditRecord {
  readonly conversation: string
  readonly type: string
  /** Milliseconds. */
  readonly at: number
  readonly by?: string
  readonly role?: string
  readonly scope?: Scope
  readonly reason?: string
  readonly [name: string]: unknown
}

/** `record`: null: it was erased, or, with `broken`, somebody has put something else in its place. */
export interface Row {
  readonly number: number
  readonly record: AuditRecord | null
  readonly broken: boolean
  readonly hash: string
}

export interface Rows {
  readonly records: readonly Row[]
  readonly next: string | null
}

export interface AuditState {
  readonly rows: number
  readonly checkpoint: { readonly rows: number; readonly at: number; readonly note: string } | null
  /** The last one signs now. */
  readonly keys: readonly string[]
}

export interface Checked {
  readonly verdict: 'whole' | 'tampered' | 'too_long'
  readonly rows: number
  readonly erased: number
  readonly row: number | null
  readonly problem: string | null
}

export const ACTS_PATH = '/audit/acts'

export const pathOf = (site: string): string => `/sites/${part(site)}/audit`
