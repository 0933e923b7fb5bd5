/**
 * All text that a document shows, in order, shadow roots too. What is under a marked element is
 * left out: the engines do different things to it.
 */
const LEFT_OUT = 'script, style, noscript, template, alongside-gap, .cobrowse-redacted'

/** What is in these is never displayed, or not from there. */
const CHILDLESS = 'iframe, input, textarea'

export function textOf(root: Element | ShadowRoot): string {
  let text = ''
  for (const node of root.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.nodeValue
    if (node.nodeType !== Node.ELEMENT_NODE) continue
    const element = node as Element
    if (element.matches(LEFT_OUT)) continue
    if (element.matches(CHILDLESS)) {
      text += '<>'
      continue
    }
    if (element.shadowRoot) text += `(${textOf(element.shadowRoot)})`
    text += `<${textOf(element)}>`
  }
  return text
}
