/** Too much of everything, from a forged customer. */
import type { Forgery } from './forge.js'

const MEGABYTE = 1024 * 1024

function text(operations: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(operations))
}

function nested(depth: number): unknown {
  let item: unknown = 'deep'
  for (let i = 0; i < depth; i++) item = ['b', {}, [item]]
  return item
}

function behind(...items: unknown[]): unknown[] {
  return [['c', 4, 6, 0, items]]
}

/** Zeros, which deflate to a thousandth. */
function bomb(megabytes: number): Blob {
  const part = new Uint8Array(MEGABYTE)
  return new Blob(Array.from({ length: megabytes }, () => part))
}

/** Each is a fault. The page is the one of operations.py. */
export const FLOODS: Record<string, (forgery: Forgery) => Promise<void>> = {
  'nested too deep': (forgery) => forgery.batch(behind(nested(65)), false),
  'new nodes in one operation': (forgery) =>
    forgery.batch(behind(...Array.from({ length: 4_097 }, () => 'x')), false),
  'new nodes below each other': (forgery) =>
    forgery.batch(behind(['b', {}, Array.from({ length: 4_096 }, () => 'x')]), false),
  'an attribute of 50 MB': (forgery) =>
    forgery.batch([['a', 6, { class: 'x'.repeat(50 * MEGABYTE) }]], false),
  'a deflated attribute of 50 MB': (forgery) =>
    forgery.deflated(new Blob(['[["a",6,{"class":"', 'x'.repeat(50 * MEGABYTE), '"}]]']), false),
  'a deflate bomb': (forgery) => forgery.deflated(bomb(200), false),
  'what is not deflated': (forgery) => forgery.raw(text([['ready', 1]]), 8),
  'half of what was deflated': async (forgery) => {
    const stream = new Blob([JSON.stringify(behind('x'))]).stream()
    const bytes = await new Response(
      stream.pipeThrough(new CompressionStream('deflate-raw')),
    ).bytes()
    await forgery.raw(bytes.subarray(0, bytes.length / 2), 8)
  },
  'deep JSON': (forgery) => forgery.deflated('['.repeat(4 * MEGABYTE), false),
  'a million nodes': (forgery) => {
    const items = Array.from({ length: 4_000 }, () => 'x')
    const operations = Array.from({ length: 250 }, (_, n) => ['c', 4, 6 + n * 4_000, 0, items])
    return forgery.deflated(JSON.stringify(operations), false)
  },
  'a tower': (forgery) => {
    // Each operation puts 60 elements below the deepest one so far.
    const operations = Array.from({ length: 20 }, (_, n) => [
      'c',
      n === 0 ? 6 : 13 + n * 61 - 1,
      0,
      0,
      [nested(60)],
    ])
    return forgery.batch(operations, false)
  },
  'too many rules': (forgery) => {
    const rules = Array.from({ length: 20_001 }, () => 'x{}')
    return forgery.batch(
      [
        ['y', -1, ''],
        ['r', -1, 0, 0, rules],
      ],
      false,
    )
  },
  'a sequence number gone': (forgery) => forgery.fragment(text([]), 3, 4_000_000),
  'a message without a beginning': (forgery) => forgery.fragment(text([]), 2),
  'a message that begins twice': async (forgery) => {
    await forgery.fragment(text([]), 1)
    await forgery.fragment(text([]), 3)
  },
  'a message without an end': async (forgery) => {
    for (let i = 0; i < 600; i++) await forgery.fragment(new Uint8Array(16_372), i === 0 ? 1 : 0)
  },
}

/** Changes the text 5 so often; the view is to keep up or to refuse. */
export async function hammer(forgery: Forgery, batches: number, each: number): Promise<void> {
  for (let batch = 0; batch < batches; batch++) {
    const operations = Array.from({ length: each }, (_, n) => ['t', 5, `${batch} ${n}`])
    await forgery.batch(operations, false)
  }
}
