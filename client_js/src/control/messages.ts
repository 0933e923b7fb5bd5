/** The messages on `input`: docs/control.md. */
import { readSpot, type Spot, writeSpot } from '../mirror/spot.js'
import type { PageMessage } from './whereabouts_messages.js'

export const SHIFT = 1
export const CONTROL = 2
export const ALT = 4
export const META = 8

export const MAX_PASTE = 10_000
export const MAX_ADDRESS = 2_048
export const MAX_MESSAGE = 16_384
export const MAX_TEXT = 1_000
export const MAX_OPTIONS = 1_000
const MAX_TITLE = 200

export type Phase = 'down' | 'move' | 'up' | 'cancel'

/** Id of an element, in the snapshot `page`. */
export interface NodeRef {
  readonly page: number
  readonly node: number
}

export type Input =
  | {
      type: 'pointer'
      phase: Phase
      spot: Spot
      button: number
      buttons: number
      clicks: number
      keys: number
      /** The text position under the pointer: id of a text node or element, and offset. */
      caret: readonly [node: number, offset: number] | null
    }
  | { type: 'wheel'; spot: Spot; dx: number; dy: number; keys: number }
  | { type: 'key'; phase: 'down' | 'up'; key: string; code: string; keys: number; repeat: boolean }
  | { type: 'text'; text: string }
  | { type: 'paste'; text: string }
  | { type: 'choose'; target: NodeRef; options: readonly number[] }
  | { type: 'value'; target: NodeRef; value: string }
  | { type: 'navigate'; to: 'back' | 'forward' | 'refresh' }
  | { type: 'navigate'; to: 'address'; address: string }
  | { type: 'tab'; act: 'open'; address: string }
  | { type: 'tab'; act: 'show' | 'close'; tab: string }
  /** To be answered with `InputDone` when all before it has been dealt with. */
  | { type: 'mark' }

/** `grant`: of control. */
export type InputMessage = Input & { grant: number; seq: number }

export type RefusalCode = `control.${
  | 'no_grant'
  | 'gone'
  | 'hidden'
  | 'secret_field'
  | 'file'
  | 'submit'
  | 'read_only'
  | 'other_site'
  | 'link'
  | 'leaves_site'
  | 'own_ui'
  | 'limited'
  | 'customer_first'
  | 'trusted_only'
  | 'needs_click'
  | 'not_permitted'
  | 'too_fast'}`

/** `grant`: of the view. */
export type InputAnswer = {
  type: 'refused' | 'asked'
  grant: number
  seq: number
  code: RefusalCode
}

/** Where the customer is, as her browser says: text, whatever is in it. */
export type PageInfo = Readonly<Omit<PageMessage, 'type' | 'grant'>>

/** `grant`: of the view; `seq`: of the mark. For agents without a browser, who alone send marks. */
export type InputDone = { type: 'done'; grant: number; seq: number }

/** Null for whatever is not one. */
export function parseInput(data: unknown): InputMessage | null {
  const message = record(data)
  if (!message || !isCount(message.grant) || !isCount(message.seq)) return null
  const input = readInput(message)
  return input && { ...input, grant: message.grant, seq: message.seq }
}

export function writeInput(message: InputMessage): string {
  if (!('spot' in message)) {
    const { target, ...rest } = message as InputMessage & { target?: NodeRef }
    return JSON.stringify(target ? { ...rest, target: [target.page, target.node] } : message)
  }
  return JSON.stringify({ ...message, spot: writeSpot(message.spot) })
}

/** Null for whatever is not one, and for another grant. */
export function parseInputAnswer(data: unknown, grant: number): InputAnswer | null {
  const message = record(data)
  if (!message || message.grant !== grant || !isCount(message.seq)) return null
  const { type, code } = message
  if (type !== 'refused' && type !== 'asked') return null
  if (typeof code !== 'string' || !code.startsWith('control.')) return null
  return { type, grant, seq: message.seq, code: code as RefusalCode }
}

/** What the customer's browser says of its page; null for whatever is not that, and for another
 * grant. */
export function parsePageInfo(data: unknown, grant: number): PageInfo | null {
  const message = record(data)
  if (!message || message.grant !== grant || message.type !== 'page') return null
  const { address, title, back, forward } = message
  if (!isText(address, MAX_ADDRESS) || !isText(title, MAX_TITLE)) return null
  if (typeof back !== 'boolean' || typeof forward !== 'boolean') return null
  return { address, title, back, forward }
}

type Name =
  | ('type' | 'grant' | 'seq' | 'code' | 'phase' | 'spot' | 'button' | 'buttons' | 'clicks')
  | ('keys' | 'caret' | 'dx' | 'dy' | 'key' | 'repeat' | 'text' | 'target' | 'options')
  | ('value' | 'to' | 'address' | 'title' | 'back' | 'forward' | 'act' | 'tab')
type Fields = { readonly [name in Name]?: unknown }

function record(data: unknown): Fields | null {
  if (typeof data !== 'string' || data.length > MAX_MESSAGE) return null
  try {
    const message: unknown = JSON.parse(data)
    const isObject = typeof message === 'object' && message !== null && !Array.isArray(message)
    return isObject ? (message as Fields) : null
  } catch {
    return null
  }
}

function readInput(fields: Fields): Input | null {
  switch (fields.type) {
    case 'pointer':
      return readPointer(fields)
    case 'wheel':
      return readWheel(fields)
    case 'key':
      return readKey(fields)
    case 'text':
      return isText(fields.text, MAX_TEXT) ? { type: 'text', text: fields.text } : null
    case 'paste':
      return isText(fields.text, MAX_PASTE) ? { type: 'paste', text: fields.text } : null
    case 'choose':
      return readChoice(fields)
    case 'value': {
      const target = readRef(fields.target)
      const { value } = fields
      return target && isText(value, MAX_TEXT) ? { type: 'value', target, value } : null
    }
    case 'navigate':
      return readNavigation(fields)
    case 'tab':
      return readTab(fields)
    case 'mark':
      return { type: 'mark' }
    default:
      return null
  }
}

function readPointer(fields: Fields): Input | null {
  const { phase, button, buttons, clicks, keys, caret } = fields
  const spot = readSpot(fields.spot)
  if (!spot || !isOne(phase, ['down', 'move', 'up', 'cancel'] as const)) return null
  if (!isUpTo(button, 4) || !isUpTo(buttons, 31) || !isUpTo(clicks, 3) || !isUpTo(keys, 15)) {
    return null
  }
  const at = caret == null ? null : readCaret(caret)
  if (at === undefined) return null
  return { type: 'pointer', phase, spot, button, buttons, clicks, keys, caret: at }
}

function readCaret(caret: unknown): readonly [number, number] | undefined {
  if (!Array.isArray(caret) || caret.length !== 2) return undefined
  const [node, offset] = caret as unknown[]
  return isCount(node) && isUpTo(offset, Number.MAX_SAFE_INTEGER) ? [node, offset] : undefined
}

function readWheel(fields: Fields): Input | null {
  const { dx, dy, keys } = fields
  const spot = readSpot(fields.spot)
  const isFine = spot && isWithin(dx, 100_000) && isWithin(dy, 100_000) && isUpTo(keys, 15)
  return isFine ? { type: 'wheel', spot, dx, dy, keys } : null
}

function readKey(fields: Fields): Input | null {
  const { phase, key, code, keys, repeat } = fields
  if (!isOne(phase, ['down', 'up'] as const) || typeof repeat !== 'boolean') return null
  if (!isText(key, 32) || key === '' || !isText(code, 32) || !isUpTo(keys, 15)) return null
  return { type: 'key', phase, key, code, keys, repeat }
}

function readChoice(fields: Fields): Input | null {
  const { options } = fields
  const target = readRef(fields.target)
  if (!target || !Array.isArray(options) || options.length > MAX_OPTIONS) return null
  return options.every(isCount) ? { type: 'choose', target, options } : null
}

function readNavigation(fields: Fields): Input | null {
  const { to, address } = fields
  if (isOne(to, ['back', 'forward', 'refresh'] as const)) return { type: 'navigate', to }
  if (to !== 'address' || !isText(address, MAX_ADDRESS)) return null
  return { type: 'navigate', to, address }
}

function readTab(fields: Fields): Input | null {
  const { act, tab, address } = fields
  if (isOne(act, ['show', 'close'] as const)) {
    return isText(tab, 64) ? { type: 'tab', act, tab } : null
  }
  if (act !== 'open' || !isText(address, MAX_ADDRESS)) return null
  return { type: 'tab', act, address }
}

function readRef(value: unknown): NodeRef | null {
  if (!Array.isArray(value) || value.length !== 2) return null
  const [page, node] = value as unknown[]
  return isCount(page) && isCount(node) ? { page, node } : null
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most
}

function isOne<T extends string>(value: unknown, among: readonly T[]): value is T {
  return (among as readonly unknown[]).includes(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}

function isUpTo(value: unknown, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= most
}
