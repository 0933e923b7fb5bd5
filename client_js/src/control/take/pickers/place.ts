const GAP_PX = 2
const EDGE_PX = 4
const LEAST_HEIGHT_PX = 120

/** Puts a window below a control, or above it where there is more room, within `sight`. */
export function placeBeside(element: HTMLElement, box: DOMRect, sight: DOMRect): void {
  const { style } = element
  style.minWidth = `${Math.min(box.width, sight.width - 2 * EDGE_PX)}px`
  style.maxWidth = `${Math.max(sight.width - 2 * EDGE_PX, 0)}px`
  const below = sight.bottom - box.bottom - GAP_PX - EDGE_PX
  const above = box.top - sight.top - GAP_PX - EDGE_PX
  const isBelow = element.offsetHeight <= below || below >= above
  style.maxHeight = `${Math.max(LEAST_HEIGHT_PX, isBelow ? below : above)}px`
  const { offsetWidth, offsetHeight } = element
  const left = Math.min(box.left, sight.right - offsetWidth - EDGE_PX)
  style.left = `${Math.max(left, sight.left + EDGE_PX)}px`
  style.top = `${isBelow ? box.bottom + GAP_PX : box.top - GAP_PX - offsetHeight}px`
}
