import { query } from '../../mirror/capture/dom.js'
import type { RedactionPolicy, RedactionRule } from '../../mirror/capture/policy.js'
import { canonicalSelector } from '../../mirror/capture/selectors.js'
import { matchesPage } from '../../mirror/capture/url_pattern.js'

/** What a rule does on a page: nothing, since it is for others; so many elements; or it is none. */
export type RuleResult =
  | { rule: RedactionRule; is: 'elsewhere' }
  | { rule: RedactionRule; is: 'broken' }
  | { rule: RedactionRule; is: 'here'; count: number }

/** What the rules that are for this page do on it; the others come last. */
export function reportOf(policy: RedactionPolicy, page: Document): RuleResult[] {
  const results = policy.rules.map((rule): RuleResult => {
    if (!matchesPage(rule.url, page.URL)) return { rule, is: 'elsewhere' }
    const selector = canonicalSelector(rule.selector)
    if (selector === null) return { rule, is: 'broken' }
    return { rule, is: 'here', count: [...query(page, selector)].length }
  })
  const [here, elsewhere] = [
    results.filter(({ is }) => is !== 'elsewhere'),
    results.filter(({ is }) => is === 'elsewhere'),
  ]
  return [...here, ...elsewhere]
}
