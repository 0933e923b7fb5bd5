import { svg, type TemplateResult } from 'lit/html.js'

function icon(shape: TemplateResult<2>): TemplateResult<2> {
  return svg`<svg class="icon-image" viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`
}

const CAMERA = svg`<path d="M3 7h11v10H3zM14 11l7-4v10l-7-4z"/>`
const MICROPHONE = svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5 11a7 7 0 0014 0M12 18v3"/>`
const SCREEN = svg`<path d="M3 4h18v13H3zM8 21h8"/>`

/** Line icons of 24 x 24 of everything to do with calls. */
export const callIcons = {
  camera: icon(CAMERA),
  cameraOff: icon(svg`${CAMERA}<path d="M3 3l18 18"/>`),
  microphone: icon(MICROPHONE),
  microphoneOff: icon(svg`${MICROPHONE}<path d="M4 3l16 18"/>`),
  hangUp: icon(
    svg`<path d="M3 14c5-5.500 13-5.500 18 0l-2.500 2.500-4-1.500v-2.700a12 12 0 00-5 0V15l-4 1.500z" fill="currentColor"/>`,
  ),
  screen: icon(SCREEN),
  screenOff: icon(svg`${SCREEN}<path d="M9.500 8l5 5M14.500 8l-5 5"/>`),
  devices: icon(
    svg`<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
  ),
  pictureInPicture: icon(
    svg`<path d="M3 5h18v14H3z"/><path d="M12 12h6v4h-6z" fill="currentColor"/>`,
  ),
  sound: icon(svg`<path d="M4 9h4l5-4v14l-5-4H4zM16 9a4 4 0 010 6M18.500 6.500a8 8 0 010 11"/>`),
  warning: icon(svg`<path d="M12 4l9 16H3zM12 10v4M12 17v.01"/>`),
} as const
