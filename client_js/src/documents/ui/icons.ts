import { svg } from 'lit/html.js'
import { icon } from '../../ui/icons.js'

export const documentIcons = {
  previous: icon(svg`<path d="M15 5l-7 7 7 7"/>`),
  next: icon(svg`<path d="M9 5l7 7-7 7"/>`),
  list: icon(svg`<path d="M4 4h5v6H4zM4 14h5v6H4zM13 5h7M13 9h7M13 15h7M13 19h7"/>`),
  zoomIn: icon(svg`<circle cx="10" cy="10" r="6"/><path d="M14.500 14.500L20 20M10 7v6M7 10h6"/>`),
  zoomOut: icon(svg`<circle cx="10" cy="10" r="6"/><path d="M14.500 14.500L20 20M7 10h6"/>`),
  find: icon(svg`<circle cx="10" cy="10" r="6"/><path d="M14.500 14.500L20 20"/>`),
  laser: icon(
    svg`<circle cx="12" cy="12" r="2.500" fill="currentColor"/><path d="M12 3v4M12 17v4M3 12h4M17 12h4"/>`,
  ),
  pen: icon(svg`<path d="M4 20l1-5L16 4l4 4L9 19zM14 6l4 4"/>`),
  clear: icon(svg`<path d="M4 16l9-10 7 6-6 8H8zM8 20h12"/>`),
} as const
