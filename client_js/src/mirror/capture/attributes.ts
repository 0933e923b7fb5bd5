import { attributeAllowed, isCustomAttribute, TEXT_ATTRIBUTES } from '../allow.js'
import { rewriteCss } from '../css.js'
import { MAX_ATTRIBUTE_LENGTH, MAX_ATTRIBUTES } from '../limits.js'
import { HTML, type Namespace, SVG } from '../operations.js'
import type { Assets } from './assets.js'
import { boxStyle } from './box_style.js'
import { boxReason, tagOf } from './classify.js'
import { attributes, baseURI, isTag } from './dom.js'
import { maskedStyle } from './masked_style.js'
import type { Known } from './nodes.js'
import type { Redaction, Treatment } from './redaction.js'

/** All that a masked element may keep, beside its text attributes, which are masked. */
const KEPT_WHEN_MASKED = new Set(
  `class style dir type rows cols size wrap colspan rowspan span width height align valign nowrap
   hidden disabled readonly multiple open slot part href`.split(/\s+/),
)
/** Of an input, these types look like text and stay what they are when masked. */
const TEXT_TYPES = new Set(['text', 'search', 'url', 'tel', 'email', 'password'])
const VALUE_IS_SEEN = new Set(['submit', 'button', 'reset'])
const VALUE_ELEMENTS = new Set(['li', 'meter', 'progress'])
/** SVG elements that refer to others in the same document. */
const REFERS = new Set(['use', 'linearGradient', 'radialGradient', 'pattern', 'filter', 'textPath'])

/** Which attributes of an element travel, and as what. */
export class AttributeReader {
  /** Names that a style sheet of the page selects by. */
  readonly #selected = new Set<string>()

  constructor(
    private readonly redaction: Redaction,
    private readonly assets: Assets,
    private readonly drawingSource: (drawing: Known) => string | null,
  ) {}

  /** Takes the attribute names that a style sheet uses; returns those that are new. */
  noteCss(css: string): string[] {
    const found: string[] = []
    if (!css.includes('[') && !css.includes('attr(')) return found
    for (const [, selector, shown] of css.matchAll(/\[\s*([-\w]+)|attr\(\s*([-\w]+)/g)) {
      const name = (selector ?? shown ?? '').toLowerCase()
      if (this.#selected.has(name) || !isCustomAttribute(name)) continue
      this.#selected.add(name)
      found.push(name)
    }
    return found
  }

  read(known: Known): Record<string, string> {
    const element = known.node as Element
    if (known.kind === 'gap') return {}
    if (known.kind === 'box') {
      return { style: boxStyle(element), reason: boxReason(element, known.treatment) }
    }
    if (known.kind === 'drawing') {
      const source = this.drawingSource(known)
      return { style: boxStyle(element), ...(source === null ? {} : { src: source }) }
    }
    const [namespace, tag] = tagOf(element, known.kind)
    const result: [string, string][] = []
    for (const { name, value } of attributes(element)) {
      const sent = name === 'xlink:href' ? 'href' : name
      if (!attributeAllowed(namespace, tag, sent) || value.length > MAX_ATTRIBUTE_LENGTH) continue
      const read = this.#value(known, namespace, tag, sent, value)
      if (read !== null && read.length <= MAX_ATTRIBUTE_LENGTH) result.push([sent, read])
    }
    if (isTag(element, 'img')) this.#addPicture(known, element, result)
    return Object.fromEntries(result.slice(0, MAX_ATTRIBUTES))
  }

  #value(
    known: Known,
    namespace: Namespace,
    tag: string,
    name: string,
    value: string,
  ): string | null {
    const { treatment } = known
    const element = known.node as Element
    switch (name) {
      case 'src':
        return null // see #addPicture
      case 'popover':
        return 'manual' // opens and closes as it does here, see TopLayer
      case 'href':
        return this.#href(namespace, tag, value, treatment)
      case 'style':
        return treatment === 'show' ? this.#css(value, element) : maskedStyle(element)
      case 'type':
        return isTag(element, 'input') ? inputType(element, treatment) : value
      case 'value':
        if (!valueIsSeen(element)) return null
        break
      case 'placeholder':
        // A hint on how to fill a secret field is the page's text, not the customer's.
        return this.redaction.text(value, treatment === 'secret' ? 'show' : treatment)
    }
    if (TEXT_ATTRIBUTES.has(name) || name.startsWith('aria-')) {
      return this.redaction.text(value, treatment)
    }
    if (isCustomAttribute(name)) return this.#custom(name, value, treatment)
    if (name === 'id' && treatment === 'secret') return value
    if (treatment !== 'show') return KEPT_WHEN_MASKED.has(name) ? value : null
    return namespace === SVG && value.includes('(') ? this.#css(value, element) : value
  }

  /** Travels if a style sheet selects by it; from masked elements only where it is a mere mark, as
   * frameworks make them for scoped styles. */
  #custom(name: string, value: string, treatment: Treatment): string | null {
    if (!this.#selected.has(name) || (treatment !== 'show' && value !== '')) return null
    return this.redaction.text(value, treatment)
  }

  #href(namespace: Namespace, tag: string, value: string, treatment: Treatment): string | null {
    if (tag === 'a' || (namespace === HTML && tag === 'area')) return '#'
    if (namespace !== SVG) return null
    if (tag === 'image') return treatment === 'show' ? this.assets.picture(value) : null
    return REFERS.has(tag) && value.startsWith('#') ? value : null
  }

  #css(css: string, element: Element): string {
    return rewriteCss(css, (url) => this.assets.fromCss(url, baseURI(element)))
  }

  #addPicture(known: Known, image: HTMLImageElement, result: [string, string][]): void {
    if (known.treatment !== 'show' || !image.complete || image.naturalWidth === 0) return
    const source = this.assets.picture(image.currentSrc || image.src, image)
    if (source !== null && source.length <= MAX_ATTRIBUTE_LENGTH) result.push(['src', source])
  }
}

function valueIsSeen(element: Element): boolean {
  if (isTag(element, 'input')) return VALUE_IS_SEEN.has(element.type)
  return VALUE_ELEMENTS.has(element.localName)
}

/** A mask can only stand in a field that takes any text. */
function inputType(input: HTMLInputElement, treatment: Treatment): string {
  const { type } = input
  const takesMask = TEXT_TYPES.has(type) || VALUE_IS_SEEN.has(type)
  if (treatment === 'show' || takesMask) return type
  return ['checkbox', 'radio', 'hidden', 'file'].includes(type) ? type : 'text'
}
