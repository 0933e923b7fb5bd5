import type { Key } from '../texts.js'
import type { OngoingCall } from './call.js'
import type { CallDesk } from './call_desk.js'
import { pathProblemKey } from './path.js'

/** How it stands with a call that this agent takes part in. */
export interface CallStatus {
  tone: 'on' | 'waiting' | 'held'
  key: Key
  more: Key | null
  /** Whether it is worth a look at what the networks let through. */
  check: boolean
}

export function callStatus(
  calls: Pick<CallDesk, 'linkState' | 'problem'>,
  conversation: string,
  { held, video }: Pick<OngoingCall, 'held' | 'video'>,
): CallStatus {
  if (held)
    return { tone: 'held', key: 'agent.call.held', more: 'agent.call.held_more', check: false }
  const problem = calls.problem(conversation)
  if (problem !== null)
    return { ...waiting('agent.call.no_path', pathProblemKey(problem)), check: true }
  switch (calls.linkState(conversation)) {
    case 'connected':
      return {
        tone: 'on',
        key: video.kind === 'on' ? 'agent.call.on_video' : 'agent.call.on',
        more: null,
        check: false,
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
  return { tone: 'waiting', key, more, check: false }
}
