import { isHtml, rectangle, windowOf } from './dom.js'

const COPIED = [
  'margin',
  'float',
  'clear',
  'vertical-align',
  'align-self',
  'justify-self',
  'grid-area',
  'order',
  'z-index',
  'transform',
  'border-radius',
  'visibility',
]
const OFFSETS = ['top', 'right', 'bottom', 'left']

/** Style of a grey area that takes the place of an element: where it is and how big, no more. */
export function boxStyle(element: Element): string {
  const computed = (windowOf(element) ?? window).getComputedStyle(element)
  if (computed.display === 'none' || computed.display === 'contents') return 'display:none'
  const { width, height } = size(element)
  const display = displayOf(computed.display)
  const parts = ['box-sizing:border-box', `display:${display}`, 'flex:none']
  parts.push(`width:${width}px`, `height:${height}px`)
  if (computed.position !== 'static') {
    const names = ['position', ...OFFSETS]
    parts.push(...names.map((name) => `${name}:${computed.getPropertyValue(name)}`))
  }
  for (const name of COPIED) {
    const value = computed.getPropertyValue(name)
    if (value !== '' && value !== 'none' && value !== 'auto') parts.push(`${name}:${value}`)
  }
  return parts.join(';')
}

/** Layout size, as it is before transforms. */
function size(element: Element): { width: number; height: number } {
  if (isHtml(element)) {
    const { offsetWidth, offsetHeight } = element as HTMLElement
    return { width: offsetWidth, height: offsetHeight }
  }
  const { width, height } = rectangle(element)
  return { width: Math.round(width), height: Math.round(height) }
}

function displayOf(display: string): string {
  if (display.startsWith('inline') || display === 'ruby') return 'inline-block'
  return display.startsWith('table') && display !== 'table' ? display : 'block'
}
