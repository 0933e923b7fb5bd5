import { svg } from 'lit/html.js'
import { icon } from './icons.js'

/** Icons of calls, apart from the others: not every bundle has use for them. */
export const callIcons = {
  phone: icon(
    svg`<path d="M6 3h3l1.500 5L8 10a12 12 0 006 6l2-2.500 5 1.500v3a3 3 0 01-3 3A15 15 0 013 6a3 3 0 013-3z"/>`,
  ),
  hangUp: icon(svg`<path d="M3 14c5-5 13-5 18 0l-2.500 3-4-1.500v-3a11 11 0 00-5 0v3l-4 1.500z"/>`),
  camera: icon(
    svg`<rect x="3" y="6" width="12" height="12" rx="2"/><path d="M15 10.500l6-3.500v10l-6-3.500"/>`,
  ),
  cameraOff: icon(
    svg`<path d="M4 4l16 16M9 6h4a2 2 0 012 2v2.500l6-3.500v10M15 15v1a2 2 0 01-2 2H5a2 2 0 01-2-2V8a2 2 0 012-2"/>`,
  ),
  microphone: icon(
    svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5 11a7 7 0 0014 0M12 18v3"/>`,
  ),
  microphoneOff: icon(
    svg`<path d="M4 4l16 16M15 11V6a3 3 0 00-5.800-1M9 9v2a3 3 0 004.500 2.600M5 11a7 7 0 0011 5.700M19 11a7 7 0 01-.5 2.500M12 18v3"/>`,
  ),
  devices: icon(
    svg`<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
  ),
  pictureInPicture: icon(
    svg`<rect x="3" y="5" width="18" height="14" rx="2"/><rect x="12" y="12" width="7" height="5" fill="currentColor"/>`,
  ),
  sound: icon(svg`<path d="M4 9v6h4l5 4V5L8 9zM16.500 9a4 4 0 010 6M19 6.500a8 8 0 010 11"/>`),
  fullScreen: icon(svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>`),
} as const
