import type { LinkState } from '../rtc/page_links.js'
import { PathMeter, type PathStats } from '../rtc/path_stats.js'

const READ_MS = 2_000

/** Measures the direct connections of an agent's page links, as long as they stand. */
export class PathMeters {
  readonly #timers = new Map<string, ReturnType<typeof setInterval>>()

  /** `peerOf`: the connection that carries a link now. */
  constructor(
    private readonly peerOf: (linkId: string) => RTCPeerConnection | null,
    private readonly measured: (linkId: string, stats: PathStats | null) => void,
  ) {}

  linkStateChanged(linkId: string, state: LinkState): void {
    this.forget(linkId)
    const peer = state === 'direct' ? this.peerOf(linkId) : null
    if (peer === null) return
    const meter = new PathMeter(peer)
    const read = (): void => {
      void meter.read().then((stats) => {
        if (this.#timers.get(linkId) === timer) this.measured(linkId, stats)
      })
    }
    const timer = setInterval(read, READ_MS)
    this.#timers.set(linkId, timer)
    read()
  }

  forget(linkId: string): void {
    clearInterval(this.#timers.get(linkId))
    this.#timers.delete(linkId)
  }

  stop(): void {
    for (const id of [...this.#timers.keys()]) this.forget(id)
  }
}
