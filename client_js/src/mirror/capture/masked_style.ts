import { isHtml, isSvg } from './dom.js'

const DECLARED = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'style')
const DECLARED_SVG = Object.getOwnPropertyDescriptor(SVGElement.prototype, 'style')

/** Properties whose values are, or may be, names that the page has made up. */
const NAMING =
  /^(--|content$|font-(family|palette)|animation-(name|timeline)|transition-property|counter-|container-name|anchor-|position-(anchor|try)|page$|will-change|(view|scroll)-t|timeline-)/
/** Of these, names that are no keywords. */
const MAY_NAME = /^(grid|list-style)/
const KEYWORDS =
  /^(?:[^a-z]|span|auto|none|row|column|dense|m(?:in|ax)(?:-content|max)?|repeat|f(?:it-content|r)|px|r?em|v[wh]|inside|outside|disc|circle|square|decimal)*$/i

/** The inline style of a masked element without anything that could say something: no custom
 * properties, no names, no strings, no references. */
export function maskedStyle(element: Element): string | null {
  const declared = isHtml(element) ? DECLARED : isSvg(element) ? DECLARED_SVG : undefined
  if (!declared?.get) return null
  const style = declared.get.call(element) as CSSStyleDeclaration
  const kept: string[] = []
  for (const name of style) {
    const value = style.getPropertyValue(name)
    if (NAMING.test(name) || /["'\\]|url|image|src|var|attr/i.test(value)) continue
    if (MAY_NAME.test(name) && !KEYWORDS.test(value)) continue
    const priority = style.getPropertyPriority(name)
    kept.push(`${name}:${value}${priority === '' ? '' : ' !important'}`)
  }
  return kept.join(';')
}
