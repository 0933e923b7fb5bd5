import { attributeAllowed, isCommonAttribute, tagAllowed } from '../allow.js'
import { rewriteCss } from '../css.js'
import { MAX_ATTRIBUTE_LENGTH, MAX_ATTRIBUTES } from '../limits.js'
import {
  assetNumber,
  HTML,
  isPlainData,
  MATHML,
  type Namespace,
  SVG,
  splitTag,
} from '../operations.js'
import type { AssetBook } from './asset_book.js'
import { MirrorFault, read } from './fault.js'

const NAMESPACES: Record<Namespace, string> = {
  [HTML]: 'http://www.w3.org/1999/xhtml',
  [SVG]: 'http://www.w3.org/2000/svg',
  [MATHML]: 'http://www.w3.org/1998/Math/MathML',
}
/** As custom elements they are outside every selector of the page. */
const STAND_INS = new Map([
  ['gap', 'alongside-gap'],
  ['box', 'alongside-box'],
])

/** Attributes that may hold a reference to an asset, and are written again when it has come. */
const REFERRING = new Set(['src', 'style', 'href'])

/** An element of the mirror, and what was asked for that depends on assets. */
export interface Built {
  readonly element: Element
  readonly namespace: Namespace
  readonly tag: string
  readonly raw: Map<string, string>
  /** Of an `img`. */
  size: { width: number; height: number } | null
}

/** Makes elements and sets attributes, only such as the lists allow and with nothing in them that
 * loads or runs. What is not allowed is left out: the rest of the page can still be seen. */
export class ElementBuilder {
  constructor(
    private readonly document: Document,
    private readonly assets: AssetBook,
  ) {}

  /** An element to be copied: most elements of a page look like another one. */
  define(tagGiven: unknown, attributes: unknown): Built {
    const [namespace, tag] = splitTag(read.text(tagGiven, 120))
    if (!tagAllowed(namespace, tag)) throw new MirrorFault('bad-message')
    const name = namespace === HTML ? (STAND_INS.get(tag) ?? tag) : tag
    const element = this.document.createElementNS(NAMESPACES[namespace], name)
    const built: Built = { element, namespace, tag, raw: new Map(), size: null }
    for (const [attribute, value] of read.entries(attributes, MAX_ATTRIBUTES)) {
      this.set(built, attribute, read.text(value, MAX_ATTRIBUTE_LENGTH))
    }
    return built
  }

  /** An element like this one. */
  copy({ element, namespace, tag, raw }: Built): Built {
    const copied = element.cloneNode(false) as Element
    const built: Built = { element: copied, namespace, tag, raw: new Map(raw), size: null }
    // Assets may have come since.
    if (raw.size > 0) this.refresh(built)
    return built
  }

  set(built: Built, name: string, given: unknown): void {
    const { namespace, tag, element } = built
    if (!attributeAllowed(namespace, tag, name) || tag === 'gap') return
    if (tag === 'box' && name !== 'style' && name !== 'reason') return
    if (given === null) {
      built.raw.delete(name)
      element.removeAttribute(name)
      return
    }
    const value = read.text(given, MAX_ATTRIBUTE_LENGTH)
    if (REFERRING.has(name)) {
      built.raw.set(name, value)
      this.#refer(built, name, value)
    } else if (name === 'popover') {
      element.setAttribute(name, 'manual')
    } else if (name === 'attributeName') {
      if (value === 'transform') element.setAttribute(name, value)
    } else if (namespace !== SVG || isCommonAttribute(name)) {
      element.setAttribute(name, value)
    } else if (/[(\\]/.test(value)) {
      element.setAttribute(name, this.css(value))
    } else if (!value.includes(':')) {
      // No value of a drawing needs a colon, a scheme does.
      element.setAttribute(name, value)
    }
  }

  setSize(built: Built, width: number, height: number): void {
    if (built.tag !== 'img') return
    built.size = { width, height }
    this.#picture(built)
  }

  /** Writes what depends on assets once more. */
  refresh(built: Built): void {
    for (const [name, value] of built.raw) this.#refer(built, name, value)
  }

  /** CSS with asset references resolved, and nothing else that could load. */
  css(text: string): string {
    return rewriteCss(text, this.#resolveInCss)
  }

  /** The same for a rule of a style sheet. */
  rule(text: string): string {
    return rewriteCss(text, this.#resolveInCss, true)
  }

  readonly #resolveInCss = (url: string): string | null => {
    if (url.startsWith('#') || isPlainData(url)) return url
    const asset = assetNumber(url)
    return asset === null ? null : (this.assets.url(asset) ?? null)
  }

  #refer(built: Built, name: string, value: string): void {
    const { element, namespace, tag } = built
    if (name === 'style') {
      const css = this.css(value)
      if (element.getAttribute('style') !== css) element.setAttribute('style', css)
    } else if (name === 'src') {
      if (tag === 'img') this.#picture(built)
    } else if (tag === 'image' && namespace === SVG) {
      const url = this.#resolve(value)
      if (url != null) element.setAttribute('href', url)
    } else if (value === '#' || (namespace === SVG && tag !== 'a' && value.startsWith('#'))) {
      element.setAttribute('href', value)
    }
  }

  #picture(built: Built): void {
    const value = built.raw.get('src')
    const url = (value === undefined ? null : this.#resolve(value)) ?? placeholder(built.size)
    if (url === null) built.element.removeAttribute('src')
    else if (built.element.getAttribute('src') !== url) built.element.setAttribute('src', url)
  }

  #resolve(value: string): string | null | undefined {
    if (/^data:image\//i.test(value)) return value
    const asset = assetNumber(value)
    return asset === null ? null : this.assets.url(asset)
  }
}

/** A grey area of the size that the picture has. */
function placeholder(size: Built['size']): string | null {
  if (size === null) return null
  const { width, height } = size
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    '<rect width="100%" height="100%" fill="#8884"/></svg>'
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

/** https://dom.spec.whatwg.org/#valid-shadow-host-name */
const HOSTS = new Set(
  `article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span`.split(
    ' ',
  ),
)

export function isHost({ namespace, tag }: Built): boolean {
  return namespace === HTML && (HOSTS.has(tag) || tag.includes('-'))
}
