import type { Source } from './source.js'
import { Unopened } from './unopened.js'

/** Settles as `work` does, or fails as `slow`. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unopened('slow')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** A file can be made to take for ever on any page: whatever is asked of it is answered in time. */
export function timed(source: Source, ms: number): Source {
  return {
    pages: source.pages,
    size: (page) => within(ms, source.size(page)),
    paint: (page, scale) => within(ms, source.paint(page, scale)),
    small: (page, width) => within(ms, source.small(page, width)),
    words: (page) => within(ms, source.words(page)),
  }
}
