/** What the benchmark of the mirror loads into both pages, before an engine. */
import { churn } from '../harness/churn.js'
import { frame } from './engines.js'
import { Link, now } from './link.js'
import { textOf } from './texts.js'
import { CHANGES, type Change, stress } from './work.js'

/** What is closed after the recorder has stopped. */
type Way = 'peer' | 'channel' | 'nothing'

const PROBES = 80
const CHANGE_EVERY_MS = 60
const SETTLE_MS = 200
const IDLE_PATIENCE_MS = 5_000

class Bench {
  readonly link = new Link()
  readonly stress = stress
  readonly churn = churn
  /** On this page's clock; 0 before. */
  clickedAt = 0
  #applied = new Map<string, number>()
  #painted = new Map<string, number>()

  /** Starts what was loaded; resolves with the time of the request. */
  async startRecorder(): Promise<number> {
    const requested = now()
    await window.recorder.start(this.link)
    return requested
  }

  /** Ends everything at the next real click, in the given way; see `clickedAt`. */
  stopOnClick(way: Way): void {
    const stop = (event: MouseEvent): void => {
      window.recorder.stop()
      if (way === 'peer') this.link.close()
      if (way === 'channel') this.link.channels.mirror.close()
      this.clickedAt = performance.timeOrigin + event.timeStamp
    }
    addEventListener('click', stop, { once: true })
  }

  startViewer(): void {
    const container = document.querySelector<HTMLElement>('#container')
    if (!container) throw new Error('no container')
    window.viewer.start(this.link, container)
  }

  /** Marks this page's main thread in a trace. */
  mark(name: string): void {
    performance.mark(name)
  }

  /** Until nothing happens in this page, or it seems that this never comes. */
  async idle(): Promise<void> {
    const end = now() + IDLE_PATIENCE_MS
    for (let calm = 0; calm < 5 && now() < end; ) {
      const deadline = await new Promise<IdleDeadline>((resolve) => requestIdleCallback(resolve))
      calm = deadline.timeRemaining() > 8 ? calm + 1 : 0
      await frame()
    }
  }

  /** The same change again and again, each one by itself. */
  async repeat(change: Change, times: number): Promise<void> {
    for (let step = 0; step < times; step++) {
      CHANGES[change](step)
      await pause(CHANGE_EVERY_MS)
    }
    // All engines have begun to send by then.
    await pause(SETTLE_MS)
  }

  /** The customer's side: changes the probe again and again; when, by its text. */
  async probes(): Promise<Record<string, number>> {
    const probe = document.querySelector('.bench-probe')?.firstChild as Text
    const times: Record<string, number> = {}
    for (let number = 1; number <= PROBES; number++) {
      await pause(20 + ((number * 7) % 31))
      const text = `tick-${number}`
      times[text] = now()
      probe.data = text
    }
    return times
  }

  /** The agent's side: notes when texts of the probe are in the mirror, and in a frame. */
  watch(): void {
    window.viewer.watch((text) => {
      if (this.#applied.has(text)) return
      this.#applied.set(text, now())
      void frame().then(() => this.#painted.set(text, now()))
    })
  }

  seen(): { applied: Record<string, number>; painted: Record<string, number> } {
    const [applied, painted] = [this.#applied, this.#painted].map((map) => Object.fromEntries(map))
    return { applied: applied ?? {}, painted: painted ?? {} }
  }

  pageText(): string {
    return textOf(document.body)
  }

  mirrorText(): string {
    const body = window.viewer.document?.body
    return body ? textOf(body) : ''
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

declare global {
  interface Window {
    bench: Bench
  }
}

window.bench = new Bench()
