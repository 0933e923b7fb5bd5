import type { MediaSlot } from '../signaling/messages.js'

export interface SlotSection {
  readonly slot: MediaSlot
  readonly mid: string
  readonly kind: 'audio' | 'video'
}

/** The sections of a media link, in their order, for the life of a connection (docs/calls.md). The
 * data channel is the last one. */
export const SECTIONS: readonly SlotSection[] = [
  { slot: 'voice', mid: '0', kind: 'audio' },
  { slot: 'camera', mid: '1', kind: 'video' },
  { slot: 'screen', mid: '2', kind: 'video' },
  { slot: 'sound', mid: '3', kind: 'audio' },
]

export const SLOTS: readonly MediaSlot[] = SECTIONS.map(({ slot }) => slot)

export function directionOf(sends: boolean, receives: boolean): RTCRtpTransceiverDirection {
  if (sends) return receives ? 'sendrecv' : 'sendonly'
  return receives ? 'recvonly' : 'inactive'
}

/** What each slot may do, one digit a slot: 1 sends, 2 receives. */
export function wishesOf(plan: (slot: MediaSlot) => { sends: boolean; receives: boolean }): string {
  return SLOTS.map((slot) => {
    const { sends, receives } = plan(slot)
    return Number(sends) + 2 * Number(receives)
  }).join('')
}

/** Whether some slot may do now what it could not `before`. */
export function isMore(now: string, before: string): boolean {
  return [...now].some((digit, at) => (Number(digit) & ~Number(before[at] ?? 0)) !== 0)
}
