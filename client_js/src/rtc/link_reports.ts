import type { ReportLink } from '../signaling/messages.js'
import type { RequestWithoutId, SignalingSocket } from '../signaling/socket.js'
import type { PathProblem } from './link_servers.js'
import type { PathStats } from './path_stats.js'

/** How it stands with a link. `path` is null while it does not stand. */
export interface LinkFacts {
  path: PathStats['path'] | 'sealed' | null
  problem: PathProblem | null
  /** What came over it is before somebody's eyes. */
  picture: boolean
}

type Cause = NonNullable<ReportLink['cause']>

const CAUSES = {
  no_path: 'no_path',
  refused: 'turn_refused',
  unreachable: 'turn_unreachable',
} as const satisfies Record<PathProblem, Cause>

/** Tells the server how links have come about, once for each change: kinds only, for analytics. */
export class LinkReports {
  readonly #told = new Map<string, string>()
  /** Seen once is seen. */
  readonly #seen = new Set<string>()

  constructor(private readonly socket: Pick<SignalingSocket, 'request'>) {}

  tell(link: string, { path, problem, picture }: LinkFacts): void {
    const cause = path === 'direct' || problem === null ? null : CAUSES[problem]
    if (picture) this.#seen.add(link)
    const isSeen = path !== null && this.#seen.has(link)
    const report: RequestWithoutId = { type: 'link.report', link, path, cause, picture: isSeen }
    const told = JSON.stringify(report)
    if (this.#told.get(link) === told) return
    this.#told.set(link, told)
    // Nothing depends on it: what is lost is not counted.
    this.socket.request(report).catch(() => undefined)
  }

  forget(link: string): void {
    this.#told.delete(link)
    this.#seen.delete(link)
  }
}
