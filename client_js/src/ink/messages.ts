/** The messages on `pointer` and `ink`: docs/control.md. */
import type { NodeRef } from '../control/messages.js'
import { readSpot, type Spot, writeSpot } from '../mirror/spot.js'

export const MAX_MESSAGE = 16_384
/** Points in one stroke. */
export const MAX_POINTS = 500
const MAX_ID = 64
const MAX_PEOPLE = 64
/** As far as ink may lie outside of the box that it is anchored to, in parts of that. */
const MOST = 1_000

/** Where somebody points; `spot` null: nowhere. */
export interface At {
  readonly seq: number
  readonly spot: Spot | null
  readonly laser: boolean
  /** From the customer's browser: the person whose it is; null: the customer. */
  readonly by: string | null
}

/** From a viewer: I know nothing yet. */
export interface Hello {
  readonly type: 'hello'
}

export interface Press {
  readonly type: 'press'
  readonly spot: Spot
}

/** A part of a stroke: its points from number `from` on, x and y in turn, parts of the anchor's box. */
export interface StrokePart {
  readonly type: 'stroke'
  readonly id: number
  readonly anchor: NodeRef
  readonly from: number
  readonly points: readonly number[]
  readonly done: boolean
}

export interface Erase {
  readonly type: 'erase'
  readonly id: number
}

export interface Clear {
  readonly type: 'clear'
  readonly all: boolean
}

/** Which colour of the palette whose ink has, by the person's id. */
export interface Colours {
  readonly type: 'colours'
  readonly of: ReadonlyMap<string, number>
}

export type InkMessage = Hello | Press | StrokePart | Erase | Clear | Colours
/** With the person whose it is; null: the sender's own. */
export type Received = InkMessage & { readonly by: string | null }

type Name =
  | ('type' | 'grant' | 'seq' | 'spot' | 'laser' | 'by' | 'id' | 'anchor' | 'from' | 'points')
  | ('done' | 'all' | 'of')
type Fields = { readonly [name in Name]?: unknown }

/** Null for whatever is not one, and for another grant. */
export function parseAt(data: unknown, grant: number): At | null {
  const fields = record(data, grant)
  if (fields?.type !== 'at' || !isCount(fields.seq) || !isBy(fields.by)) return null
  const { seq, laser = false, by = null } = fields
  const spot = fields.spot === null ? null : readSpot(fields.spot)
  if (typeof laser !== 'boolean' || (spot === null && fields.spot !== null)) return null
  return { seq, spot, laser, by }
}

export function writeAt(grant: number, { seq, spot, laser, by }: At): string {
  return JSON.stringify({
    type: 'at',
    grant,
    seq,
    spot: spot && writeSpot(spot),
    ...(laser ? { laser } : {}),
    ...(by === null ? {} : { by }),
  })
}

/** Null for whatever is not one, and for another grant. */
export function parseInk(data: unknown, grant: number): Received | null {
  const fields = record(data, grant)
  if (!fields || !isBy(fields.by)) return null
  const message = readInk(fields)
  return message && { ...message, by: fields.by ?? null }
}

export function writeInk(grant: number, message: InkMessage, by: string | null = null): string {
  const whose = by === null ? {} : { by }
  switch (message.type) {
    case 'press':
      return JSON.stringify({ ...message, grant, spot: writeSpot(message.spot), ...whose })
    case 'stroke': {
      const { page, node } = message.anchor
      const points = message.points.map(round)
      return JSON.stringify({ ...message, grant, anchor: [page, node], points, ...whose })
    }
    case 'colours':
      return JSON.stringify({ ...message, grant, of: Object.fromEntries(message.of) })
    default:
      return JSON.stringify({ ...message, grant, ...whose })
  }
}

function readInk(fields: Fields): InkMessage | null {
  const { type, id, all } = fields
  switch (type) {
    case 'hello':
      return { type }
    case 'press': {
      const spot = readSpot(fields.spot)
      return spot && { type, spot }
    }
    case 'stroke':
      return readStroke(fields)
    case 'erase':
      return isCount(id) ? { type, id } : null
    case 'clear':
      return typeof all === 'boolean' ? { type, all } : null
    case 'colours':
      return readColours(fields.of)
    default:
      return null
  }
}

function readStroke({ id, anchor, from, points, done }: Fields): StrokePart | null {
  if (!isCount(id) || !isIndex(from) || typeof done !== 'boolean') return null
  if (!Array.isArray(anchor) || anchor.length !== 2 || !anchor.every(isCount)) return null
  if (!Array.isArray(points) || points.length % 2 !== 0 || !points.every(isPart)) return null
  if (from + points.length / 2 > MAX_POINTS) return null
  const [page, node] = anchor as [number, number]
  return { type: 'stroke', id, anchor: { page, node }, from, points, done }
}

function readColours(of: unknown): Colours | null {
  if (!isObject(of)) return null
  const entries = Object.entries(of)
  const isFine = entries.every(([by, colour]) => isBy(by) && isIndex(colour))
  return isFine && entries.length <= MAX_PEOPLE
    ? { type: 'colours', of: new Map(entries as [string, number][]) }
    : null
}

function record(data: unknown, grant: number): Fields | null {
  if (typeof data !== 'string' || data.length > MAX_MESSAGE) return null
  try {
    const message: unknown = JSON.parse(data)
    return isObject(message) && (message as Fields).grant === grant ? message : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isBy(by: unknown): by is string | undefined {
  return by === undefined || (typeof by === 'string' && by !== '' && by.length <= MAX_ID)
}

function isCount(value: unknown): value is number {
  return isIndex(value) && value > 0
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isPart(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MOST
}

function round(part: number): number {
  return Math.round(Math.max(-MOST, Math.min(MOST, part)) * 10_000) / 10_000
}
