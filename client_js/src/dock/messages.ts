import type { Voucher } from '../signaling/messages.js'

/** What a page of the website and the dock tell each other: docs/calls.md, "Between page and dock". */

export const DOCK_PROTOCOL = 1

/** What a dock can hold. */
export type DockScope = 'voice' | 'video' | 'screen' | 'document'

export type DockMode = 'window' | 'frame'

/** The numbers of the grants that a dock goes on with. */
export type Held = Readonly<Partial<Record<DockScope, number>>>

export type Phase = 'off' | 'asking' | 'starting' | 'on'

/** What she has just clicked in the page. */
export type Want =
  | { readonly act: 'accept'; readonly scope: DockScope; readonly request: string }
  | { readonly act: 'call'; readonly scope: 'voice' | 'video' }
  | { readonly act: 'hang_up' }
  | { readonly act: 'stop_screen' }
  /** She wants to pick a document to share. */
  | { readonly act: 'document' }
  | { readonly act: 'close_document' }
  | { readonly act: 'mute'; readonly muted: boolean }
  /** The shared session is paused, or goes on; the server may not know yet. */
  | { readonly act: 'hold'; readonly held: boolean }

export interface DockHere {
  readonly type: 'dock.here'
  readonly protocol: typeof DOCK_PROTOCOL
  /** The dock's own, with which it signs what she says yes to there. */
  readonly key: string | null
}

export interface DockState {
  readonly type: 'dock.state'
  readonly connected: boolean
  readonly held: Held
  readonly voice: Phase
  readonly video: Phase
  readonly screen: Phase
  readonly document: Phase
  readonly muted: boolean
  readonly camera: boolean
  /** What a page said last by `hold`. */
  readonly onHold: boolean
}

export interface DockClosed {
  readonly type: 'dock.closed'
}

export interface DockTicket {
  readonly type: 'dock.ticket'
  /** Null for a dock that is connected. */
  readonly ticket: string | null
  /** By which the page answers for the dock's key. */
  readonly voucher: Voucher | null
  readonly mode: DockMode
  readonly held: Held
  readonly wants: Want | null
  /** That the dock is to speak; null: as before. (Pages from before this say nothing of it.) */
  readonly language: string | null
}

export interface DockWant {
  readonly type: 'dock.want'
  readonly want: Want
}

/** The answer to `dock.here` where there is nothing else to say. */
export interface DockHeard {
  readonly type: 'dock.heard'
  readonly language: string | null
}

export interface DockClose {
  readonly type: 'dock.close'
}

export type FromDock = DockHere | DockState | DockClosed

export type FromPage = DockTicket | DockWant | DockHeard | DockClose

export const SCOPES: readonly DockScope[] = ['voice', 'video', 'screen', 'document']
const PHASES: readonly Phase[] = ['off', 'asking', 'starting', 'on']
/** Tickets and requests are far shorter. */
const LONGEST = 4096

/** Reads what has come from a dock; null for anything else. */
export function fromDock(data: unknown): FromDock | null {
  const given = fields(data)
  switch (given.type) {
    case 'dock.here':
      return dockHere(given)
    case 'dock.state':
      return dockState(given)
    case 'dock.closed':
      return { type: 'dock.closed' }
    default:
      return null
  }
}

/** Reads what has come from a page of the website; null for anything else. */
export function fromPage(data: unknown): FromPage | null {
  const given = fields(data)
  switch (given.type) {
    case 'dock.ticket':
      return dockTicket(given)
    case 'dock.want': {
      const want = readWant(given.want)
      return want && { type: 'dock.want', want }
    }
    case 'dock.heard':
      return isLanguage(given.language)
        ? { type: 'dock.heard', language: given.language ?? null }
        : null
    case 'dock.close':
      return { type: 'dock.close' }
    default:
      return null
  }
}

/** Of a message, or of what was stored; null where there is anything but grants in it. */
export function readHeld(data: unknown): Held | null {
  const held: Partial<Record<DockScope, number>> = {}
  if (typeof data !== 'object' || data === null) return null
  for (const [scope, grant] of Object.entries(data)) {
    if (!isOneOf(SCOPES, scope) || !Number.isSafeInteger(grant)) return null
    held[scope] = grant as number
  }
  return held
}

type Fields = Readonly<Record<string, unknown>>

function fields(data: unknown): Fields {
  return typeof data === 'object' && data !== null ? (data as Fields) : {}
}

function dockHere({ protocol, key }: Fields): DockHere | null {
  if (protocol !== DOCK_PROTOCOL || (key != null && !isText(key))) return null
  return { type: 'dock.here', protocol, key: key ?? null }
}

function dockState(given: Fields): DockState | null {
  const { connected, voice, video, screen, document, muted, camera, onHold } = given
  const held = readHeld(given.held)
  if (held === null || !isBoolean(connected) || !isBoolean(muted) || !isBoolean(camera)) return null
  if (!isBoolean(onHold)) return null
  if (!isOneOf(PHASES, voice) || !isOneOf(PHASES, video) || !isOneOf(PHASES, screen)) return null
  if (!isOneOf(PHASES, document)) return null
  const phases = { voice, video, screen, document }
  return { type: 'dock.state', connected, held, ...phases, muted, camera, onHold }
}

function dockTicket(given: Fields): DockTicket | null {
  const { ticket, mode, language } = given
  const held = readHeld(given.held)
  const wants = given.wants === null ? null : readWant(given.wants)
  if (held === null || (wants === null && given.wants !== null)) return null
  if (ticket !== null && !isText(ticket)) return null
  const voucher = given.voucher == null ? null : readVoucher(given.voucher)
  if (voucher === null && given.voucher != null) return null
  if ((mode !== 'window' && mode !== 'frame') || !isLanguage(language)) return null
  return { type: 'dock.ticket', ticket, voucher, mode, held, wants, language: language ?? null }
}

function readVoucher(data: unknown): Voucher | null {
  const { key, at, signature } = fields(data)
  if (!isText(key) || !isText(signature) || !Number.isSafeInteger(at)) return null
  return { key, at: at as number, signature }
}

function readWant(data: unknown): Want | null {
  const { act, scope, request, muted, held } = fields(data)
  switch (act) {
    case 'accept':
      return isOneOf(SCOPES, scope) && isText(request) ? { act, scope, request } : null
    case 'call':
      return scope === 'voice' || scope === 'video' ? { act, scope } : null
    case 'hang_up':
    case 'stop_screen':
    case 'document':
    case 'close_document':
      return { act }
    case 'mute':
      return isBoolean(muted) ? { act, muted } : null
    case 'hold':
      return isBoolean(held) ? { act, held } : null
    default:
      return null
  }
}

function isLanguage(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || isText(value)
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST
}

function isOneOf<T extends string>(some: readonly T[], value: unknown): value is T {
  return (some as readonly unknown[]).includes(value)
}
