import { svg } from 'lit/html.js'
import { icon } from './icons.js'

const CAMERA = svg`<path d="M3 7h11v10H3zM14 11l7-4v10l-7-4z"/>`
const MICROPHONE = svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5 11a7 7 0 0014 0M12 18v3"/>`
const SCREEN = svg`<path d="M3 4h18v13H3zM8 21h8"/>`

/** Line icons of 24 x 24 of everything to do with calls. */
export const callIcons = {
  phone: icon(
    svg`<path d="M6 3h3l1.500 5L8 10a12 12 0 006 6l2-2.500 5 1.500v3a3 3 0 01-3 3A15 15 0 013 6a3 3 0 013-3z"/>`,
  ),
  camera: icon(CAMERA),
  cameraOff: icon(svg`${CAMERA}<path d="M3 3l18 18"/>`),
  microphone: icon(MICROPHONE),
  microphoneOff: icon(svg`${MICROPHONE}<path d="M4 3l16 18"/>`),
  hangUp: icon(
    svg`<path d="M3 14c5-5.500 13-5.500 18 0l-2.500 2.500-4-1.500v-2.700a12 12 0 00-5 0V15l-4 1.500z" fill="currentColor"/>`,
  ),
  document: icon(svg`<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>`),
  screen: icon(SCREEN),
  screenOff: icon(svg`${SCREEN}<path d="M9.500 8l5 5M14.500 8l-5 5"/>`),
  devices: icon(
    svg`<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
  ),
  pictureInPicture: icon(
    svg`<path d="M3 5h18v14H3z"/><path d="M12 12h6v4h-6z" fill="currentColor"/>`,
  ),
  sound: icon(svg`<path d="M4 9h4l5-4v14l-5-4H4zM16 9a4 4 0 010 6M18.500 6.500a8 8 0 010 11"/>`),
  fullScreen: icon(svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>`),
  unlocked: icon(
    svg`<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 017.500-2"/>`,
  ),
  warning: icon(svg`<path d="M12 4l9 16H3zM12 10v4M12 17v.01"/>`),
} as const
