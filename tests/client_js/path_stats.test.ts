import { describe, expect, it } from 'vitest'
import { PathMeter } from '../../client_js/src/rtc/path_stats.js'

type Report = Record<string, Record<string, unknown>>

const PAIR = { type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R' }
const TRANSPORT = { type: 'transport', selectedCandidatePairId: 'P' }
const HOST = { type: 'local-candidate', candidateType: 'host', protocol: 'udp' }
const REMOTE = { type: 'remote-candidate', candidateType: 'srflx', protocol: 'udp' }
const straight: Report = { T: TRANSPORT, P: PAIR, L: HOST, R: REMOTE }

/** Reads these reports, one after the other. */
function meterOf(...reports: Report[]): PathMeter {
  const left = reports.map((report) => new Map(Object.entries(report)))
  return new PathMeter({ getStats: async () => left.shift() as unknown as RTCStatsReport })
}

describe('a path', () => {
  it('is none before one is chosen', async () => {
    expect(await meterOf({ T: { type: 'transport' }, P: PAIR }).read()).toBeNull()
  })

  it('goes straight, in so many milliseconds there and back', async () => {
    const measured = { ...straight, P: { ...PAIR, currentRoundTripTime: 0.0421 } }
    expect(await meterOf(measured).read()).toEqual({
      path: 'direct',
      protocol: 'udp',
      roundTrip: 42,
      loss: null,
    })
  })

  it('goes by a TURN server that this browser reaches by TCP or TLS', async () => {
    for (const relayProtocol of ['tcp', 'tls']) {
      const relay = { ...HOST, candidateType: 'relay', relayProtocol }
      const stats = await meterOf({ ...straight, L: relay }).read()
      expect(stats).toMatchObject({ path: 'turn', protocol: relayProtocol, roundTrip: null })
    }
  })

  it('goes by TURN when only the other end needs it', async () => {
    const stats = await meterOf({ ...straight, R: { ...REMOTE, candidateType: 'relay' } }).read()
    expect(stats).toMatchObject({ path: 'turn', protocol: 'udp' })
  })

  it('is found where only the pair itself is marked', async () => {
    const { T: _, ...others } = straight
    const marked = { O: { ...PAIR, selected: false }, ...others, P: { ...PAIR, selected: true } }
    expect(await meterOf(marked).read()).toMatchObject({ path: 'direct' })
  })
})

describe('loss', () => {
  const incoming = (packetsLost: number, packetsReceived: number) => ({
    type: 'inbound-rtp',
    packetsLost,
    packetsReceived,
  })

  it('is of the time since the reading before', async () => {
    const meter = meterOf(
      { ...straight, V: incoming(0, 50), A: incoming(0, 50) },
      { ...straight, V: incoming(10, 90), A: incoming(0, 100) },
      { ...straight, V: incoming(10, 190), A: incoming(0, 200) },
      { ...straight, V: incoming(10, 190), A: incoming(0, 200) },
    )
    const losses = []
    for (let i = 0; i < 4; i++) losses.push((await meter.read())?.loss)
    expect(losses).toEqual([0, 0.1, 0, null])
  })

  it('is the worse of both directions', async () => {
    const outgoing = { type: 'remote-inbound-rtp', fractionLost: 0.25 }
    const meter = meterOf({ ...straight, V: incoming(1, 99), O: outgoing })
    expect(await meter.read()).toMatchObject({ loss: 0.25 })
  })

  it('is never below nothing, when packets turn up late or a section begins anew', async () => {
    const meter = meterOf({ ...straight, V: incoming(5, 95) }, { ...straight, V: incoming(3, 9) })
    await meter.read()
    expect(await meter.read()).toMatchObject({ loss: null })
  })
})
