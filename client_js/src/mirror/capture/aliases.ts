/** Marks that other products read in a page's markup, as their documentation gives them. */

interface Preset {
  selector: string
  action: 'mask' | 'block'
}

export type Alias =
  | 'clarity'
  | 'cobrowse'
  | 'datadog'
  | 'fullstory'
  | 'hotjar'
  | 'logrocket'
  | 'openreplay'
  | 'posthog'
  | 'rrweb'
  | 'sentry'
  | 'upscope'

const mask = (selector: string): Preset => ({ selector, action: 'mask' })
const block = (selector: string): Preset => ({ selector, action: 'block' })

/** Where a product knows degrees that we do not, the stricter one of ours. */
export const ALIASES: Readonly<Record<Alias, readonly Preset[]>> = {
  clarity: [mask('[data-clarity-mask]')],
  cobrowse: [block('.cobrowse-hidden')],
  datadog: [
    mask('[data-dd-privacy^="mask" i], [class*="dd-privacy-mask"]'),
    block('[data-dd-privacy="hidden" i], .dd-privacy-hidden'),
  ],
  fullstory: [
    mask('.fs-mask, .fs-mask-without-consent'),
    block('.fs-exclude, .fs-exclude-without-consent'),
  ],
  hotjar: [mask('[data-hj-suppress], .data-hj-suppress')],
  logrocket: [block('[data-private]')],
  openreplay: [
    mask('[data-openreplay-obscured], [data-openreplay-masked]'),
    block('[data-openreplay-hidden], [data-openreplay-htmlmasked]'),
  ],
  posthog: [block('.ph-no-capture')],
  rrweb: [mask('.rr-mask, .rr-ignore'), block('.rr-block')],
  sentry: [
    mask('.sentry-mask, [data-sentry-mask], .sentry-ignore, [data-sentry-ignore]'),
    block('.sentry-block, [data-sentry-block]'),
  ],
  upscope: [block('.no-upscope')],
}
