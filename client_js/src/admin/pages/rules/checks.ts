import { canonicalSelector } from '../../../mirror/capture/selectors.js'
import type { Redaction, Rule } from '../rulebook/book_api.js'

/** As the server has them (broker/redaction_policy.py). */
export const MOST_RULES = 500
export const LONGEST_TEXT = 500
const MOST_PATTERNS = 200
const MOST_ORIGINS = 20
const PATTERN_BEGINS = ['/', '*', 'https://', 'http://']

export type Wrong = 'empty' | 'too_long' | 'begins' | 'too_many' | 'origin'

/** What the server would refuse of a pattern of pages. */
export function patternWrong(pattern: string): Wrong | null {
  return (
    textWrong(pattern) ?? (PATTERN_BEGINS.some((one) => pattern.startsWith(one)) ? null : 'begins')
  )
}

/** What the server would refuse of a selector. */
export function textWrong(text: string): Wrong | null {
  if (text.trim() === '') return 'empty'
  return text.length > LONGEST_TEXT ? 'too_long' : null
}

const understood = new Map<string, boolean>()

/** Does this browser understand it? Customers' browsers that do not hide the pages that it is for. */
export function isSelector(selector: string): boolean {
  let known = understood.get(selector)
  if (known === undefined) {
    known = canonicalSelector(selector) !== null
    understood.set(selector, known)
  }
  return known
}

export function isOrigin(text: string): boolean {
  try {
    return text.startsWith('https://') && new URL(text).origin === text
  } catch {
    return false
  }
}

/** The lines of a text that say something, each once. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return [...new Set(lines)].filter((line) => line !== '')
}

/** Why the server would refuse these rules; null: it would not. */
export function redactionWrong(body: Redaction): Wrong | null {
  if (body.rules.length > MOST_RULES || body.unshared.length > MOST_PATTERNS) return 'too_many'
  if (body.asset_origins.length > MOST_ORIGINS) return 'too_many'
  for (const { url, selector } of body.rules) {
    const wrong = patternWrong(url) ?? textWrong(selector)
    if (wrong) return wrong
  }
  for (const pattern of body.unshared) {
    const wrong = patternWrong(pattern)
    if (wrong) return wrong
  }
  return body.asset_origins.every(isOrigin) ? null : 'origin'
}

/** How many rules this browser does not understand. */
export function brokenCount(rules: readonly Rule[]): number {
  return rules.filter(({ selector }) => !isSelector(selector)).length
}

/** The list with the one at `from` moved by one place. */
export function moved<T>(list: readonly T[], from: number, by: -1 | 1): readonly T[] {
  const to = from + by
  const [one, other] = [list[from], list[to]]
  if (one === undefined || other === undefined) return list
  return list.map((item, n) => (n === from ? other : n === to ? one : item))
}
