import type { Key } from '../texts.js'
import type { OngoingCall } from './call.js'
import type { CallDesk } from './call_desk.js'

/** How it stands with a call that this agent takes part in. */
export interface CallStatus {
  tone: 'on' | 'waiting' | 'held'
  key: Key
  more: Key | null
}

export function callStatus(
  calls: Pick<CallDesk, 'linkState'>,
  conversation: string,
  { held, video }: Pick<OngoingCall, 'held' | 'video'>,
): CallStatus {
  if (held) return { tone: 'held', key: 'agent.call.held', more: 'agent.call.held_more' }
  switch (calls.linkState(conversation)) {
    case 'connected':
      return {
        tone: 'on',
        key: video.kind === 'on' ? 'agent.call.on_video' : 'agent.call.on',
        more: null,
      }
    case 'interrupted':
      return waiting('agent.call.reconnecting', 'agent.call.reconnecting_more')
    case 'failed':
      return waiting('agent.call.reconnecting', 'agent.call.failed_more')
    default:
      return waiting('agent.call.connecting', 'agent.call.connecting_more')
  }
}

function waiting(key: Key, more: Key): CallStatus {
  return { tone: 'waiting', key, more }
}
