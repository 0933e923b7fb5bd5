/** What a site lets agents see: docs/mirror.md, "Redaction". */
import { ALIASES, type Alias } from './aliases.js'
import { matchesPage } from './url_pattern.js'

/** `reveal` matters in mode `private` only; `readonly` and `nosubmit` are about control. */
export type RuleAction = 'mask' | 'block' | 'ignore' | 'reveal' | 'readonly' | 'nosubmit'

export interface RedactionRule {
  /** Pattern of the pages on which the rule holds. */
  url: string
  /** CSS selector of the elements. */
  selector: string
  action: RuleAction
}

export interface RedactionPolicy {
  /** `open`: what nobody marked is shown. `private`: only what is marked `reveal` is. */
  mode: 'open' | 'private'
  rules: readonly RedactionRule[]
  /** Products whose marks in the page's markup count like ours. */
  aliases: readonly Alias[]
  /** Patterns of pages of which nothing is ever shown. */
  unshared: readonly string[]
  /** Where the viewer's browser may load pictures and fonts itself that this one cannot read. */
  assetOrigins: readonly string[]
}

export const OPEN_POLICY: RedactionPolicy = {
  mode: 'open',
  rules: [],
  aliases: [],
  unshared: [],
  assetOrigins: [],
}

/** All rules of a policy, those of its aliases included. */
export function rulesOf(policy: RedactionPolicy): RedactionRule[] {
  const presets = policy.aliases.flatMap((alias) => ALIASES[alias])
  return [...policy.rules, ...presets.map((preset) => ({ url: '*', ...preset }))]
}

/** May anything of this page (an absolute URL) be shown at all? */
export function isShared(policy: RedactionPolicy, page: string): boolean {
  return !policy.unshared.some((pattern) => matchesPage(pattern, page))
}
