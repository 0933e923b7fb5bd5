import { type TurnProblem, turnProblemOf } from '../rtc/link_servers.js'

const PATIENCE_MS = 12_000

/** What came of it: `roundTrip` in milliseconds. */
export type Outcome = { roundTrip: number } | { problem: TurnProblem | null }

/** Connects two ends within this browser, and sends something there and back. */
export async function connectTwoEnds(configuration: RTCConfiguration): Promise<Outcome> {
  let problem: TurnProblem | null = null
  const ends: RTCPeerConnection[] = []
  try {
    const one = new RTCPeerConnection(configuration)
    ends.push(one)
    const other = new RTCPeerConnection(configuration)
    ends.push(other)
    pass(one, other)
    pass(other, one)
    for (const end of ends) {
      end.onicecandidateerror = (event) => {
        const found = turnProblemOf(event)
        if (problem !== 'refused') problem = found ?? problem
      }
    }
    const roundTrip = Promise.race([echoed(one, other), stuck(one)])
    // It may fail before it is awaited below.
    roundTrip.catch(() => undefined)
    await one.setLocalDescription(await one.createOffer())
    await other.setRemoteDescription(described(one))
    await other.setLocalDescription(await other.createAnswer())
    await one.setRemoteDescription(described(other))
    return { roundTrip: await roundTrip }
  } catch {
    // Forbidden by the browser, or too late.
    return { problem }
  } finally {
    for (const end of ends) end.close()
  }
}

function described(end: RTCPeerConnection): RTCSessionDescription {
  if (end.localDescription === null) throw new Error('no description')
  return end.localDescription
}

function pass(from: RTCPeerConnection, to: RTCPeerConnection): void {
  const early: RTCIceCandidate[] = []
  const add = (candidate: RTCIceCandidate): void => {
    to.addIceCandidate(candidate).catch(() => undefined)
  }
  from.onicecandidate = ({ candidate }) => {
    if (candidate === null) return
    if (to.remoteDescription) add(candidate)
    else early.push(candidate)
  }
  to.addEventListener('signalingstatechange', () => {
    if (to.remoteDescription) early.splice(0).forEach(add)
  })
}

/** Rejects when this end has found no way out at all. */
function stuck(end: RTCPeerConnection): Promise<never> {
  return new Promise((_, reject) => {
    end.addEventListener('icegatheringstatechange', () => {
      const isOver = end.iceGatheringState === 'complete'
      if (isOver && !end.localDescription?.sdp.includes('a=candidate:')) reject(new Error('stuck'))
    })
  })
}

function echoed(one: RTCPeerConnection, other: RTCPeerConnection): Promise<number> {
  const channel = one.createDataChannel('check')
  other.ondatachannel = (event) => {
    event.channel.onmessage = ({ data }) => event.channel.send(data)
  }
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('timeout')), PATIENCE_MS)
    let sentAt = 0
    channel.onopen = () => {
      sentAt = performance.now()
      channel.send('check')
    }
    channel.onmessage = () => resolve(Math.ceil(performance.now() - sentAt))
  })
}
