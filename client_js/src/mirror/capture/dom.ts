import { closedRoot } from './closed_roots.js'

/**
 * Reading the page's DOM by the prototypes' own getters: the controls of a `form` shadow its
 * properties by their names (`<input name="childNodes">`), and images, forms and frames those of
 * the document (`<img name="defaultView">`).
 */

function getter<T extends object, K extends keyof T>(prototype: T, name: K): (of: T) => T[K] {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get
  if (!get) throw new TypeError(`no getter ${String(name)}`)
  return (of) => get.call(of) as T[K]
}

export const childNodes = getter(Node.prototype, 'childNodes')
export const firstChild = getter(Node.prototype, 'firstChild')
export const nextSibling = getter(Node.prototype, 'nextSibling')
export const nodeType = getter(Node.prototype, 'nodeType')
export const textContent = getter(Node.prototype, 'textContent')
export const isConnected = getter(Node.prototype, 'isConnected')
export const localName = getter(Element.prototype, 'localName')
export const namespaceURI = getter(Element.prototype, 'namespaceURI')
export const attributes = getter(Element.prototype, 'attributes')
export const classList = getter(Element.prototype, 'classList')
const openShadowRoot = getter(Element.prototype, 'shadowRoot')
export const scrollTop = getter(Element.prototype, 'scrollTop')
export const scrollLeft = getter(Element.prototype, 'scrollLeft')

export const baseURI = getter(Node.prototype, 'baseURI')
export const ownerDocument = getter(Node.prototype, 'ownerDocument')
export const defaultView = getter(Document.prototype, 'defaultView')
export const compatMode = getter(Document.prototype, 'compatMode')
export const body = getter(Document.prototype, 'body')
export const documentElement = getter(Document.prototype, 'documentElement')
export const activeElement = getter(Document.prototype, 'activeElement')
export const styleSheets = getter(Document.prototype, 'styleSheets')
const sheetsOfDocument = getter(Document.prototype, 'adoptedStyleSheets')
const sheetsOfShadow = getter(ShadowRoot.prototype, 'adoptedStyleSheets')

export const parentElement = getter(Node.prototype, 'parentElement')
const contentDocument = getter(HTMLIFrameElement.prototype, 'contentDocument')
const slotOfElement = getter(Element.prototype, 'assignedSlot')
const slotOfText = getter(Text.prototype, 'assignedSlot')

const { getAttribute, hasAttribute, getBoundingClientRect, matches: matchesOf } = Element.prototype
const { getRootNode } = Node.prototype
const { createElement, getSelection } = Document.prototype
export const { addEventListener, removeEventListener } = EventTarget.prototype

export function adoptedStyleSheets(root: Document | ShadowRoot): CSSStyleSheet[] {
  return isDocument(root) ? sheetsOfDocument(root) : sheetsOfShadow(root as ShadowRoot)
}

/** The window that shows the element. */
export function windowOf(element: Element): Window | null {
  const document = ownerDocument(element)
  return document && defaultView(document)
}

export function animationsIn(root: Document | ShadowRoot): Animation[] {
  const { getAnimations } = isDocument(root) ? Document.prototype : ShadowRoot.prototype
  return getAnimations.call(root)
}

export function selectionIn(document: Document): Selection | null {
  return getSelection.call(document)
}

/** A canvas of our own, which is in no document. */
export function newCanvas(document: Document): HTMLCanvasElement {
  return createElement.call(document, 'canvas') as HTMLCanvasElement
}

export function isDocument(node: Node): node is Document {
  return nodeType(node) === Node.DOCUMENT_NODE
}

/** The address of the page in it; named elements of the page cannot shadow it. */
export const addressOf = getter(Document.prototype, 'URL')

export function documentOf(node: Node): Document {
  return ownerDocument(node) ?? (node as Document)
}

/** The document or shadow root that it is in, if any. */
export function rootOf(node: Node): Node {
  return getRootNode.call(node)
}

/** The element in which the document of `root` is framed. */
export function frameOf(root: Node): Element | null {
  return defaultView(documentOf(root))?.frameElement ?? null
}

/** `selector` must be one that the browser takes. */
export function matches(element: Element, selector: string): boolean {
  return matchesOf.call(element, selector)
}

export function attribute(element: Element, name: string): string | null {
  return getAttribute.call(element, name)
}

export function has(element: Element, name: string): boolean {
  return hasAttribute.call(element, name)
}

export function rectangle(element: Element): DOMRect {
  return getBoundingClientRect.call(element)
}

export function isElement(node: Node): node is Element {
  return nodeType(node) === Node.ELEMENT_NODE
}

export function isText(node: Node): node is Text {
  const type = nodeType(node)
  return type === Node.TEXT_NODE || type === Node.CDATA_SECTION_NODE
}

/** The element's shadow root: an open one, or a closed one that was seen being attached. */
export function shadowRoot(element: Element): ShadowRoot | null {
  return openShadowRoot(element) ?? closedRoot(element)
}

/** The slot through which the node is shown. */
export function assignedSlot(node: Node): Element | null {
  const slot = isElement(node)
    ? slotOfElement(node)
    : nodeType(node) === Node.TEXT_NODE
      ? slotOfText(node as Text)
      : null
  return slot ?? slotInClosedRoot(node)
}

/** A closed shadow root tells nobody what it shows where. */
function slotInClosedRoot(node: Node): Element | null {
  const parent = parentElement(node)
  const root = parent && closedRoot(parent)
  if (!root) return null
  const name = isElement(node) ? (attribute(node, 'slot') ?? '') : ''
  for (const slot of query(root, 'slot')) {
    if ((attribute(slot, 'name') ?? '') === name) return slot
  }
  return null
}

/** The element in which it is laid out: a slot, its parent, the host of its shadow root, the frame
 * of its page. */
export function elementAround(element: Element): Element | null {
  const outer = assignedSlot(element) ?? parentElement(element)
  if (outer) return outer
  const root = getRootNode.call(element)
  return nodeType(root) === Node.DOCUMENT_FRAGMENT_NODE ? (root as ShadowRoot).host : frameOf(root)
}

/** The document in an `iframe`, if it is of this origin. */
export function frameDocument(element: Element): Document | null {
  try {
    return contentDocument(element as HTMLIFrameElement)
  } catch {
    return null
  }
}

const queryElement = Element.prototype.querySelectorAll
const queryDocument = Document.prototype.querySelectorAll
const queryFragment = DocumentFragment.prototype.querySelectorAll

/** All elements below `root` that match; none for nodes that cannot have any. */
export function query(root: Node, selector: string): Iterable<Element> {
  switch (nodeType(root)) {
    case Node.ELEMENT_NODE:
      return queryElement.call(root as Element, selector)
    case Node.DOCUMENT_NODE:
      return queryDocument.call(root as Document, selector)
    case Node.DOCUMENT_FRAGMENT_NODE:
      return queryFragment.call(root as DocumentFragment, selector)
    default:
      return []
  }
}

const XHTML = 'http://www.w3.org/1999/xhtml'

export function isHtml(element: Element): boolean {
  return namespaceURI(element) === XHTML
}

export function isSvg(element: Element): boolean {
  return namespaceURI(element) === 'http://www.w3.org/2000/svg'
}

/** True for an HTML element of that name; a control's own properties may then be read directly. */
export function isTag<K extends keyof HTMLElementTagNameMap>(
  node: Node,
  name: K,
): node is HTMLElementTagNameMap[K] {
  return isElement(node) && localName(node) === name && isHtml(node)
}
