import { describe, expect, it } from 'vitest'
import {
  type InkMessage,
  MAX_MESSAGE,
  MAX_POINTS,
  parseAt,
  parseInk,
  writeAt,
  writeInk,
} from '../../client_js/src/ink/messages.js'

const SPOT = { page: 1, node: 40, x: 0.5, y: 0.25 }
const STROKE = { type: 'stroke', id: 3, anchor: [1, 40], from: 0, points: [0.1, 0.2], done: true }

function at(fields: object): unknown {
  return parseAt(
    JSON.stringify({ type: 'at', grant: 7, seq: 1, spot: [1, 40, 0, 0], ...fields }),
    7,
  )
}

function ink(fields: object): unknown {
  return parseInk(JSON.stringify({ grant: 7, ...fields }), 7)
}

describe('pointing', () => {
  it('travels there and back', () => {
    for (const one of [
      { seq: 1, spot: SPOT, laser: false, by: null },
      { seq: 2, spot: null, laser: true, by: 'ann' },
    ]) {
      expect(parseAt(writeAt(7, one), 7)).toEqual(one)
    }
  })

  it('counts under its grant only', () => {
    const text = writeAt(7, { seq: 1, spot: SPOT, laser: false, by: null })
    expect(parseAt(text, 8)).toBeNull()
    expect(at({ grant: '7' })).toBeNull()
    expect(at({ grant: null })).toBeNull()
  })

  it.each([
    { type: 'press' },
    { seq: 0 },
    { seq: 1.5 },
    { seq: '1' },
    { seq: 2 ** 53 },
    { spot: undefined },
    { spot: [1, 40, 0] },
    { spot: [1, 40, 0, 1e6] },
    { spot: [1, 0, 0, 0] },
    { spot: [1, 40, '0', 0] },
    { spot: { page: 1 } },
    { laser: 1 },
    { by: '' },
    { by: 5 },
    { by: 'x'.repeat(65) },
  ])('is nothing with %j', (fields) => {
    expect(at(fields)).toBeNull()
  })

  it.each([undefined, null, 5, '', '[]', 'null', '"at"', '{', new ArrayBuffer(8)])(
    'is not %j',
    (data) => {
      expect(parseAt(data, 7)).toBeNull()
      expect(parseInk(data, 7)).toBeNull()
    },
  )
})

describe('ink', () => {
  it('travels there and back', () => {
    const messages: InkMessage[] = [
      { type: 'hello' },
      { type: 'press', spot: SPOT },
      {
        type: 'stroke',
        id: 3,
        anchor: { page: 1, node: 40 },
        from: 2,
        points: [0.5, -1.25],
        done: false,
      },
      { type: 'erase', id: 3 },
      { type: 'clear', all: true },
      { type: 'colours', of: new Map([['ann', 2]]) },
    ]
    for (const message of messages) {
      expect(parseInk(writeInk(7, message), 7)).toEqual({ ...message, by: null })
    }
    expect(parseInk(writeInk(7, { type: 'erase', id: 1 }, 'ann'), 7)).toMatchObject({ by: 'ann' })
  })

  it.each([
    { type: 'scribble' },
    { type: 'press' },
    { type: 'press', spot: null },
    { ...STROKE, id: 0 },
    { ...STROKE, id: '3' },
    { ...STROKE, anchor: [1] },
    { ...STROKE, anchor: [1, -4] },
    { ...STROKE, from: -1 },
    { ...STROKE, from: MAX_POINTS },
    { ...STROKE, from: 2 ** 53 },
    { ...STROKE, points: [0.1] },
    { ...STROKE, points: [0.1, null] },
    { ...STROKE, points: [0.1, 1e9] },
    { ...STROKE, points: '0.1,0.2' },
    { ...STROKE, points: Array(MAX_POINTS * 2 + 2).fill(0) },
    { ...STROKE, done: 'yes' },
    { ...STROKE, by: {} },
    { type: 'erase', id: -1 },
    { type: 'clear' },
    { type: 'clear', all: 1 },
    { type: 'colours', of: [1] },
    { type: 'colours', of: { ann: -1 } },
    { type: 'colours', of: { ann: '#f00' } },
    { type: 'colours', of: { '': 1 } },
    { type: 'colours', of: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`p${n}`, n])) },
  ])('is nothing with %j', (fields) => {
    expect(ink(STROKE)).not.toBeNull()
    expect(ink(fields)).toBeNull()
  })

  it('counts under its grant only', () => {
    expect(ink({ ...STROKE, grant: 6 })).toBeNull()
  })

  it('fits into a message, however long and far off a stroke is', () => {
    const points = Array<number>(MAX_POINTS * 2).fill(-999.12345678)
    const part = { type: 'stroke', id: 2 ** 50, anchor: { page: 1e6, node: 1e6 } } as const
    const text = writeInk(2 ** 50, { ...part, from: 0, points, done: false }, 'x'.repeat(64))
    expect(text.length).toBeLessThan(MAX_MESSAGE)
    expect(parseInk(text, 2 ** 50)).not.toBeNull()
  })

  it('is dropped when it is too long', () => {
    const text = JSON.stringify({ type: 'hello', grant: 7, more: 'x'.repeat(MAX_MESSAGE) })
    expect(parseInk(text, 7)).toBeNull()
  })
})
