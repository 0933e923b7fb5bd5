/** The products whose marks may count, as the SDK knows them (mirror/capture/aliases.ts). */
export const PRODUCTS: Readonly<Record<string, string>> = {
  clarity: 'Microsoft Clarity',
  cobrowse: 'Cobrowse.io',
  datadog: 'Datadog RUM',
  fullstory: 'FullStory',
  hotjar: 'Hotjar',
  logrocket: 'LogRocket',
  openreplay: 'OpenReplay',
  posthog: 'PostHog',
  rrweb: 'rrweb',
  sentry: 'Sentry',
  upscope: 'Upscope',
}
