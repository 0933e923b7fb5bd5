import { describe, expect, it } from 'vitest'
import {
  Assembler,
  FRAGMENT_BYTES,
  Fragmenter,
  HEADER_BYTES,
  PLAIN,
} from '../../client_js/src/mirror/framing.js'

const GRANT = 7
const SNAPSHOT = { snapshot: true, deflated: false }
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 251)
const assembler = (most = 1_000_000): Assembler => new Assembler(GRANT, most)
const kinds = (to: Assembler, fragments: ArrayBuffer[]): string[] =>
  fragments.map((fragment) => to.push(fragment).kind)

describe('a message', () => {
  it.each([0, 1, FRAGMENT_BYTES - HEADER_BYTES, FRAGMENT_BYTES, 100_000])(
    'of %d bytes is whole again',
    (length) => {
      const fragments = new Fragmenter(GRANT).split(bytes(length))
      expect(Math.max(...fragments.map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(
        FRAGMENT_BYTES,
      )
      const to = assembler()
      const results = fragments.map((fragment) => to.push(fragment))
      expect(results.slice(0, -1).every(({ kind }) => kind === 'part')).toBe(true)
      expect(results.at(-1)).toEqual({ kind: 'message', payload: bytes(length), flags: PLAIN })
    },
  )

  it('looks as it is documented', () => {
    const fragmenter = new Fragmenter(0x01020304)
    fragmenter.split(bytes(1))
    const [fragment] = fragmenter.split(new Uint8Array([0xaa]), { snapshot: true, deflated: true })
    expect([...new Uint8Array(fragment as ArrayBuffer)]).toEqual([
      2, 15, 0, 0, 1, 2, 3, 4, 0, 0, 0, 1, 0xaa,
    ])
  })
})

describe('a fault', () => {
  it('is a gap in the sequence, and everything up to a snapshot is skipped', () => {
    const from = new Fragmenter(GRANT)
    const to = assembler()
    const [first, second, third] = [1, 2, 3].flatMap((n) => from.split(bytes(n)))
    expect(kinds(to, [first as ArrayBuffer])).toEqual(['message'])
    expect(to.push(third as ArrayBuffer)).toEqual({ kind: 'fault', reason: 'gap' })
    expect(kinds(to, [second as ArrayBuffer, ...from.split(bytes(40_000))])).toEqual([
      'skipped',
      'skipped',
      'skipped',
      'skipped',
    ])
    expect(kinds(to, from.split(bytes(20_000), SNAPSHOT))).toEqual(['part', 'message'])
    expect(kinds(to, from.split(bytes(1)))).toEqual(['message'])
  })

  it('can be told from outside', () => {
    const from = new Fragmenter(GRANT)
    const to = assembler()
    to.push(from.split(bytes(1))[0])
    to.fail()
    expect(kinds(to, from.split(bytes(1)))).toEqual(['skipped'])
  })

  it.each([
    ['too short', new ArrayBuffer(HEADER_BYTES - 1)],
    ['text', 'text'],
    ['another version', Uint8Array.from([1, 3, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0]).buffer],
    ['a middle without a start', Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0]).buffer],
  ])('is %s', (_, data) => {
    expect(assembler().push(data)).toEqual({ kind: 'fault', reason: 'bad-message' })
  })

  it('is a message that is too long', () => {
    const fragments = new Fragmenter(GRANT).split(bytes(40_000))
    expect(kinds(assembler(30_000), fragments)).toEqual(['part', 'fault', 'skipped'])
  })

  it('is a start in the middle of a message', () => {
    const from = new Fragmenter(GRANT)
    const to = assembler()
    to.push(from.split(bytes(20_000))[0])
    const other = new Fragmenter(GRANT)
    other.split(bytes(1))
    expect(kinds(to, other.split(bytes(1)))).toEqual(['fault'])
  })
})

it('a snapshot is taken up whatever was before it', () => {
  const from = new Fragmenter(GRANT)
  const to = assembler()
  to.push(from.split(bytes(40_000))[0])
  expect(kinds(to, from.split(bytes(3), SNAPSHOT))).toEqual(['message'])
})

it('fragments under another grant are left alone', () => {
  const to = assembler()
  const [foreign] = new Fragmenter(GRANT + 1).split(bytes(1), SNAPSHOT)
  expect(to.push(foreign).kind).toBe('foreign')
  expect(kinds(to, new Fragmenter(GRANT).split(bytes(1)))).toEqual(['message'])
})

it('without snapshots, any first fragment is a new beginning', () => {
  const to = new Assembler(GRANT, 1_000, 'first')
  const from = new Fragmenter(GRANT)
  const [first, , third] = [1, 2, 3].flatMap((n) => from.split(bytes(n)))
  expect(kinds(to, [first as ArrayBuffer, third as ArrayBuffer])).toEqual(['message', 'message'])
})
