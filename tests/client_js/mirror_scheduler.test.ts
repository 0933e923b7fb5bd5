import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Scheduler } from '../../client_js/src/mirror/capture/scheduler.js'

const FRAME = 16
/** What each job takes of the thread. */
const WORK = 10

let now: number
let frames: (() => void)[]
let timers: { at: number; run: () => void }[]

/** A page's window with a clock that only `tick` moves. */
function page(): Window {
  return {
    requestAnimationFrame: (run: () => void) => frames.push(run),
    cancelAnimationFrame: () => {
      frames = []
    },
    setTimeout: (run: () => void, ms: number) => timers.push({ at: now + ms, run }),
    clearTimeout: (id: number) => {
      const timer = timers[id - 1]
      if (timer) timer.at = Number.POSITIVE_INFINITY
    },
  } as unknown as Window
}

/** One frame of the page: timers that are due, animation frames, then messages. */
async function tick(): Promise<void> {
  now += FRAME
  for (const timer of timers) {
    if (timer.at > now) continue
    timer.at = Number.POSITIVE_INFINITY
    timer.run()
  }
  for (const run of frames.splice(0)) run()
  // What was posted comes in turns of the real event loop, in its order.
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setTimeout(resolve))
}

beforeEach(() => {
  now = 1_000
  frames = []
  timers = []
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})

afterEach(() => {
  vi.restoreAllMocks()
})

/** How much of the thread the captures for so many viewers take, of a page that changes always. */
async function busy(viewers: number): Promise<{ share: number; jobs: number[] }> {
  const window = page()
  const jobs = Array.from({ length: viewers }, () => 0)
  const schedulers = jobs.map((_, viewer) => {
    const made: Scheduler = new Scheduler(window, () => {
      jobs[viewer] = (jobs[viewer] ?? 0) + 1
      now += WORK
    })
    return made
  })
  const started = now
  for (let frame = 0; frame < 120; frame++) {
    for (const scheduler of schedulers) scheduler.afterFrame()
    await tick()
  }
  for (const scheduler of schedulers) scheduler.stop()
  const worked = WORK * jobs.reduce((total, count) => total + count, 0)
  return { share: worked / (now - started), jobs }
}

it.each([1, 3, 5])('keeps most of the thread for the page with %i viewers', async (viewers) => {
  const { share, jobs } = await busy(viewers)
  expect(share).toBeGreaterThan(0.1)
  expect(share).toBeLessThan(1 / 3)
  // None is forgotten for the others.
  expect(Math.min(...jobs)).toBeGreaterThan(Math.max(...jobs) * 0.8)
})
