/** The messages on the channel `document`: docs/documents.md. */
import { KINDS, type Kind, type Refusal } from './examine.js'
import { MAX_BYTES, MAX_PAGES } from './limits.js'

/** The holder of a document says what there is. */
export interface Offer {
  readonly type: 'offer'
  readonly id: string
  readonly name: string
  readonly kind: Kind
  readonly size: number
  /** SHA-256, 64 hexadecimal digits. */
  readonly hash: string
}

/** A document may be taken here from now on: what was offered before has to be offered again. */
export interface Ready {
  readonly type: 'ready'
}

/** The other end wants it from this byte on. */
export interface Wanted {
  readonly type: 'wanted'
  readonly id: string
  readonly from: number
}

/** All bytes that have arrived, also those before `from`. */
export interface Got {
  readonly type: 'got'
  readonly id: string
  readonly bytes: number
}

/** The other end does not show it. */
export interface Refused {
  readonly type: 'refused'
  readonly id: string
  readonly why: Refusal | 'hash' | 'cancelled'
}

/** It is shown at the other end, too. */
export interface Shown {
  readonly type: 'shown'
  readonly id: string
}

/** What is looked at. `x`, `y`: the upper left corner of what is seen, in parts of the page; `zoom`:
 * 1 is as wide as there is room. The higher revision counts; of two equal ones the holder's. */
export interface Look {
  readonly type: 'look'
  readonly id: string
  readonly revision: number
  readonly page: number
  readonly zoom: number
  readonly x: number
  readonly y: number
}

/** From the customer: the colour in which all others see what this agent points at and draws. */
export interface Colour {
  readonly type: 'colour'
  readonly colour: number
}

/** Where the sender points, in parts of the page; `x` and `y` null: nowhere. `colour`: it is of
 * another agent's, and the customer passes it on. */
export interface Point {
  readonly type: 'point'
  readonly colour?: number
  readonly page: number
  readonly x: number | null
  readonly y: number | null
  readonly laser: boolean
}

/** More points of a stroke of the sender's, x and y in turn. */
export interface Stroke {
  readonly type: 'stroke'
  readonly colour?: number
  readonly stroke: number
  readonly page: number
  readonly points: readonly number[]
}

/** All drawings are gone. */
export interface Clear {
  readonly type: 'clear'
}

export type Ink = Point | Stroke | Clear
export type DocumentMessage = Ready | Offer | Wanted | Got | Refused | Shown | Look | Colour | Ink

export const MAX_MESSAGE = 8_192
/** Numbers in one message about a stroke. */
export const MAX_POINTS = 400
export const MIN_ZOOM = 0.25
export const MAX_ZOOM = 8
/** Of the numbers of colours, which begin at 0. */
const MAX_COLOUR = 999

const ID = /^[A-Za-z0-9-]{1,64}$/
const HASH = /^[0-9a-f]{64}$/
const MAX_NAME_SENT = 1_024
const WHYS: readonly unknown[] = [
  'empty',
  'type',
  'mixed',
  'size',
  'pixels',
  'damaged',
  'encrypted',
  'pages',
  'slow',
  'hash',
  'cancelled',
] satisfies readonly Refused['why'][]

type Fields = Readonly<Record<string, unknown>>

/** Null for whatever is not one. */
export function parseDocumentMessage(data: unknown): DocumentMessage | null {
  if (typeof data !== 'string' || data.length > MAX_MESSAGE) return null
  try {
    const fields: unknown = JSON.parse(data)
    return isRecord(fields) ? read(fields) : null
  } catch {
    return null
  }
}

/** Of what is not text, or not from the channel. */
export function readInk(fields: unknown): Ink | null {
  if (!isRecord(fields)) return null
  switch (fields.type) {
    case 'point':
      return readPoint(fields)
    case 'stroke':
      return readStroke(fields)
    case 'clear':
      return { type: 'clear' }
    default:
      return null
  }
}

function read(fields: Fields): DocumentMessage | null {
  const { type, id } = fields
  const ink = readInk(fields)
  if (ink !== null) return ink
  if (type === 'ready') return { type }
  if (type === 'colour') return isColour(fields.colour) ? { type, colour: fields.colour } : null
  if (typeof id !== 'string' || !ID.test(id)) return null
  switch (type) {
    case 'offer':
      return readOffer(id, fields)
    case 'wanted':
      return isBytes(fields.from) ? { type, id, from: fields.from } : null
    case 'got':
      return isBytes(fields.bytes) ? { type, id, bytes: fields.bytes } : null
    case 'refused':
      return WHYS.includes(fields.why) ? { type, id, why: fields.why as Refused['why'] } : null
    case 'shown':
      return { type, id }
    case 'look':
      return readLook(id, fields)
    default:
      return null
  }
}

function readOffer(id: string, { name, kind, size, hash }: Fields): Offer | null {
  if (typeof name !== 'string' || name.length > MAX_NAME_SENT) return null
  if (!(KINDS as readonly unknown[]).includes(kind) || !isBytes(size) || size === 0) return null
  if (typeof hash !== 'string' || !HASH.test(hash)) return null
  return { type: 'offer', id, name, kind: kind as Kind, size, hash }
}

export function readLook(id: string, { revision, page, zoom, x, y }: Fields): Look | null {
  if (!isCount(revision) || !isPage(page) || !isPart(x) || !isPart(y)) return null
  if (typeof zoom !== 'number' || !(zoom >= MIN_ZOOM && zoom <= MAX_ZOOM)) return null
  return { type: 'look', id, revision, page, zoom, x, y }
}

function readPoint({ page, x, y, laser, colour }: Fields): Point | null {
  if (!isPage(page) || typeof laser !== 'boolean') return null
  if (x === null && y === null) return { type: 'point', ...whose(colour), page, x, y, laser }
  if (!isPart(x) || !isPart(y)) return null
  return { type: 'point', ...whose(colour), page, x, y, laser }
}

function readStroke({ stroke, page, points, colour }: Fields): Stroke | null {
  if (!isCount(stroke) || !isPage(page) || !Array.isArray(points)) return null
  if (points.length % 2 !== 0 || points.length > MAX_POINTS || !points.every(isPart)) return null
  return { type: 'stroke', ...whose(colour), stroke, page, points }
}

function whose(colour: unknown): { colour?: number } {
  return isColour(colour) ? { colour } : {}
}

function isColour(value: unknown): value is number {
  return isCount(value) && value <= MAX_COLOUR
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isBytes(value: unknown): value is number {
  return isCount(value) && value <= MAX_BYTES
}

export function isPage(value: unknown): value is number {
  return isCount(value) && value >= 1 && value <= MAX_PAGES
}

function isPart(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}
