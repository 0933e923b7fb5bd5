import { PathMeter, type PathStats } from './path_stats.js'

const READ_MS = 2_000

interface Watched {
  timer: ReturnType<typeof setInterval>
  peer: RTCPeerConnection | null
  meter: PathMeter | null
}

/** Measures the connections that carry links, whichever these are at the time. */
export class PathMeters {
  readonly #watched = new Map<string, Watched>()

  /** `peerOf`: the connection that carries a link now. `measured`: null while none does. */
  constructor(
    private readonly peerOf: (linkId: string) => RTCPeerConnection | null,
    private readonly measured: (linkId: string, stats: PathStats | null) => void,
  ) {}

  /** Until `forget`; once more, to look at once. */
  watch(linkId: string): void {
    if (!this.#watched.has(linkId)) {
      const timer = setInterval(() => void this.#read(linkId), READ_MS)
      this.#watched.set(linkId, { timer, peer: null, meter: null })
    }
    void this.#read(linkId)
  }

  forget(linkId: string): void {
    clearInterval(this.#watched.get(linkId)?.timer)
    this.#watched.delete(linkId)
  }

  stop(): void {
    for (const id of [...this.#watched.keys()]) this.forget(id)
  }

  async #read(linkId: string): Promise<void> {
    const watched = this.#watched.get(linkId)
    if (!watched) return
    const peer = this.peerOf(linkId)
    if (peer !== watched.peer) {
      watched.peer = peer
      watched.meter = peer && new PathMeter(peer)
    }
    const stats = (await watched.meter?.read()) ?? null
    const isCurrent = this.#watched.get(linkId) === watched && watched.peer === peer
    if (isCurrent) this.measured(linkId, stats)
  }
}
