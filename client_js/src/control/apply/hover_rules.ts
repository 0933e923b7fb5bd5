const HOVER = /(?<!\\):hover\b/g
const URLS = /url\("([^"]*)"\)/g

/** What a style sheet says of `:hover`, the same for elements that match `instead`. Empty for a sheet
 * that nobody may read. */
export function hoverRules(sheet: CSSStyleSheet, instead: string): string[] {
  if (sheet.disabled) return []
  const rules = copied(rulesOf(sheet), instead, sheet.href)
  const media = sheet.media.mediaText
  return media === '' || rules.length === 0 ? rules : [`@media ${media} {${rules.join('\n')}}`]
}

function copied(rules: Iterable<CSSRule>, instead: string, base: string | null): string[] {
  return [...rules].flatMap((rule) => {
    if ('styleSheet' in rule && rule.styleSheet) {
      return hoverRules(rule.styleSheet as CSSStyleSheet, instead)
    }
    const inner = 'cssRules' in rule ? copied(rule.cssRules as CSSRuleList, instead, base) : []
    if (!('selectorText' in rule)) return inner.length === 0 ? [] : [grouped(rule, inner)]
    const { selectorText, style } = rule as CSSStyleRule
    const hovered = selectorText.replace(HOVER, instead)
    if (hovered === selectorText && inner.length === 0) return []
    // With what is nested in it: that may need the rule around it to name what it is about.
    const own = hovered === selectorText ? '' : absolute(style.cssText, base)
    return [`${hovered} {${own}\n${inner.join('\n')}}`]
  })
}

/** `@media`, `@supports`, `@layer`, ... with these rules in it. */
function grouped({ cssText }: CSSRule, rules: readonly string[]): string {
  return `${cssText.slice(0, cssText.indexOf('{'))}{${rules.join('\n')}}`
}

function absolute(css: string, base: string | null): string {
  if (base === null) return css
  return css.replace(URLS, (whole, url: string) => {
    try {
      return `url("${new URL(url, base).href}")`
    } catch {
      return whole
    }
  })
}

/** Sheets of other origins do not tell their rules. */
export function rulesOf(sheet: CSSStyleSheet): CSSRule[] {
  try {
    return [...sheet.cssRules]
  } catch {
    return []
  }
}
