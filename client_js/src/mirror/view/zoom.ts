/** `width`: as wide as the room at most. `all`: all of it in sight. `actual`: one to one. */
export const ZOOMS = ['width', 'all', 'actual'] as const
export type Zoom = (typeof ZOOMS)[number]

export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * By how much a page of this size is scaled to fit: never more than 1, since enlarging shows
 * nothing new. The scaled width is a whole number of device pixels, `ratio` to a CSS pixel:
 * fractions would blur both edges.
 */
export function scaleFor(zoom: Zoom, page: Size, room: Size, ratio: number): number {
  if (zoom === 'actual' || page.width === 0 || page.height === 0) return 1
  const width = room.width / page.width
  const scale = Math.min(1, zoom === 'all' ? Math.min(width, room.height / page.height) : width)
  const devicePixels = Math.floor(page.width * scale * ratio)
  // A room without extent is not in sight; any scale will do.
  return devicePixels > 0 ? devicePixels / ratio / page.width : 1
}

/** The nearest length that is a whole number of device pixels. */
export function inDevicePixels(length: number, ratio: number): number {
  return Math.round(length * ratio) / ratio
}
