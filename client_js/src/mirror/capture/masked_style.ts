const DECLARED = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'style')
const DECLARED_SVG = Object.getOwnPropertyDescriptor(SVGElement.prototype, 'style')

/** The inline style of a masked element without anything that could say something: no custom
 * properties, no strings, no references. */
export function maskedStyle(element: Element): string | null {
  const get = element instanceof HTMLElement ? DECLARED?.get : DECLARED_SVG?.get
  if (!get || !(element instanceof HTMLElement || element instanceof SVGElement)) return null
  const style = get.call(element) as CSSStyleDeclaration
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
