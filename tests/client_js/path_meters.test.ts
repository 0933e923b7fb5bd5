import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { PathMeters } from '../../client_js/src/rtc/path_meters.js'

const pair = { type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R' }

/** A connection whose packets take so many seconds there and back. */
function peerWith(currentRoundTripTime: number): RTCPeerConnection {
  const report = new Map<string, Record<string, unknown>>([
    ['T', { type: 'transport', selectedCandidatePairId: 'P' }],
    ['P', { ...pair, currentRoundTripTime }],
  ])
  return { getStats: async () => report } as unknown as RTCPeerConnection
}

let peers: Record<string, RTCPeerConnection>
let measured: [string, number | null | undefined][]
let meters: PathMeters

beforeEach(() => {
  vi.useFakeTimers()
  peers = {}
  measured = []
  meters = new PathMeters(
    (link) => peers[link] ?? null,
    (link, stats) => measured.push([link, stats?.roundTrip]),
  )
})

afterEach(() => {
  meters.stop()
  vi.useRealTimers()
})

it('measures what carries a link now, again and again', async () => {
  meters.watch('l1')
  await vi.advanceTimersByTimeAsync(0)
  expect(measured).toEqual([['l1', undefined]])
  peers.l1 = peerWith(0.02)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(measured.at(-1)).toEqual(['l1', 20])
  peers.l1 = peerWith(0.05)
  meters.watch('l1')
  await vi.advanceTimersByTimeAsync(0)
  expect(measured.at(-1)).toEqual(['l1', 50])
  expect(measured).toHaveLength(3)
})

it('says nothing of a link that is gone, not even what was under way', async () => {
  peers.l1 = peerWith(0.02)
  meters.watch('l1')
  meters.forget('l1')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(measured).toEqual([])
})
