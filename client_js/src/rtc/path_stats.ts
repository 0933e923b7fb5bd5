/** On which path a connection runs, and how well. */
export interface PathStats {
  /** `turn`: by way of a TURN server, at one end at least. */
  path: 'direct' | 'turn'
  /** Between this browser and the next station. */
  protocol: 'udp' | 'tcp' | 'tls'
  /** To the other end and back, in milliseconds; null before the first measurement. */
  roundTrip: number | null
  /** Share of the packets of voice and video that were lost since the last reading, of both
   * directions the worse; null where none flow. */
  loss: number | null
}

type Stat = RTCStats & Record<string, unknown>

/** Measures one connection; each reading is about the time since the one before. */
export class PathMeter {
  #lost = 0
  #received = 0

  constructor(private readonly peer: Pick<RTCPeerConnection, 'getStats'>) {}

  /** Null while no path is chosen. */
  async read(): Promise<PathStats | null> {
    const report = new Map<string, Stat>()
    for (const [id, stat] of (await this.peer.getStats()) as unknown as Map<string, Stat>) {
      report.set(id, stat)
    }
    const pair = selectedPair(report)
    if (pair === undefined) return null
    const local = report.get(String(pair.localCandidateId))
    const remote = report.get(String(pair.remoteCandidateId))
    const isRelayed = [local, remote].some((one) => one?.candidateType === 'relay')
    const seconds = numberOf(pair.currentRoundTripTime)
    return {
      path: isRelayed ? 'turn' : 'direct',
      protocol: protocolOf(local),
      roundTrip: seconds === null ? null : Math.round(seconds * 1000),
      loss: this.#loss([...report.values()]),
    }
  }

  #loss(stats: readonly Stat[]): number | null {
    const incoming = stats.filter(({ type }) => type === 'inbound-rtp')
    const lost = sumOf(incoming, 'packetsLost')
    const received = sumOf(incoming, 'packetsReceived')
    const lostNow = Math.max(0, lost - this.#lost)
    const all = lostNow + Math.max(0, received - this.#received)
    this.#lost = lost
    this.#received = received
    const shares = stats
      .filter(({ type }) => type === 'remote-inbound-rtp')
      .map(({ fractionLost }) => numberOf(fractionLost))
      .filter((share) => share !== null)
    if (all > 0) shares.push(lostNow / all)
    return shares.length === 0 ? null : Math.max(...shares)
  }
}

/** Of the transport; Firefox marks the pair itself. */
function selectedPair(report: ReadonlyMap<string, Stat>): Stat | undefined {
  for (const { type, selectedCandidatePairId } of report.values()) {
    if (type !== 'transport' || typeof selectedCandidatePairId !== 'string') continue
    return report.get(selectedCandidatePairId)
  }
  return [...report.values()].find(({ type, selected }) => {
    return type === 'candidate-pair' && selected === true
  })
}

/** To a TURN server, `protocol` is that of the relay, which is always UDP. */
function protocolOf(local: Stat | undefined): PathStats['protocol'] {
  const used = local?.relayProtocol ?? local?.protocol
  return used === 'tcp' || used === 'tls' ? used : 'udp'
}

function sumOf(stats: readonly Stat[], name: string): number {
  return stats.reduce((sum, stat) => sum + (numberOf(stat[name]) ?? 0), 0)
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
