/** Rectangles in the window, CSS pixels from its top left corner. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** What both have in common; null where that has no size. */
export function intersection(one: Box, other: Box): Box | null {
  const left = Math.max(one.left, other.left)
  const top = Math.max(one.top, other.top)
  const right = Math.min(one.right, other.right)
  const bottom = Math.min(one.bottom, other.bottom)
  return left < right && top < bottom ? { left, top, right, bottom } : null
}

export function moved({ left, top, right, bottom }: Box, x: number, y: number): Box {
  return { left: left + x, top: top + y, right: right + x, bottom: bottom + y }
}

export function scaled({ left, top, right, bottom }: Box, scale: number): Box {
  return { left: left * scale, top: top * scale, right: right * scale, bottom: bottom * scale }
}

/** The smallest one with this point in it. */
export function smallestAt(boxes: Iterable<Box>, x: number, y: number): Box | null {
  let found: Box | null = null
  for (const box of boxes) {
    const within = box.left <= x && x < box.right && box.top <= y && y < box.bottom
    if (within && (found === null || area(box) < area(found))) found = box
  }
  return found
}

/** Where a label of this size goes: above the corner at the box's start, else inside it, and always
 * within the window, below `clear` pixels at its top. */
export function labelPlace(
  box: Box,
  label: { width: number; height: number },
  window: { width: number; height: number },
  clear: number,
): { x: number; y: number } {
  const above = box.top - label.height
  const y = above >= clear ? above : Math.max(box.top, clear)
  return {
    x: Math.max(0, Math.min(box.left, window.width - label.width)),
    y: Math.max(0, Math.min(y, window.height - label.height)),
  }
}

function area({ left, top, right, bottom }: Box): number {
  return (right - left) * (bottom - top)
}
