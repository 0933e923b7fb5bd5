import { expect, test } from 'vitest'
import { SharedDocument } from '../../client_js/src/documents/shared_document.js'
import type { DocumentData } from '../../client_js/src/rtc/document_channel.js'

const PDF = `%PDF-1.7\n${'x'.repeat(100_000)}\nstartxref\n9\n%%EOF\n`

function file(text = PDF, name = 'a.pdf') {
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
  return { name, size: bytes.length, arrayBuffer: async () => bytes.buffer }
}

/** Both ends of one document, over a link that can be cut, bent and put together again. */
class Pair {
  readonly acts: string[] = []
  /** What is on its way. */
  readonly #queue: (() => void)[] = []
  bend = (data: DocumentData): DocumentData => data
  readonly ann = this.#end('ann', () => this.carla)
  readonly carla: SharedDocument = this.#end('carla', () => this.ann)

  #end(name: string, other: () => SharedDocument): SharedDocument {
    return new SharedDocument({
      send: (data) => {
        const sent = this.bend(typeof data === 'string' ? data : data.slice())
        this.#queue.push(() => other().data(sent, 'link'))
      },
      newId: () => 'd1',
      ask: () => this.acts.push(`${name} asks`),
      end: () => this.acts.push(`${name} ends`),
      changed: () => undefined,
      now: () => 0,
    })
  }

  connect(): void {
    this.ann.linkOpened('link')
    this.carla.linkOpened('link')
  }

  /** What is under way is lost. */
  cut(): void {
    this.#queue.length = 0
    this.ann.linkClosed('link')
    this.carla.linkClosed('link')
  }

  /** Delivers so many messages at most, and lets both think. */
  async run(most = Number.POSITIVE_INFINITY): Promise<void> {
    for (let count = 0; count < most; count++) {
      const next = this.#queue.shift()
      if (next === undefined) break
      next()
    }
    // The digest of what has arrived is made elsewhere.
    await crypto.subtle.digest('SHA-256', new Uint8Array(1_000_000))
  }

  async agreed(): Promise<void> {
    await this.ann.pick(file())
    this.ann.opened(3)
    this.ann.granted()
    this.carla.granted()
  }

  async shown(): Promise<void> {
    await this.agreed()
    this.connect()
    await this.run()
    this.carla.opened(3)
    await this.run()
  }
}

test('R40 a document is asked for after it has opened here, and not sent before the yes', async () => {
  const pair = new Pair()
  pair.connect()
  await pair.ann.pick(file())
  expect([pair.ann.phase, pair.acts]).toEqual(['checking', []])
  pair.ann.opened(3)
  await pair.run()
  expect([pair.ann.phase, pair.acts, pair.carla.phase]).toEqual(['asking', ['ann asks'], 'none'])
})

test('R40 it arrives, is opened, and is shown at both ends', async () => {
  const pair = new Pair()
  await pair.shown()
  expect([pair.ann.phase, pair.carla.phase]).toEqual(['shown', 'shown'])
  // One by one: the matcher takes seconds for so many.
  const there = pair.carla.file?.bytes
  expect(there?.length).toBe(PDF.length)
  expect(there?.every((byte, at) => byte === pair.ann.file?.bytes[at])).toBe(true)
  expect(pair.carla.file?.mine).toBe(false)
})

test('R40 it goes on where a lost connection had come to', async () => {
  const pair = new Pair()
  await pair.agreed()
  pair.connect()
  await pair.run(5)
  const before = pair.carla.progress
  expect(before).toBeGreaterThan(0)
  pair.cut()
  let bytes = 0
  pair.bend = (data) => {
    if (typeof data !== 'string') bytes += data.length
    return data
  }
  pair.connect()
  await pair.run()
  expect(pair.carla.file).not.toBeNull()
  expect(bytes).toBeLessThanOrEqual(Math.ceil((1 - before) * PDF.length))
})

test('R40 nothing comes without a yes', async () => {
  const pair = new Pair()
  await pair.agreed()
  pair.carla.reset()
  pair.connect()
  await pair.run()
  expect([pair.carla.phase, pair.carla.file]).toEqual(['none', null])
})

test('R40 what was changed on the way is not shown', async () => {
  const pair = new Pair()
  await pair.agreed()
  pair.bend = (data) => {
    if (typeof data !== 'string') data[50] = 0
    return data
  }
  pair.connect()
  await pair.run()
  await pair.run()
  expect([pair.carla.phase, pair.carla.trouble]).toEqual(['none', 'hash'])
  expect([pair.ann.phase, pair.ann.trouble]).toEqual(['none', 'there'])
  expect(pair.acts).toEqual(['ann asks', 'ann ends'])
})

test('R40 what claims to be a PDF is examined again where it arrives', async () => {
  const pair = new Pair()
  await pair.agreed()
  pair.bend = (data) =>
    typeof data === 'string' ? data.replace('"kind":"pdf"', '"kind":"png"') : data
  pair.connect()
  await pair.run()
  expect(pair.carla.trouble).toBe('type')
})

test('R40 both look at the same, and of two at once the holder wins', async () => {
  const pair = new Pair()
  await pair.shown()
  pair.carla.look({ page: 2 })
  await pair.run()
  expect(pair.ann.view.page).toBe(2)
  pair.ann.look({ page: 3 })
  pair.carla.look({ page: 1, zoom: 2 })
  await pair.run()
  expect(pair.ann.view).toEqual({ page: 3, zoom: 1, x: 0, y: 0 })
  expect(pair.carla.view).toEqual(pair.ann.view)
  pair.ann.look({ page: 99, zoom: 99 })
  expect(pair.ann.view).toMatchObject({ page: 3, zoom: 8 })
})

test('R40 a page that there is not is not gone to', async () => {
  const pair = new Pair()
  await pair.shown()
  const look = { type: 'look', id: 'd1', revision: 9, page: 4, zoom: 1, x: 0, y: 0 }
  pair.carla.data(JSON.stringify(look), 'link')
  expect(pair.carla.view.page).toBe(1)
})

test('R40 what cannot be opened there ends it for both', async () => {
  const pair = new Pair()
  await pair.agreed()
  pair.connect()
  await pair.run()
  pair.carla.failed('damaged')
  await pair.run()
  expect([pair.carla.trouble, pair.ann.trouble]).toEqual(['damaged', 'there'])
  expect(pair.acts).toContain('ann ends')
})

test.each([
  ['type', file('MZ'), []],
  ['size', { ...file(), size: 60 * 1024 * 1024 }, []],
  ['damaged', { ...file(), arrayBuffer: () => Promise.reject(new Error('gone')) }, []],
] as const)('R40 %s: nobody is asked', async (why, picked, acts) => {
  const pair = new Pair()
  await pair.ann.pick(picked)
  expect([pair.ann.phase, pair.ann.trouble, pair.acts]).toEqual(['none', why, acts])
})

test('R40 what her own viewer cannot open is not asked for', async () => {
  const pair = new Pair()
  await pair.ann.pick(file())
  pair.ann.failed('encrypted')
  expect([pair.ann.phase, pair.ann.trouble, pair.acts]).toEqual(['none', 'encrypted', []])
})

test('R40 closed, nothing of it is kept', async () => {
  const pair = new Pair()
  await pair.shown()
  pair.carla.close()
  expect([pair.carla.file, pair.carla.pages, pair.carla.phase]).toEqual([null, 0, 'none'])
  expect(pair.acts).toEqual(['ann asks', 'carla ends'])
  pair.ann.ended()
  expect(pair.ann.file).toBeNull()
})
