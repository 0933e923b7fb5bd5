import { Allowance } from './allowance.js'
import type { EndpointKey, SealedLink } from './seal.js'
import { type RelaySocket, SealedPath, type SealedPathDelegate } from './sealed_path.js'

/** The sealed relay of one endpoint: makes the path of each link that can have one. */
export class SealedRelay {
  readonly #allowances = new Map<string, Allowance>()

  constructor(
    private readonly key: EndpointKey,
    private readonly socket: RelaySocket,
  ) {}

  /** Null where the other end has no key. */
  path(view: SealedLink, delegate: SealedPathDelegate): SealedPath | null {
    if (view.peer_key == null) return null
    const allowance = this.#allowances.get(view.link) ?? new Allowance()
    this.#allowances.set(view.link, allowance)
    return new SealedPath(this.key.seal(view), allowance, this.socket, delegate)
  }
}
