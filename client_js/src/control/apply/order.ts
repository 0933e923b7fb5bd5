import {
  attribute,
  documentOf,
  frameDocument,
  isTag,
  parentElement,
  shadowRoot,
} from '../../mirror/capture/dom.js'
import { isFocusable, isInert, isInput } from './elements.js'
import { groupOf } from './fields.js'

const { checkVisibility } = Element.prototype

/** What Tab goes through in a document, in order: frames and shadow roots too. */
export function focusOrder(document: Document): Element[] {
  return ordered(childrenOf(document)).filter((element) => !isInert(element))
}

/** What comes after `active`, or with `backwards` before it, the nearest first, and around. */
export function following(
  order: readonly Element[],
  active: Element,
  backwards: boolean,
): Element[] {
  const list = backwards ? [...order].reverse() : order
  const at = list.indexOf(active)
  if (at >= 0) return [...list.slice(at + 1), ...list.slice(0, at)]
  const side = backwards ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING
  const isBody = isTag(active, 'body') || isTag(active, 'html')
  const next = isBody ? 0 : list.findIndex((one) => active.compareDocumentPosition(one) & side)
  return next < 0 ? [...list] : [...list.slice(next), ...list.slice(0, next)]
}

/** One tree's elements: those with a positive `tabindex` first, in that order. */
function ordered(elements: Iterable<Element>): Element[] {
  const groups: { index: number; found: Element[] }[] = []
  for (const element of elements) {
    const index = indexOf(element)
    if (index < 0) continue
    const found = isTabStop(element) ? [element] : []
    found.push(...within(element))
    if (found.length > 0) groups.push({ index, found })
  }
  const first = groups.filter(({ index }) => index > 0).sort((a, b) => a.index - b.index)
  return [...first, ...groups.filter(({ index }) => index === 0)].flatMap(({ found }) => found)
}

/** What a frame, a slot or the host of a shadow root has at its place. */
function within(element: Element): Element[] {
  const frame = frameDocument(element)
  if (frame) return ordered(childrenOf(frame))
  const root = shadowRoot(element)
  if (root) return ordered(childrenOf(root))
  if (!isTag(element, 'slot')) return []
  return ordered(element.assignedElements().flatMap((one) => [one, ...childrenOf(one)]))
}

/** All below `root` in one tree; children of a host are met where its slots are. */
function* childrenOf(root: Node): Generator<Element> {
  const walker = documentOf(root).createTreeWalker(root, NodeFilter.SHOW_ELEMENT, (node) => {
    const parent = parentElement(node)
    return parent && shadowRoot(parent) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT
  })
  while (walker.nextNode()) yield walker.currentNode as Element
}

function indexOf(element: Element): number {
  const given = Number.parseInt(attribute(element, 'tabindex') ?? '0', 10)
  return Number.isNaN(given) ? 0 : given
}

function isTabStop(element: Element): boolean {
  if (!isFocusable(element) || isTag(element, 'iframe')) return false
  if (!checkVisibility.call(element, { visibilityProperty: true })) return false
  if (!isInput(element, ['radio'])) return true
  const group = groupOf(element)
  return element.checked || (!group.some(({ checked }) => checked) && group[0] === element)
}
