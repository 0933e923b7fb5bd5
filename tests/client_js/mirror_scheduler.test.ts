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

it('keeps most of the thread for a page that changes always', async () => {
  let jobs = 0
  const scheduler = new Scheduler(page(), () => {
    jobs++
    now += WORK
  })
  const started = now
  for (let frame = 0; frame < 120; frame++) {
    scheduler.afterFrame()
    await tick()
  }
  scheduler.stop()
  const share = (WORK * jobs) / (now - started)
  expect(share).toBeGreaterThan(0.1)
  expect(share).toBeLessThan(1 / 3)
})
