const GAP_PX = 2
const EDGE_PX = 4
const LEAST_HEIGHT_PX = 120

/** Puts a window below a control, or above it where there is more room, within `area`. */
export function placeBeside(element: HTMLElement, box: DOMRect, area: DOMRect): void {
  const { style } = element
  style.maxWidth = `${Math.max(area.width - 2 * EDGE_PX, 0)}px`
  const below = area.bottom - box.bottom - GAP_PX - EDGE_PX
  const above = box.top - area.top - GAP_PX - EDGE_PX
  const isBelow = element.offsetHeight <= below || below >= above
  style.maxHeight = `${Math.max(LEAST_HEIGHT_PX, isBelow ? below : above)}px`
  const { offsetWidth } = element
  const left = Math.min(box.left, area.right - offsetWidth - EDGE_PX)
  style.left = `${Math.max(left, area.left + EDGE_PX)}px`
  style.top = isBelow ? `${box.bottom + GAP_PX}px` : 'auto'
  style.bottom = isBelow ? 'auto' : `${window.innerHeight - box.top + GAP_PX}px`
}
