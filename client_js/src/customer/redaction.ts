import { OPEN_POLICY, type RedactionPolicy } from '../mirror/capture/policy.js'
import type { RedactionView } from '../signaling/messages.js'

/** Until the server has said what may be seen: nothing. */
export const UNKNOWN_POLICY: RedactionPolicy = { ...OPEN_POLICY, unshared: ['*'] }

/** The site's policy, as capture takes it. */
export function policyOf(view: RedactionView): RedactionPolicy {
  const { mode, rules, aliases, unshared, asset_origins: assetOrigins } = view
  return { mode, rules, aliases, unshared, assetOrigins }
}
