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

/** Parts of the time, each of which counts only if the frame was rendered in it. */
const PARTS = 10
/** A part that took longer counts for so many: drawing may be what keeps the frame from it, or
 * nobody was looking. */
const LONG = 3

/** As `within`, for what browsers let wait as long as nobody sees the frame. */
async function withinSight<T>(ms: number, work: Promise<T>): Promise<T> {
  const part = ms / PARTS
  let seen = 0
  let frame = 0
  let since = 0
  const look = (): void => {
    since = performance.now()
    frame = requestAnimationFrame(() => {
      frame = 0
    })
  }
  let timer: ReturnType<typeof setInterval> | undefined
  const late = new Promise<never>((_, reject) => {
    look()
    timer = setInterval(() => {
      if (frame !== 0) return
      seen += Math.min(performance.now() - since, LONG * part)
      if (seen >= ms) reject(new Unopened('slow'))
      else look()
    }, part)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearInterval(timer)
    cancelAnimationFrame(frame)
  }
}

/** A file can be made to take for ever on any page: whatever is asked of it is answered in time. */
export function timed(source: Source, ms: number): Source {
  return {
    pages: source.pages,
    size: (page) => within(ms, source.size(page)),
    paint: (page, scale) => withinSight(ms, source.paint(page, scale)),
    small: (page, width) => withinSight(ms, source.small(page, width)),
    words: (page) => within(ms, source.words(page)),
  }
}
