import type { RedactionPolicy } from '../../mirror/capture/policy.js'
import type { PathStats } from '../../rtc/path_stats.js'
import type { Running } from '../sharing.js'

/** Something that runs on a page link as soon as it has been loaded, unless it was stopped before. */
export class Late implements Running {
  readonly #loaded: Promise<() => Running>
  #running: Running | null = null
  #state: 'new' | 'started' | 'stopped' = 'new'

  /** `loaded` yields what makes it; asked once, after `start`. */
  constructor(loaded: Promise<() => Running>) {
    this.#loaded = loaded
  }

  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'started'
    void this.#loaded.then((make) => {
      if (this.#state !== 'started') return
      this.#running = make()
      this.#running.start()
    })
  }

  stop(): void {
    this.#state = 'stopped'
    this.#running?.stop()
    this.#running = null
  }

  get path(): PathStats | null {
    return this.#running?.path ?? null
  }

  setPolicy(policy: RedactionPolicy): void {
    this.#running?.setPolicy(policy)
  }

  hidden(): Iterable<Element> {
    return this.#running?.hidden() ?? []
  }
}
