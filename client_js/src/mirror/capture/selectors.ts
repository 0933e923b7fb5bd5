/** Selectors that operators wrote: checked once, then combined and asked of many elements. */

/** What a change in the page must touch for the answer to a selector to change. */
export interface Triggers {
  /** Names of attributes; null: any. */
  attributes: ReadonlySet<string> | null
  /** Elements that come, go or move change the answer for others, too. */
  children: boolean
  /** The answer may change without any mutation (`:checked`, `:hover`). */
  always: boolean
}

/** Pseudo-classes whose answer changes with the tree only. */
const STRUCTURAL =
  /^(not|is|where|has|root|scope|first-child|last-child|only-child|first-of-type|last-of-type|only-of-type|nth-child|nth-last-child|nth-of-type|nth-last-of-type)$/i

const AMBIGUOUS = /::|:(scope|host)\b|&/i
const STRINGS = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/g

/**
 * The selector as the browser understood it, safe to be joined with others by commas; null if the
 * browser refuses it, if it is not closed, or if it means another thing to different functions of
 * the browser (`::before`, `:scope`, `:host`, `&`).
 */
export function canonicalSelector(selector: string): string | null {
  if (AMBIGUOUS.test(selector.replace(STRINGS, ''))) return null
  try {
    // Both: the one parser closes what is left open, the other knows nested rules.
    document.createDocumentFragment().querySelector(selector)
    const sheet = new CSSStyleSheet()
    sheet.insertRule(`${selector} {}`)
    const [rule] = sheet.cssRules
    return rule instanceof CSSStyleRule ? rule.selectorText : null
  } catch {
    return null
  }
}

/** `selector` in its canonical form. */
export function triggersOf(selector: string): Triggers {
  const text = selector.replace(STRINGS, '""')
  const pseudo = [...text.matchAll(/:([-\w]+)/g)].map(([, name]) => name ?? '')
  return {
    attributes: attributesIn(text),
    // Descendants and siblings; a comma with its space is none of them.
    children: pseudo.length > 0 || /[\s>+~]/.test(text.replace(/,\s*/g, ',')),
    always: pseudo.some((name) => !STRUCTURAL.test(name)),
  }
}

function attributesIn(text: string): ReadonlySet<string> | null {
  if (/[\\|]/.test(text.replaceAll('|=', '='))) return null
  const names = [...text.matchAll(/\[\s*([-\w\u0080-\uffff]+)/g)].map(([, name]) =>
    (name ?? '').toLowerCase(),
  )
  if (text.includes('.')) names.push('class')
  if (text.includes('#')) names.push('id')
  return new Set(names)
}
