import { svg, type TemplateResult } from 'lit/html.js'
import { icons } from '../../ui/icons.js'

function icon(shape: TemplateResult<2>): TemplateResult<2> {
  return svg`<svg class="icon-image" viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`
}

/** Those of calls, in the manner of `ui/icons.ts`. */
export const callIcons = {
  eye: icons.eye,
  eyeOff: icons.eyeOff,
  stop: icons.stop,
  screen: icon(svg`<path d="M3 4h18v12H3zM8 20h8M12 16v4"/>`),
  unlocked: icon(
    svg`<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 017.500-2"/>`,
  ),
  phone: icon(
    svg`<path d="M6 3h3l2 5-2.500 1.500a11 11 0 006 6L16 13l5 2v3a3 3 0 01-3 3A15 15 0 013 6a3 3 0 013-3z"/>`,
  ),
  hangUp: icon(svg`<path d="M3 14c5-5 13-5 18 0l-2 3-4-1.500V13a11 11 0 00-6 0v2.500L5 17z"/>`),
  camera: icon(
    svg`<rect x="3" y="6" width="12" height="12" rx="2"/><path d="M15 11l6-4v10l-6-4"/>`,
  ),
  microphone: icon(
    svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5 11a7 7 0 0014 0M12 18v3"/>`,
  ),
  microphoneOff: icon(
    svg`<path d="M4 4l16 16M9 9v2a3 3 0 004.500 2.600M15 11V6a3 3 0 00-5.800-1M5 11a7 7 0 0011 5.700M19 11a7 7 0 01-.600 2.800M12 18v3"/>`,
  ),
} as const
