/** Brings hostile markup into pages and, forged, onto the wire. */
import { attributes as attributesOf } from '../../../../client_js/src/mirror/capture/dom.js'
import { type Forged, Forgery, forge, parse } from './forge.js'

const { removeAttributeNode, setAttributeNode } = Element.prototype

/** A vector's number and its markup. */
type Vector = [number, string]

/** Puts each vector into a container of its own. */
export function plant(vectors: Vector[]): void {
  for (const [number, markup] of vectors) {
    const container = document.createElement('div')
    container.id = `vector-${number}`
    const nodes = parse(markup).filter((node) => node.nodeType !== Node.DOCUMENT_TYPE_NODE)
    container.append(...nodes.map((node) => document.adoptNode(node)))
    document.body.append(container)
  }
}

/** Takes all attributes of what was planted away and sets them again, in the next task. */
export async function replant(): Promise<void> {
  const taken: [Element, Attr[]][] = []
  for (const element of document.querySelectorAll('[id^="vector-"] *')) {
    const attributes = [...attributesOf(element)]
    for (const attribute of attributes) removeAttributeNode.call(element, attribute)
    taken.push([element, attributes])
  }
  await new Promise((resolve) => setTimeout(resolve))
  for (const [element, attributes] of taken) {
    for (const attribute of attributes) setAttributeNode.call(element, attribute)
  }
}

/** html is 2, head 3, body 4, so what the body gets begins with 5. */
const FIRST_NODE = 5

function empty(generation: number): unknown[] {
  const html = [
    'html',
    {},
    [
      ['head', {}],
      ['body', {}],
    ],
  ]
  return [
    ['start', generation, 'standards'],
    ['view', 800, 600],
    ['c', 1, 0, 0, [html]],
  ]
}

const END = [
  ['ready', 1],
  ['whole', 1],
]

/** Forgeries of vectors, under one grant. */
export class VectorForgery {
  readonly #forgery: Forgery
  readonly #grant: number
  #nodes = FIRST_NODE
  #children = 0

  constructor(channel: RTCDataChannel, grant: number) {
    this.#grant = grant
    this.#forgery = new Forgery(channel, grant)
  }

  /** An empty page; the body's title is `mark`. */
  async fresh(mark: string): Promise<void> {
    this.#nodes = FIRST_NODE
    this.#children = 0
    const operations = [...empty(this.#grant), ['a', 4, { title: mark }], ...END]
    await this.#forgery.batch(operations, true)
  }

  /** A page with all of these in it from the start. */
  async snapshot(vectors: Vector[], mark: string): Promise<void> {
    this.#nodes = FIRST_NODE
    this.#children = 0
    const operations = vectors.flatMap(([, markup]) => this.#added(forge(markup, true), true))
    const all = [...empty(this.#grant), ...operations, ['a', 4, { title: mark }], ...END]
    await this.#forgery.batch(all, true)
  }

  /** These come into the page that is shown: first bare, then their attributes. */
  async change(vectors: Vector[], mark: string): Promise<void> {
    const operations = vectors.flatMap(([, markup]) => this.#added(forge(markup, true), false))
    await this.#forgery.batch([...operations, ['a', 4, { title: mark }]], false)
  }

  /** One vector, with all that may be in no mirror. */
  async wild([, markup]: Vector, mark: string): Promise<void> {
    const operations = this.#added(forge(markup, false), true)
    await this.#forgery.batch([...operations, ['a', 4, { title: mark }]], false)
  }

  #added({ items, sheets, nodes, attributes }: Forged, atOnce: boolean): unknown[] {
    const first = this.#nodes
    const operations: unknown[] = [['c', 4, this.#children, 0, atOnce ? items : items.map(bare)]]
    this.#nodes += nodes
    this.#children += items.length
    if (!atOnce) for (const [node, set] of attributes) operations.push(['a', first + node, set])
    for (const { node, css } of sheets) {
      operations.push(['y', first + node, ''], ['r', first + node, 0, 0, [css]])
      const adopted = -(first + node)
      operations.push(['y', adopted, ''], ['r', adopted, 0, 0, [css]], ['l', 1, [adopted]])
    }
    return operations
  }
}

function bare(item: Forged['items'][number]): Forged['items'][number] {
  if (typeof item === 'string') return item
  const [tag, , children = []] = item
  return [tag, {}, children.map(bare)]
}

/** Numbers of the vectors of which a view may refuse the whole. */
export function refusable(vectors: Vector[]): number[] {
  return vectors.filter(([, markup]) => forge(markup, false).refusable).map(([number]) => number)
}
