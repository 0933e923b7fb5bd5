/**
 * Two descriptions that are equal when a mirror shows what its page shows. Written apart from the
 * mirror's own code: what a description leaves out is said here once more.
 */

interface Described {
  tag: string
  attributes: Record<string, string>
  state: string
  shadow: Described[] | null
  children: (Described | string)[]
}

const COMPARED = ['class', 'title', 'colspan', 'type', 'disabled', 'dir', 'alt', 'placeholder']
const NOT_SENT = 'script, noscript, template, meta, base, title, link:not([rel="stylesheet"])'

export function describePage(): string {
  return JSON.stringify(describe(document.documentElement, pageRules), null, 1)
}

export function describeMirror(mirror: Document): string {
  return JSON.stringify(describe(mirror.documentElement, mirrorRules), null, 1)
}

interface Rules {
  name(element: Element): string
  childless(element: Element): boolean
  skipped(node: Node): boolean
}

const pageRules: Rules = {
  name: (element) => {
    if (element.matches(NOT_SENT)) return 'gap'
    return element.localName === 'link' ? 'style' : element.localName
  },
  childless: (element) => element.matches(`${NOT_SENT}, style, link, textarea`),
  skipped: (node) => node.nodeType === Node.COMMENT_NODE,
}

const mirrorRules: Rules = {
  name: (element) => (element.localName === 'alongside-gap' ? 'gap' : element.localName),
  childless: (element) => element.matches('alongside-gap, style, textarea'),
  skipped: () => false,
}

function describe(element: Element, rules: Rules): Described {
  const tag = rules.name(element)
  const gap = tag === 'gap'
  const names = gap ? [] : COMPARED.filter((name) => element.hasAttribute(name))
  return {
    tag,
    attributes: Object.fromEntries(names.map((name) => [name, element.getAttribute(name) ?? ''])),
    state: stateOf(element),
    shadow: element.shadowRoot ? describeAll(element.shadowRoot, rules) : null,
    children: rules.childless(element) ? [] : describeAll(element, rules),
  }
}

function describeAll(parent: Node, rules: Rules): Described[] {
  const described: (Described | string)[] = []
  for (const node of parent.childNodes) {
    if (rules.skipped(node)) continue
    if (node.nodeType === Node.TEXT_NODE) described.push(node.nodeValue ?? '')
    else described.push(describe(node as Element, rules))
  }
  return described as Described[]
}

function stateOf(element: Element): string {
  const control = element as HTMLInputElement
  switch (element.localName) {
    case 'input':
      return `${control.value} ${control.checked} ${control.indeterminate}`
    case 'textarea':
      return control.value
    case 'select':
      return [...(element as HTMLSelectElement).selectedOptions].map((o) => o.text).join()
    default:
      return `${element.scrollTop} ${element.scrollLeft}`
  }
}
