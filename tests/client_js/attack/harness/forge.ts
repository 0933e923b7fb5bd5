/**
 * A customer's side that lies: sends anything under wire version 2, and turns any DOM into items
 * without asking what may be in a mirror. (The product's list of elements only tells which forgery
 * may be refused as a whole.)
 */

import { tagAllowed } from '../../../../client_js/src/mirror/allow.js'
import {
  attributes as attributesOf,
  childNodes,
  localName,
  namespaceURI,
} from '../../../../client_js/src/mirror/capture/dom.js'
import { HTML, MATHML, SVG } from '../../../../client_js/src/mirror/operations.js'

const HEADER_BYTES = 12
const PAYLOAD_BYTES = 16_384 - HEADER_BYTES
const FIRST = 1
const LAST = 2
const SNAPSHOT = 4
const DEFLATED = 8
const BUFFERED_AT_MOST = 4 * 1024 * 1024

const PREFIXES: Record<string, string> = {
  'http://www.w3.org/2000/svg': 'svg:',
  'http://www.w3.org/1998/Math/MathML': 'math:',
}

/** What stands for an element that may be in no mirror, where a forgery is tame. */
const TAME: Record<string, string> = { '': 'x-any', 'svg:': 'svg:g', 'math:': 'math:mrow' }
const CHILDLESS = new Set(['img', 'input', 'textarea', 'iframe', 'gap', 'box'])

export type Item = string | [string, Record<string, string>, Item[]?, Item[]?]

/** A style sheet that an item brings with it: the number of its node in the item, and its text. */
interface Sheet {
  node: number
  css: string
}

export interface Forged {
  items: Item[]
  sheets: Sheet[]
  /** How many node ids the items use. */
  nodes: number
  /** Attributes of each element, by its number among the nodes. */
  attributes: [number, Record<string, string>][]
  /** Is there something in it that a view may refuse as a whole? */
  refusable: boolean
}

/** The nodes that a browser makes of a vector: `<?xml` vectors are read as XML, all others as HTML,
 * with declarative shadow roots. What `html` and `body` carry comes as elements of that name. */
export function parse(markup: string): Node[] {
  if (markup.startsWith('<?xml')) {
    return [...new DOMParser().parseFromString(markup, 'application/xml').childNodes]
  }
  const unsafe = Document as unknown as { parseHTMLUnsafe(html: string): Document }
  const { documentElement, head, body } = unsafe.parseHTMLUnsafe(markup)
  const roots = [documentElement, body].filter((element) => attributesOf(element).length > 0)
  return [...roots.map((root) => root.cloneNode()), ...head.childNodes, ...body.childNodes]
}

/** Counts nodes as both ends do: an element, its children, its inner root, that one's children. */
class Forger {
  readonly sheets: Sheet[] = []
  readonly attributes: [number, Record<string, string>][] = []
  nodes = 0
  refusable = false

  constructor(private readonly tame: boolean) {}

  items(nodes: Iterable<Node>): Item[] {
    return [...nodes].flatMap((node) => {
      if (node instanceof Element) return [this.#element(node)]
      if (!(node instanceof Text)) return []
      this.nodes++
      return [node.data]
    })
  }

  #element(element: Element): Item {
    const number = this.nodes++
    const pairs = [...attributesOf(element)].map(({ name, value }) => [name, value])
    const attributes = Object.fromEntries(pairs) as Record<string, string>
    this.attributes.push([number, attributes])
    const tag = this.#tag(element)
    if (tag.endsWith('style')) {
      this.sheets.push({ node: number, css: element.textContent ?? '' })
      return [tag, attributes]
    }
    const nodes = childNodes(element instanceof HTMLTemplateElement ? element.content : element)
    if (CHILDLESS.has(tag) && nodes.length > 0) this.refusable = true
    const children = this.tame && CHILDLESS.has(tag) ? [] : this.items(nodes)
    const inner = this.tame ? null : innerOf(element)
    if (inner === null) return [tag, attributes, children]
    this.refusable = true
    this.nodes++
    return [tag, attributes, children, this.items(inner)]
  }

  #tag(element: Element): string {
    const name = localName(element)
    const prefix = PREFIXES[namespaceURI(element) ?? ''] ?? ''
    const namespace = prefix === '' ? HTML : prefix === 'svg:' ? SVG : MATHML
    if (tagAllowed(namespace, name)) return prefix + name
    this.refusable = true
    return this.tame ? (TAME[prefix] ?? '') : prefix + name
  }
}

function innerOf(element: Element): Iterable<Node> | null {
  if (element.shadowRoot instanceof ShadowRoot) return element.shadowRoot.childNodes
  const srcdoc = element instanceof HTMLIFrameElement ? element.getAttribute('srcdoc') : null
  return srcdoc === null ? null : parse(srcdoc)
}

/** `tame`: with a harmless element wherever one may be in no mirror, so that the attributes are
 * looked at. */
export function forge(markup: string, tame: boolean): Forged {
  const forger = new Forger(tame)
  const items = forger.items(parse(markup))
  const { sheets, nodes, attributes, refusable } = forger
  return { items, sheets, nodes, attributes, refusable }
}

/** Sends messages under one grant. */
export class Forgery {
  #sequence = 0

  constructor(
    private readonly channel: RTCDataChannel,
    private readonly grant: number,
  ) {}

  async batch(operations: unknown, snapshot: boolean): Promise<void> {
    await this.raw(new TextEncoder().encode(JSON.stringify(operations)), snapshot ? SNAPSHOT : 0)
  }

  /** These bytes as a deflated message. */
  async deflated(payload: BlobPart, snapshot: boolean): Promise<void> {
    const stream = new Blob([payload]).stream().pipeThrough(new CompressionStream('deflate-raw'))
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
    await this.raw(bytes, DEFLATED | (snapshot ? SNAPSHOT : 0))
  }

  async raw(payload: Uint8Array, flags: number): Promise<void> {
    let start = 0
    do {
      const part = payload.subarray(start, start + PAYLOAD_BYTES)
      const first = start === 0 ? FIRST : 0
      const last = start + part.length >= payload.length ? LAST : 0
      await this.fragment(part, flags | first | last)
      start += part.length
    } while (start < payload.length)
  }

  async fragment(part: Uint8Array, flags: number, sequence = this.#sequence): Promise<void> {
    const buffer = new ArrayBuffer(HEADER_BYTES + part.length)
    const header = new DataView(buffer)
    header.setUint8(0, 2)
    header.setUint8(1, flags)
    header.setUint32(4, this.grant)
    header.setUint32(8, sequence)
    this.#sequence = (sequence + 1) >>> 0
    new Uint8Array(buffer, HEADER_BYTES).set(part)
    await this.#room()
    this.channel.send(buffer)
  }

  async #room(): Promise<void> {
    const { channel } = this
    if (channel.bufferedAmount < BUFFERED_AT_MOST) return
    channel.bufferedAmountLowThreshold = BUFFERED_AT_MOST / 2
    await new Promise((resolve) =>
      channel.addEventListener('bufferedamountlow', resolve, { once: true }),
    )
  }
}
