import type { MediaLinks } from './media_links.js'
import { PathMeter, type PathStats } from './path_stats.js'

const READ_MS = 2_000

/** On which path one end of a call is connected, and how well: of several links' the worst. */
export class Quality {
  readonly #links: Pick<MediaLinks, 'links' | 'stats' | 'state'>
  readonly #changed: () => void
  readonly #meters = new Map<string, PathMeter>()
  #timer: ReturnType<typeof setInterval> | undefined
  #stats: ReadonlyMap<string, PathStats> = new Map()

  constructor(links: Pick<MediaLinks, 'links' | 'stats' | 'state'>, changed: () => void) {
    this.#links = links
    this.#changed = changed
  }

  /** Of these links, or all; null while there is no connection. */
  worst(links: Iterable<string> = this.#stats.keys()): PathStats | null {
    const stats = [...links].map((link) => this.#stats.get(link)).filter((one) => one !== undefined)
    return stats.sort((a, b) => burden(b) - burden(a))[0] ?? null
  }

  /** Measures while there is something to measure. */
  set wanted(wanted: boolean) {
    if (wanted === (this.#timer !== undefined)) return
    clearInterval(this.#timer)
    this.#timer = wanted ? setInterval(() => void this.#read(), READ_MS) : undefined
    if (!wanted) {
      this.#meters.clear()
      this.#stats = new Map()
    }
  }

  /** One link, now; null while there is no connection. */
  read(link: string): Promise<PathStats | null> {
    return this.#newMeter(link).read()
  }

  async #read(): Promise<void> {
    const connected = [...this.#links.links.keys()].filter(
      (link) => this.#links.state(link) === 'connected',
    )
    for (const link of [...this.#meters.keys()]) {
      if (!connected.includes(link)) this.#meters.delete(link)
    }
    const read = await Promise.all(connected.map((link) => this.#meter(link).read()))
    if (this.#timer === undefined) return
    const stats = new Map<string, PathStats>()
    for (const [at, link] of connected.entries()) {
      const one = read[at]
      if (one) stats.set(link, one)
    }
    this.#stats = stats
    this.#changed()
  }

  #meter(link: string): PathMeter {
    const known = this.#meters.get(link)
    if (known) return known
    const meter = this.#newMeter(link)
    this.#meters.set(link, meter)
    return meter
  }

  #newMeter(link: string): PathMeter {
    const none = new Map() as unknown as RTCStatsReport
    return new PathMeter({ getStats: async () => (await this.#links.stats(link)) ?? none })
  }
}

/** In words: what people hear of it. */
export function gradeOf(stats: PathStats): 'good' | 'fair' | 'poor' {
  const { roundTrip, loss } = stats
  if ((loss ?? 0) > 0.1 || (roundTrip ?? 0) > 600) return 'poor'
  return (loss ?? 0) > 0.03 || (roundTrip ?? 0) > 300 ? 'fair' : 'good'
}

/** One percent of loss is as bad as thirty milliseconds more. */
function burden({ roundTrip, loss }: PathStats): number {
  return (roundTrip ?? 0) + (loss ?? 0) * 3000
}
