import { isHtml, isSvg } from './dom.js'

const DECLARED = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'style')
const DECLARED_SVG = Object.getOwnPropertyDescriptor(SVGElement.prototype, 'style')

/** The inline style of a masked element without anything that could say something: no custom
 * properties, no strings, no references. */
export function maskedStyle(element: Element): string | null {
  const declared = isHtml(element) ? DECLARED : isSvg(element) ? DECLARED_SVG : undefined
  if (!declared?.get) return null
  const style = declared.get.call(element) as CSSStyleDeclaration
  const kept: string[] = []
  for (const name of style) {
    const value = style.getPropertyValue(name)
    if (
      name.startsWith('--') ||
      name === 'content' ||
      /["'\\]|url|image|src|var|attr/i.test(value)
    ) {
      continue
    }
    const priority = style.getPropertyPriority(name)
    kept.push(`${name}:${value}${priority === '' ? '' : ' !important'}`)
  }
  return kept.join(';')
}
