import { describe, expect, test } from 'vitest'
import { examine } from '../../client_js/src/documents/examine.js'
import { parseDocumentMessage } from '../../client_js/src/documents/messages.js'
import { shownName } from '../../client_js/src/documents/name.js'
import { CHUNK, Pace } from '../../client_js/src/documents/pace.js'
import { hashOf, Receiving } from '../../client_js/src/documents/receiving.js'
import { Sending } from '../../client_js/src/documents/sending.js'

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const join = (...parts: (Uint8Array | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? latin(part) : part)]))
const big32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}
const little16 = (value: number): Uint8Array => Uint8Array.of(value & 255, value >> 8)
const chunk = (type: string, data: Uint8Array): Uint8Array =>
  join(big32(data.length), type, data, big32(0))

function png(width: number, height: number, rest = ''): Uint8Array {
  const header = join(big32(width), big32(height), Uint8Array.of(8, 2, 0, 0, 0))
  const pixels = chunk('IDAT', new Uint8Array(8))
  const end = chunk('IEND', new Uint8Array(0))
  return join('\x89PNG\r\n\x1a\n', chunk('IHDR', header), pixels, end, rest)
}

const gif = (width: number, left = 0): Uint8Array =>
  join(
    'GIF89a',
    little16(width),
    little16(9),
    Uint8Array.of(0, 0, 0, 0x2c),
    little16(left),
    little16(0),
    little16(width),
    little16(9),
    Uint8Array.of(0, 2, 1, 7, 0, 0x3b),
  )
const frame = (width: number, height: number): Uint8Array =>
  Uint8Array.of(0xff, 0xc0, 0, 8, 8, height >> 8, height & 255, width >> 8, width & 255, 0)
const jpeg = (...frames: Uint8Array[]): Uint8Array =>
  join('\xff\xd8\xff\xe0\0\x04JF', ...frames, '\xff\xda\0\x02..\xff\xd9')
const webp = (body: Uint8Array, extra = 0): Uint8Array =>
  join('RIFF', little16(body.length + 4 + extra), '\0\0WEBP', body)
const pdf = (body = '', rest = '\n'): Uint8Array =>
  latin(`%PDF-1.7\n${body}\nstartxref\n9\n%%EOF${rest}`)
const zip = `PK\x05\x06${'\0'.repeat(18)}`

const LOSSLESS = join('VP8L\x0a\0\0\0', Uint8Array.of(0x2f, 9, 0, 0, 0), 'xxxxx')

describe('R40 what a file is', () => {
  test.each([
    ['pdf', pdf()],
    ['png', png(10, 20)],
    ['gif', gif(10)],
    ['jpeg', jpeg(frame(10, 20))],
    ['jpeg', join(jpeg(frame(10, 20)), 'another picture of the camera')],
    ['webp', webp(LOSSLESS)],
    ['webp', webp(join('VP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a', little16(10), little16(20)))],
    ['webp', webp(join('VP8X\x0a\0\0\0\0\0\0\0', Uint8Array.of(9, 0, 0, 19, 0, 0)))],
  ] as const)('%s', (kind, file) => {
    expect(examine(file)).toEqual({ kind, refusal: null })
  })

  test.each([
    ['nothing', 'empty', new Uint8Array(0)],
    ['a program', 'type', latin(`MZ\x90\0${'.'.repeat(99)}`)],
    ['a page', 'type', latin('<!doctype html><script>alert(1)</script>')],
    ['a drawing', 'type', latin('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a PDF behind a page', 'type', join('<html>', pdf())],
    ['a page in a PDF', 'mixed', pdf('<HTML><script>')],
    ['an archive behind a PDF', 'mixed', pdf('', `\n${'PK..'.repeat(40)}${zip}`)],
    ['something behind a PDF', 'mixed', pdf('', `\n${'x'.repeat(99)}`)],
    ['an archive in a picture', 'mixed', join(jpeg(frame(1, 1)), zip)],
    ['a PDF in a picture', 'mixed', join('\xff\xd8\xff\xfe\0\x0b%PDF-1.4\n', frame(1, 1))],
    ['more than a picture', 'damaged', png(1, 1, 'more')],
    ['half a picture', 'damaged', png(1, 1).slice(0, -3)],
    ['a GIF without its end', 'damaged', gif(1).slice(0, -1)],
    ['a JPEG without sizes', 'damaged', jpeg()],
    ['a JPEG of two sizes', 'damaged', jpeg(frame(1, 1), frame(60_000, 60_000))],
    ['a WebP that claims more', 'damaged', webp(LOSSLESS, 100)],
    ['half a PDF', 'damaged', latin('%PDF-1.7\n1 0 obj')],
    ['no height', 'damaged', png(10, 0)],
    ['too high', 'pixels', png(20_000, 70_000)],
    ['a bomb', 'pixels', png(65_000, 65_000)],
    ['a bomb that counts over', 'pixels', png(0xffffffff, 0xffffffff)],
    ['a GIF that is larger than it says', 'pixels', gif(10, 65_530)],
    ['a large JPEG', 'pixels', jpeg(frame(65_001, 1))],
    ['more than 50 MB', 'size', new Uint8Array(50 * 1024 * 1024 + 1)],
  ] as const)('%s is refused: %s', (_, refusal, file) => {
    expect(examine(file).refusal).toBe(refusal)
  })

  test('whatever is cut off or flipped is read without an exception', () => {
    for (const whole of [png(3, 3), gif(3), jpeg(frame(3, 3)), webp(LOSSLESS), pdf()]) {
      for (let at = 0; at < whole.length; at++) {
        expect(() => examine(whole.slice(0, at))).not.toThrow()
        const flipped = whole.slice()
        flipped[at] = (flipped[at] ?? 0) ^ 0xff
        expect(() => examine(flipped)).not.toThrow()
      }
    }
  })
})

describe('R40 names', () => {
  test.each([
    ['invoice.pdf', 'invoice.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\a b.png', 'a b.png'],
    ['inv\u202efdp.exe', 'invfdp.exe'],
    ['a\0b\r\nc\u200bd.pdf', 'abcd.pdf'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['\u202e', ''],
    ['مستند.pdf', 'مستند.pdf'],
  ])('%j is shown as %j', (name, shown) => {
    expect(shownName(name)).toBe(shown)
  })

  test('long ones keep their ending', () => {
    const shown = shownName(`${'x'.repeat(1_000)}.pdf`)
    expect([...shown]).toHaveLength(100)
    expect(shown).toMatch(/…x+\.pdf$/)
  })
})

describe('R40 messages', () => {
  const offer = { type: 'offer', id: 'a', name: 'n', kind: 'pdf', size: 9, hash: 'a'.repeat(64) }
  const look = { type: 'look', id: 'a', revision: 1, page: 2, zoom: 1, x: 0, y: 0.5 }

  test.each([
    offer,
    look,
    { type: 'ready' },
    { type: 'wanted', id: 'a', from: 3 },
    { type: 'got', id: 'a', bytes: 3 },
    { type: 'refused', id: 'a', why: 'hash' },
    { type: 'shown', id: 'a' },
    { type: 'point', page: 1, x: 0.5, y: 1, laser: true },
    { type: 'point', page: 1, x: null, y: null, laser: false },
    { type: 'stroke', stroke: 1, page: 1, points: [0, 0.5, 1, 1] },
    { type: 'clear' },
  ])('$type is read', (message) => {
    expect(parseDocumentMessage(JSON.stringify(message))).toEqual(message)
  })

  test.each([
    ['no text', new ArrayBuffer(4)],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['too long', JSON.stringify({ ...offer, name: 'x'.repeat(9_000) })],
    ['a long name', JSON.stringify({ ...offer, name: 'x'.repeat(1_025) })],
    ['another kind', JSON.stringify({ ...offer, kind: 'exe' })],
    ['an inherited kind', JSON.stringify({ ...offer, kind: 'toString' })],
    ['too many bytes', JSON.stringify({ ...offer, size: 60 * 1024 * 1024 })],
    ['no bytes', JSON.stringify({ ...offer, size: 0 })],
    ['half a byte', JSON.stringify({ ...offer, size: 0.5 })],
    ['a short hash', JSON.stringify({ ...offer, hash: 'a' })],
    ['a bad id', JSON.stringify({ ...offer, id: '../x' })],
    ['page 0', JSON.stringify({ ...look, page: 0 })],
    ['page 2001', JSON.stringify({ ...look, page: 2_001 })],
    ['no zoom', JSON.stringify({ ...look, zoom: 1e9 })],
    ['out of the page', JSON.stringify({ ...look, y: 1.1 })],
    ['half a point', '{"type":"point","page":1,"x":0.5,"y":null,"laser":false}'],
    ['an odd stroke', '{"type":"stroke","stroke":1,"page":1,"points":[0.1]}'],
    ['a wild stroke', '{"type":"stroke","stroke":1,"page":1,"points":[0.1,"1"]}'],
    [
      'an endless stroke',
      JSON.stringify({ type: 'stroke', stroke: 1, page: 1, points: Array(402).fill(0) }),
    ],
    ['an unknown reason', '{"type":"refused","id":"a","why":"because"}'],
  ])('%s is not', (_, data) => {
    expect(parseDocumentMessage(data)).toBeNull()
  })
})

describe('R40 the way of a document', () => {
  const bytes = Uint8Array.from({ length: 5 * CHUNK + 7 }, (_, at) => at % 251)

  async function pair() {
    const hash = await hashOf(bytes)
    const offer = {
      type: 'offer',
      id: 'a',
      name: '',
      kind: 'pdf',
      size: bytes.length,
      hash,
    } as const
    return { sending: new Sending(offer, bytes), receiving: new Receiving(offer), offer }
  }

  test('it arrives as it was, a window at a time', async () => {
    const { sending, receiving, offer } = await pair()
    expect(sending.next(0)).toBeNull()
    sending.wanted({ type: 'wanted', id: 'a', from: 0 })
    let now = 0
    while (receiving.whole === null) {
      const before = receiving.got
      for (let part = sending.next(now); part !== null; part = sending.next(now)) {
        expect(receiving.take(part)).toBe(true)
      }
      expect(receiving.got - before).toBeLessThanOrEqual(4 * CHUNK)
      expect(receiving.got).toBeGreaterThan(before)
      now += 10
      sending.took({ type: 'got', id: 'a', bytes: receiving.got }, now)
    }
    expect(sending.isDone).toBe(true)
    expect(await hashOf(receiving.whole)).toBe(offer.hash)
    expect(receiving.take(Uint8Array.of(1))).toBe(false)
  })

  test('another connection goes on where the last one ended', async () => {
    const { sending, receiving, offer } = await pair()
    sending.wanted({ type: 'wanted', id: 'a', from: 0 })
    receiving.take(sending.next(0) ?? new Uint8Array(0))
    const again = new Sending(offer, bytes)
    expect(receiving.isOf({ ...offer })).toBe(true)
    again.wanted({ type: 'wanted', id: 'a', from: receiving.got })
    const part = again.next(0)
    expect(part?.[0]).toBe(bytes[CHUNK])
  })

  test('what was not sent cannot be acknowledged, and another is not sent', async () => {
    const { sending } = await pair()
    sending.wanted({ type: 'wanted', id: 'b', from: 0 })
    expect(sending.next(0)).toBeNull()
    sending.wanted({ type: 'wanted', id: 'a', from: bytes.length + 1 })
    expect(sending.next(0)).toBeNull()
    sending.wanted({ type: 'wanted', id: 'a', from: 0 })
    sending.took({ type: 'got', id: 'a', bytes: bytes.length }, 0)
    expect(sending.got).toBe(0)
    sending.wanted({ type: 'wanted', id: 'a', from: CHUNK })
    expect(sending.next(0)?.[0]).toBe(bytes[0])
  })

  test('a fast path is filled, a slow one is not flooded', () => {
    const after = (delays: readonly number[]): number => {
      const pace = new Pace()
      let now = 0
      let total = 0
      for (const delay of delays) {
        while (pace.maySend) {
          pace.sent(CHUNK, now)
          total += CHUNK
        }
        now += delay
        pace.got(total, now)
      }
      return pace.window
    }
    expect(after(Array(60).fill(5))).toBe(16 * CHUNK)
    expect(after([5, ...Array(60).fill(400)])).toBe(2 * CHUNK)
  })
})
