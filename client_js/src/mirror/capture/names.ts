import {
  attribute,
  childNodes,
  elementAround,
  isElement,
  isHtml,
  isText,
  localName,
  matches,
  query,
  rootOf,
} from './dom.js'

const LONGEST = 80
/** What people speak of: what one can use, and what has a text of its own. */
const NAMEABLE =
  'a[href],button,input,select,textarea,summary,img,label,legend,th,td,li,dt,dd,p,h1,h2,h3,h4,h5,h6,figcaption,caption,' +
  '[role="button"],[role="link"],[role="tab"],[role="checkbox"],[role="radio"],[role="switch"],[role="menuitem"],[role="option"],[aria-label]'
const UNSEEN = 'script,style,template,noscript,[hidden],[aria-hidden="true"]'

/** The element around it, or itself, that one would speak of; null if there is none. */
export function nameableAround(element: Element): Element | null {
  for (let at: Element | null = element; at; at = elementAround(at)) {
    if (matches(at, NAMEABLE)) return at
  }
  return null
}

/** What assistive technology calls an element, as far as that can be told cheaply; '' if nothing.
 * Never what somebody has filled in. */
export function nameOf(element: Element): string {
  const found =
    labelledBy(element) ||
    attribute(element, 'aria-label') ||
    attribute(element, 'alt') ||
    labelOf(element) ||
    (isFilledIn(element) ? buttonText(element) : textIn(element)) ||
    attribute(element, 'title') ||
    attribute(element, 'placeholder') ||
    ''
  return short(found)
}

/** What `aria-labelledby` names; '' for nothing. */
export function labelledBy(element: Element): string {
  const ids = attribute(element, 'aria-labelledby')?.split(/\s+/).filter(Boolean) ?? []
  const labels = ids.flatMap((id) => [...query(rootOf(element), `#${CSS.escape(id)}`)].slice(0, 1))
  return labels.map(textIn).join(' ')
}

function labelOf(element: Element): string {
  const id = attribute(element, 'id')
  if (!isControl(element)) return ''
  const [label] = id ? query(rootOf(element), `label[for="${CSS.escape(id)}"]`) : []
  if (label) return textIn(label)
  for (let at = elementAround(element); at; at = elementAround(at)) {
    if (isHtml(at) && localName(at) === 'label') return textIn(at)
  }
  return ''
}

function isControl(element: Element): boolean {
  return matches(element, 'input,select,textarea')
}

/** What is in it may be somebody's own words. */
function isFilledIn(element: Element): boolean {
  return isControl(element) || matches(element, '[contenteditable],[role="textbox"]')
}

function buttonText(element: Element): string {
  const isButton = matches(element, 'input[type="submit"],input[type="button"],input[type="reset"]')
  return isButton ? (attribute(element, 'value') ?? '') : ''
}

/** The texts in it, but for what is in controls and what nobody sees; no more than is needed. */
export function textIn(element: Element): string {
  let text = ''
  const stack: Node[] = [element]
  for (let node = stack.pop(); node && text.length < 2 * LONGEST; node = stack.pop()) {
    if (isText(node)) text += node.data
    else if (node === element || (isElement(node) && !isControl(node) && !matches(node, UNSEEN))) {
      if (isElement(node) && localName(node) === 'img') text += attribute(node, 'alt') ?? ''
      stack.push(...[...childNodes(node)].reverse())
    }
  }
  return text.replace(/\s+/g, ' ').trim()
}

function short(text: string): string {
  const words = text.replace(/\s+/g, ' ').trim()
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1).trimEnd()}…` : words
}
