import { svg, type TemplateResult } from 'lit/html.js'

/** A line icon of 24 x 24. */
export function icon(shape: TemplateResult<2>): TemplateResult<2> {
  return svg`<svg class="icon-image" viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`
}

/** One that points along the line: it turns with the direction of reading. */
function turning(shape: TemplateResult<2>): TemplateResult<2> {
  return svg`<svg class="icon-image turning" viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`
}

/** Line icons of 24 x 24, drawn in the colour of the text around them. */
export const icons = {
  chat: icon(svg`<path d="M4 5h16v11H10l-5 4v-4H4z"/>`),
  close: icon(svg`<path d="M6 6l12 12M18 6L6 18"/>`),
  minimise: icon(svg`<path d="M6 9l6 6 6-6"/>`),
  send: turning(svg`<path d="M4 12l16-8-6 16-3-7z"/>`),
  share: icon(svg`<path d="M3 5h18v12H3zM8 21h8M12 14V8M9.500 10.500L12 8l2.500 2.500"/>`),
  outside: turning(svg`<path d="M13 4H5v16h8M10 12h11M17.500 8.500L21 12l-3.500 3.500"/>`),
  newTab: icon(svg`<path d="M3 8h18v11H3zM3 8V5h8v3M12 11v5M9.500 13.500h5"/>`),
  tabOff: icon(svg`<path d="M3 8h18v11H3zM3 8V5h8v3M10 11.500l4 4M14 11.500l-4 4"/>`),
  eye: icon(
    svg`<path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z"/><circle cx="12" cy="12" r="3"/>`,
  ),
  eyeOff: icon(
    svg`<path d="M4 4l16 16M9.900 5.200A10 10 0 0112 5c6 0 10 7 10 7a18 18 0 01-3 3.700M6 6.700A18 18 0 002 12s4 7 10 7a10 10 0 004.500-1.100M9.900 9.900a3 3 0 004.200 4.200"/>`,
  ),
  stop: icon(
    svg`<circle cx="12" cy="12" r="9"/><rect x="9" y="9" width="6" height="6" fill="currentColor"/>`,
  ),
  lock: icon(
    svg`<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 018 0v3"/>`,
  ),
  fitWidth: icon(svg`<path d="M3 5v14M21 5v14M7 12h10M10 9l-3 3 3 3M14 9l3 3-3 3"/>`),
  fitAll: icon(svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M9 9h6v6H9z"/>`),
  actualSize: icon(svg`<path d="M4 8l3-2v12M17 8l3-2v12M12 9.500v0M12 15v0"/>`),
  look: icon(
    svg`<path d="M12 3v18M3 12h18M9.500 5.500L12 3l2.500 2.500M9.500 18.500L12 21l2.500-2.500M5.500 9.500L3 12l2.500 2.500M18.500 9.500L21 12l-2.500 2.500"/>`,
  ),
  back: turning(svg`<path d="M9 14L4 9l5-5M4 9h10a6 6 0 010 12h-3"/>`),
  hand: icon(
    svg`<path d="M8 13V5.500a1.500 1.500 0 013 0V11M11 10.500V4a1.500 1.500 0 013 0v7M14 11V5.500a1.500 1.500 0 013 0V15a6 6 0 01-6 6c-2.500 0-4-1-5.200-3l-2.300-4a1.500 1.500 0 012.600-1.500L8 15"/>`,
  ),
  arrowBack: turning(svg`<path d="M20 12H5M11 6l-6 6 6 6"/>`),
  arrowForward: turning(svg`<path d="M4 12h15M13 6l6 6-6 6"/>`),
  refresh: icon(svg`<path d="M20 12a8 8 0 11-2.500-5.800M20 3v4.500h-4.500"/>`),
  pointer: icon(svg`<path d="M5 3l14 8-6 2-3 6z"/>`),
  list: turning(svg`<path d="M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1"/>`),
  pause: icon(svg`<path d="M9 5v14M15 5v14"/>`),
  play: icon(svg`<path d="M7 4l13 8-13 8z"/>`),
  swap: icon(svg`<path d="M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4"/>`),
  screen: icon(
    svg`<path d="M3 4h18v13H3zM8 21h8"/><path d="M7 10.500s2-3 5-3 5 3 5 3-2 3-5 3-5-3-5-3z"/>`,
  ),
  more: icon(svg`<path d="M5 12h.01M12 12h.01M19 12h.01"/>`),
  laser: icon(
    svg`<circle cx="6" cy="18" r="2.500" fill="currentColor"/><path d="M10 14l9-9M11 19h5M5 13V8M9.500 9.500L8 8"/>`,
  ),
  pen: icon(svg`<path d="M4 20l1-5L16 4l4 4L9 19zM13.500 6.500l4 4"/>`),
  clear: icon(
    svg`<path d="M9 20l-5.500-5.500L14 4l6.500 6.500L11 20zM8.500 9.500l6.500 6.500M9 20h11"/>`,
  ),
  search: icon(svg`<circle cx="11" cy="11" r="6"/><path d="M15.500 15.500L20 20"/>`),
  people: icon(
    svg`<circle cx="9" cy="8" r="3.500"/><path d="M3 20a6 6 0 0112 0M15.500 5a3.500 3.500 0 010 6.500M17.500 14.500A6 6 0 0121 20"/>`,
  ),
  link: icon(
    svg`<path d="M10 14a4 4 0 005.700 0l3-3A4 4 0 0013 5.300l-1 1M14 10a4 4 0 00-5.700 0l-3 3a4 4 0 005.700 5.700l1-1"/>`,
  ),
  check: icon(svg`<path d="M5 13l4 4L19 7"/>`),
} as const
