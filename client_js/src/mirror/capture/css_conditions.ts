/** Media features that tell about the customer and her device, not about the size of the window. */
const PERSONAL =
  /\(\s*((?:prefers-[\w-]+|(?:any-)?(?:hover|pointer)|forced-colors|inverted-colors|color-gamut|dynamic-range|scripting|update)(?:\s*:\s*[\w-]+)?)\s*\)/gi

/**
 * Replaces in CSS what would be decided otherwise in the agent's browser by what was decided here:
 * a dark page stays dark, and elements whose scripts do not run there stay defined.
 */
export function settleConditions(css: string, window: Window): string {
  return settleMedia(css, window).replace(/(?<!:):defined\b/g, ':not(.alongside-undefined)')
}

/** The same for a list of media queries alone. */
export function settleMedia(media: string, window: Window): string {
  return media.replace(PERSONAL, (_, feature: string) =>
    window.matchMedia(`(${feature})`).matches ? '(min-width:0)' : '(max-width:0)',
  )
}
