import type { MediaSlot } from '../signaling/messages.js'
import type { SendLimits } from './shares.js'

/** What gives way first where a path is narrow: the voice never, the screen's text last. */
const PRIORITY: Readonly<Record<MediaSlot, RTCPriorityType>> = {
  voice: 'high',
  screen: 'medium',
  sound: 'low',
  camera: 'low',
}

/** Newer than TypeScript's own description of it. */
type Parameters = RTCRtpSendParameters & { degradationPreference?: string }

/** Caps what a sender sends, and says what it gives up first. Before the first negotiation of an
 * answerer there is nothing to cap; call it again after. */
export function limitSender(sender: RTCRtpSender, slot: MediaSlot, limits: SendLimits): void {
  const parameters: Parameters = sender.getParameters()
  if (parameters.encodings.length === 0) return
  for (const encoding of parameters.encodings) {
    Object.assign(encoding, limits, { priority: PRIORITY[slot], networkPriority: PRIORITY[slot] })
  }
  if (slot === 'screen') parameters.degradationPreference = 'maintain-resolution'
  if (slot === 'camera') parameters.degradationPreference = 'balanced'
  // Rejects where a negotiation came between; the limits are set again after each.
  sender.setParameters(parameters).catch(() => undefined)
}
