import { skipToken } from '../css.js'

/**
 * The top-level rules of a style sheet as they were written, comments and `@charset` left out.
 * Only for sheets that a browser has parsed already: what is wrong in them is not found out here.
 */
export function splitRules(css: string): string[] {
  const rules: string[] = []
  let start = 0
  let depth = 0
  for (let at = 0; at < css.length; ) {
    const c = css[at] ?? ''
    const end = skipToken(css, at)
    if (c === '{' || c === '(' || c === '[') depth++
    else if (c === '}' || c === ')' || c === ']') depth = Math.max(0, depth - 1)
    at = end
    const ends = depth === 0 && (c === '}' || c === ';')
    if (!ends) continue
    push(rules, css.slice(start, at))
    start = at
  }
  push(rules, css.slice(start))
  return rules
}

function push(rules: string[], text: string): void {
  const rule = text.replace(/^(?:\s|\/\*[\s\S]*?\*\/|<!--|-->)+/, '').trimEnd()
  if (rule !== '' && rule !== ';' && !/^@charset\b/i.test(rule)) rules.push(rule)
}
