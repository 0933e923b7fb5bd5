import type { AnyEvent, Marks } from '../signaling/messages.js'

export type Mark = 'delivered' | 'seen'

/** How far a message of one's own has come, by the marks of the other side; null: nobody knows. */
export function markOf(seq: number, others: Marks | undefined): Mark | null {
  if (others === undefined || others.delivered < seq) return null
  return others.seen < seq ? 'delivered' : 'seen'
}

/** The number of the newest message that `wanted` is true of; 0: there is none. */
export function newest(
  timeline: readonly AnyEvent[],
  wanted: (by: { id: string; role: string }) => boolean,
): number {
  const found = timeline.findLast(
    (event) => event.type === 'conversation.messaged' && wanted(event.by),
  )
  return found?.seq ?? 0
}
