/**
 * Flow control by the receiver: what is sent and not yet acknowledged never exceeds the window, so
 * that after a revocation at most one window is still under way, on any link.
 *
 * Lanes (data channels) share the window; each has a limit of its own too, so that bulk cannot take
 * all of it. Pure accounting: the owner sends, and tells.
 */
export class CreditWindow<Lane extends string> {
  readonly #lanes = new Map<Lane, { limit: number; sent: number; acknowledged: number }>()

  /** Limits in bytes; a single message must fit into its lane's limit. */
  constructor(
    private readonly limit: number,
    lanes: Record<Lane, number>,
  ) {
    for (const [lane, laneLimit] of Object.entries(lanes) as [Lane, number][]) {
      this.#lanes.set(lane, { limit: laneLimit, sent: 0, acknowledged: 0 })
    }
  }

  /** Bytes under way on all lanes. */
  get inFlight(): number {
    let bytes = 0
    for (const { sent, acknowledged } of this.#lanes.values()) bytes += sent - acknowledged
    return bytes
  }

  /** Takes credit for a message of `bytes` and returns true, or changes nothing. */
  take(lane: Lane, bytes: number): boolean {
    const state = this.#lane(lane)
    if (state.sent - state.acknowledged + bytes > state.limit) return false
    if (this.inFlight + bytes > this.limit) return false
    state.sent += bytes
    return true
  }

  /** `total`: all bytes ever received on the lane. One that claims more than was sent, or less than
   * before, changes nothing. */
  acknowledge(lane: Lane, total: number): void {
    const state = this.#lane(lane)
    if (total > state.acknowledged && total <= state.sent) state.acknowledged = total
  }

  #lane(lane: Lane): { limit: number; sent: number; acknowledged: number } {
    const state = this.#lanes.get(lane)
    if (!state) throw new RangeError(`no lane ${lane}`)
    return state
  }
}
