import type { Source, Word } from './source.js'

export type Box = Word['box']

/** One place where the text stands. */
export interface Hit {
  readonly page: number
  readonly boxes: readonly Box[]
}

/** What a search may take before it lets others in. */
const YIELD_EVERY = 20

/** The places on one page, in the order of the text. */
export function hitsOn(page: number, words: readonly Word[], wanted: string): Hit[] {
  const text = words.map((word) => word.text).join('')
  const low = fold(text)
  // Some letters are two when they are small: the boxes would be those of others.
  if (low.length !== text.length) return []
  const hits: Hit[] = []
  for (let at = low.indexOf(wanted); at !== -1; at = low.indexOf(wanted, at + wanted.length)) {
    hits.push({ page, boxes: boxesOf(words, at, at + wanted.length) })
  }
  return hits
}

/** The next place after the last one, around the end of the document; null: there is none. */
export class Search {
  #wanted = ''
  #last: { page: number; at: number } | null = null
  #run = 0

  constructor(private readonly source: Source) {}

  /** Null, too, where another search has begun meanwhile. */
  async next(text: string, back: boolean, from: number): Promise<Hit | null | undefined> {
    const wanted = fold(text.trim())
    const run = ++this.#run
    if (wanted === '') return null
    if (wanted !== this.#wanted) this.#last = null
    this.#wanted = wanted
    const { pages } = this.source
    const step = back ? -1 : 1
    const first = this.#last?.page === from ? from : (this.#last?.page ?? from)
    for (let turn = 0; turn <= pages; turn++) {
      const page = ((((first - 1 + step * turn) % pages) + pages) % pages) + 1
      const hits = hitsOn(page, await this.source.words(page), wanted)
      if (run !== this.#run) return undefined
      if (turn % YIELD_EVERY === YIELD_EVERY - 1) await new Promise(requestAnimationFrame)
      const at = this.#choose(hits, page, turn, back)
      const hit = hits[at]
      if (hit === undefined) continue
      this.#last = { page, at }
      return hit
    }
    return null
  }

  #choose(hits: readonly Hit[], page: number, turn: number, back: boolean): number {
    const isSame = turn === 0 && this.#last?.page === page
    if (!isSame) return back ? hits.length - 1 : 0
    return (this.#last?.at ?? 0) + (back ? -1 : 1)
  }
}

function fold(text: string): string {
  return text.toLowerCase()
}

function boxesOf(words: readonly Word[], from: number, to: number): Box[] {
  const boxes: Box[] = []
  let start = 0
  for (const { text, box } of words) {
    const end = start + text.length
    if (end > from && start < to && text.length > 0) {
      const left = Math.max(0, from - start) / text.length
      const right = Math.min(text.length, to - start) / text.length
      const [x, y, width, height] = box
      boxes.push([x + left * width, y, (right - left) * width, height])
    }
    start = end
  }
  return boxes
}
