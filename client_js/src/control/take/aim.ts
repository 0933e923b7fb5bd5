import type { Room } from '../../mirror/view/room.js'
import type { MirroredSpots, Target } from '../../mirror/view/spots.js'

/** The mirror that is aimed at; ask each time, a snapshot brings other spots. */
export interface Aimed {
  readonly spots: MirroredSpots | null
  readonly room: Room
}

export interface At {
  readonly clientX: number
  readonly clientY: number
}

/** What of the page is there; beside the page, what is nearest to it at its edge. Null where no page
 * is in sight. */
export function aim({ spots, room }: Aimed, { clientX, clientY }: At): Target | null {
  const { right, bottom } = room.page.getBoundingClientRect()
  const end = room.inPage({ x: right, y: bottom })
  const { x, y } = room.inPage({ x: clientX, y: clientY })
  return spots?.at({ x: within(x, end.x), y: within(y, end.y) }) ?? null
}

function within(at: number, end: number): number {
  return Math.min(Math.max(at, 0), Math.max(end - 1, 0))
}
