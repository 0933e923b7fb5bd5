/**
 * Two descriptions that are equal when a mirror shows what its page shows. Written apart from the
 * mirror's own code: what a description leaves out is said here once more.
 */

interface Described {
  tag: string
  attributes: Record<string, string>
  state: string
  shadow: (Described | string)[] | null
  frame: Described | null
  rules: string[]
  children: (Described | string)[]
}

const MASK = '\u2022'.repeat(8)
const COMPARED = ['class', 'title', 'colspan', 'type', 'disabled', 'dir', 'alt', 'placeholder']
const NOT_SENT = 'script, noscript, template, meta, base, title, link:not([rel="stylesheet"])'

export function describePage(): string {
  return JSON.stringify(describe(document.documentElement, pageRules, false), null, 1)
}

export function describeMirror(mirror: Document): string {
  return JSON.stringify(describe(mirror.documentElement, mirrorRules, false), null, 1)
}

interface Rules {
  name(element: Element, masked: boolean): string
  childless(element: Element): boolean
  skipped(node: Node): boolean
  /** Is this element marked as one whose texts must not be known? */
  masks(element: Element): boolean
}

const pageRules: Rules = {
  name: (element, masked) => {
    if (element.matches(NOT_SENT)) return 'gap'
    if (element.localName === 'iframe' && masked) return 'box'
    return element.localName === 'link' ? 'style' : element.localName
  },
  childless: (element) => element.matches(`${NOT_SENT}, style, link, textarea, input, iframe`),
  skipped: (node) => node.nodeType === Node.COMMENT_NODE,
  masks: (element) => element.classList.contains('cobrowse-redacted'),
}

const mirrorRules: Rules = {
  name: (element) => element.localName.replace(/^alongside-/, ''),
  childless: (element) => element.matches('alongside-gap, style, textarea, input, iframe'),
  skipped: () => false,
  masks: () => false,
}

function describe(element: Element, rules: Rules, inherited: boolean): Described {
  const masked = inherited || rules.masks(element)
  const tag = rules.name(element, masked)
  if (tag === 'box') return { tag, ...EMPTY }
  const names = tag === 'gap' ? [] : COMPARED.filter((name) => element.hasAttribute(name))
  const value = (name: string): string =>
    masked && name === 'title' ? MASK : (element.getAttribute(name) ?? '')
  return {
    tag,
    attributes: Object.fromEntries(names.map((name) => [name, value(name)])),
    state: stateOf(element, masked),
    frame: frameOf(element, rules, masked),
    rules: rulesOf(element, masked),
    shadow: element.shadowRoot ? describeAll(element.shadowRoot, rules, masked) : null,
    children: rules.childless(element) ? [] : describeAll(element, rules, masked),
  }
}

const EMPTY = { attributes: {}, state: '', frame: null, rules: [], shadow: null, children: [] }

function seen(value: string, masked: boolean): string {
  return masked && value !== '' ? MASK : value
}

function frameOf(element: Element, rules: Rules, masked: boolean): Described | null {
  const inner = element.localName === 'iframe' && (element as HTMLIFrameElement).contentDocument
  return inner ? describe(inner.documentElement, rules, masked) : null
}

/** Of style sheets in masked regions nothing is known. */
function rulesOf(element: Element, masked: boolean): string[] {
  const { sheet } = element as HTMLStyleElement
  const isStyle = element.localName === 'style' || element.localName === 'link'
  return !isStyle || masked || !sheet ? [] : [...sheet.cssRules].map(({ cssText }) => cssText)
}

function describeAll(parent: Node, rules: Rules, masked: boolean): (Described | string)[] {
  const described: (Described | string)[] = []
  for (const node of parent.childNodes) {
    if (rules.skipped(node)) continue
    if (node.nodeType !== Node.TEXT_NODE) {
      described.push(describe(node as Element, rules, masked))
    } else {
      const text = node.nodeValue ?? ''
      described.push(masked && text.trim() !== '' ? MASK : text)
    }
  }
  return described
}

function stateOf(element: Element, masked: boolean): string {
  const control = element as HTMLInputElement
  switch (element.localName) {
    case 'input':
      return `${seen(control.value, masked)} ${control.checked} ${control.indeterminate}`
    case 'iframe':
      return ''
    case 'textarea':
      return seen(control.value, masked)
    case 'select':
      return [...(element as HTMLSelectElement).selectedOptions].map((o) => o.text).join()
    default:
      return `${element.scrollTop} ${element.scrollLeft}`
  }
}
