import type { IceServer } from '../signaling/messages.js'

const PATIENCE_MS = 8_000

export async function serverAnswers(): Promise<boolean> {
  try {
    const response = await fetch('/healthz', { signal: AbortSignal.timeout(PATIENCE_MS) })
    return response.ok
  } catch {
    return false
  }
}

/** There and back through a WebSocket, in milliseconds; null where it does not work. */
export function socketRoundTrip(): Promise<number | null> {
  const url = new URL('/check/ws', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url)
  const result = new Promise<number | null>((resolve) => {
    let sentAt = 0
    const send = (): void => {
      sentAt = performance.now()
      socket.send('check')
    }
    setTimeout(() => resolve(null), PATIENCE_MS)
    socket.onopen = send
    // The first one waits for much else that a page does at its beginning.
    socket.onmessage = () => {
      socket.onmessage = () => resolve(Math.ceil(performance.now() - sentAt))
      send()
    }
    socket.onclose = () => resolve(null)
  })
  return result.finally(() => socket.close())
}

export type Servers = { servers: readonly IceServer[] } | { problem: 'later' | 'failed' }

const TOO_MANY = 429

/** STUN and TURN servers, with credentials for a minute. */
export async function iceServers(): Promise<Servers> {
  try {
    const response = await fetch('/api/v1/check', { signal: AbortSignal.timeout(PATIENCE_MS) })
    if (response.status === TOO_MANY) return { problem: 'later' }
    if (!response.ok) return { problem: 'failed' }
    const { ice_servers } = (await response.json()) as { ice_servers: IceServer[] }
    return { servers: ice_servers }
  } catch {
    return { problem: 'failed' }
  }
}
