import { isCustomTag, tagAllowed } from '../allow.js'
import { HTML, MATHML, type Namespace, qualifiedTag, SVG } from '../operations.js'
import {
  attribute,
  frameDocument,
  has,
  isElement,
  isHtml,
  isSvg,
  isText,
  localName,
  namespaceURI,
} from './dom.js'
import type { Kind } from './nodes.js'
import { type Redaction, showsLooks, stricter, type Treatment } from './redaction.js'
import { isUnreadable } from './unreadable.js'

/** Why there is a grey area instead of an element: docs/mirror.md, special tags. */
export type BoxReason = 'frame' | 'media' | 'plugin' | 'blocked' | 'masked' | 'unreadable'

export interface Class {
  kind: Kind
  treatment: Treatment
}

/** Elements of which nothing but their place and size is shown, and why. */
const BOXES = new Map<string, BoxReason>([
  ['iframe', 'frame'],
  ['frame', 'frame'],
  ['portal', 'frame'],
  ['fencedframe', 'frame'],
  ['object', 'plugin'],
  ['embed', 'plugin'],
  ['audio', 'media'],
])
/** Shown, but never with children: what is in them travels otherwise or not at all. */
const CLOSED = new Set(['textarea', 'style', 'link', 'img', 'input'])
/** In masked regions drawings are pictures like others. */
const PICTURES = new Set(['svg', 'canvas', 'video', 'audio', 'meter', 'progress'])

/** How this child of a node with the treatment `inherited` is sent; null when it is not at all. */
export function classify(redaction: Redaction, node: Node, inherited: Treatment): Class | null {
  const outer = stricter(inherited, redaction.throughSlot(node))
  if (isText(node)) return textClass(outer)
  if (!isElement(node) || redaction.isExcluded(node)) return null
  const treatment = redaction.treatment(node, outer)
  return { kind: kindOf(node, treatment), treatment }
}

/** A text has no box of its own to show in its place. */
function textClass(outer: Treatment): Class | null {
  return outer === 'block' || outer === 'ignore'
    ? null
    : { kind: 'text', treatment: passedOn(outer) }
}

/** What children inherit. */
export function passedOn(treatment: Treatment): Treatment {
  return treatment === 'secret' ? 'mask' : treatment
}

function kindOf(element: Element, treatment: Treatment): Kind {
  if (treatment === 'ignore') return 'gap'
  if (treatment === 'block') return 'box'
  const name = localName(element)
  if ((treatment === 'mask' || treatment === 'private') && PICTURES.has(name)) return 'box'
  if (isHtml(element)) {
    if (name === 'iframe' && frameDocument(element) !== null) {
      return showsLooks(treatment) ? 'frame' : 'box'
    }
    if (name === 'canvas' || name === 'video') return isUnreadable(element) ? 'box' : 'drawing'
    if (name === 'audio') return has(element, 'controls') ? 'box' : 'gap'
    if (BOXES.has(name)) return 'box'
    if (name === 'link') return isStyleLink(element) ? 'closed' : 'gap'
    if (CLOSED.has(name)) return 'closed'
  } else if (isSvg(element) && name === 'style') return 'closed'
  const namespace = namespaceOf(element)
  return namespace !== null && tagAllowed(namespace, name) && !isReserved(name) ? 'element' : 'gap'
}

/** Names that mean something of our own on the wire. */
function isReserved(name: string): boolean {
  return (name === 'gap' || name === 'box') && !isCustomTag(name)
}

export function namespaceOf(element: Element): Namespace | null {
  switch (namespaceURI(element)) {
    case 'http://www.w3.org/1999/xhtml':
      return HTML
    case 'http://www.w3.org/2000/svg':
      return SVG
    case 'http://www.w3.org/1998/Math/MathML':
      return MATHML
    default:
      return null
  }
}

export function isStyleLink(element: Element): boolean {
  const relations = (attribute(element, 'rel') ?? '').toLowerCase().split(/\s+/)
  return relations.includes('stylesheet') && has(element, 'href')
}

/** Why this element is a `box`. */
export function boxReason(element: Element, treatment: Treatment): BoxReason {
  if (treatment === 'block') return 'blocked'
  if (treatment !== 'show') return 'masked'
  return BOXES.get(localName(element)) ?? 'unreadable'
}

/** The namespace and tag under which a node of this kind travels. */
export function tagOf(element: Element, kind: Kind): [Namespace, string] {
  if (kind === 'gap' || kind === 'box') return [HTML, kind]
  if (kind === 'drawing') return [HTML, 'img']
  const name = localName(element)
  return [namespaceOf(element) ?? HTML, name === 'link' && isHtml(element) ? 'style' : name]
}

/** The same as it is written on the wire. */
export function sentTag(element: Element, kind: Kind): string {
  return qualifiedTag(...tagOf(element, kind))
}
