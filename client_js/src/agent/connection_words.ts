import type { SocketState } from '../signaling/socket.js'
import type { Key } from './texts.js'

export const CONNECTION: Readonly<Record<SocketState, Key>> = {
  connecting: 'agent.bar.connecting',
  open: 'agent.bar.online',
  retrying: 'connection.retrying',
  stopped: 'agent.bar.stopped',
}

/** Why the connection has ended for good. */
export function bannerKey(reason: string): Key {
  if (reason === 'replaced') return 'agent.banner.replaced'
  if (reason === 'unsupported_protocol') return 'agent.banner.unsupported_protocol'
  return 'agent.banner.stopped'
}
