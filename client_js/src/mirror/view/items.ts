import { MAX_DEFINITIONS, MAX_NESTING, MAX_NEW_NODES, MAX_TEXT_LENGTH } from '../limits.js'
import { type Built, type ElementBuilder, isHost } from './elements.js'
import { MirrorFault, read } from './fault.js'
import type { Branch, Tree } from './tree.js'

/** Elements that never get children: what is in them comes otherwise, or not at all. */
const CHILDLESS = new Set(['gap', 'box', 'style', 'img', 'input', 'textarea', 'iframe'])

/** Builds what the items of child lists say: docs/mirror.md, "Items". */
export class ItemBuilder {
  readonly #definitions: Built[] = []
  #left = 0

  /** `added` is called for every new node. */
  constructor(
    private readonly document: Document,
    private readonly tree: Tree,
    private readonly builder: ElementBuilder,
    private readonly added: (branch: Branch) => void,
  ) {}

  /** Definitions are numbered anew. */
  forget(): void {
    this.#definitions.length = 0
  }

  /** The nodes of one operation; those that are new hang nowhere yet. */
  build(items: unknown): Branch[] {
    this.#left = MAX_NEW_NODES
    return read.list(items).map((item) => this.#item(item, 1))
  }

  #item(item: unknown, nesting: number): Branch {
    if (typeof item === 'number') return this.tree.get(read.natural(item))
    if (--this.#left < 0) throw new MirrorFault('bad-message')
    if (typeof item === 'string') {
      const text = this.document.createTextNode(read.text(item, MAX_TEXT_LENGTH))
      return this.#add(text, null)
    }
    return this.#element(read.list(item, 4), nesting)
  }

  #element([first, ...rest]: unknown[], nesting: number): Branch {
    if (nesting > MAX_NESTING) throw new MirrorFault('bad-message')
    const written = typeof first === 'string'
    const built = this.builder.copy(written ? this.#define(first, rest[0]) : this.#known(first))
    const [children, inner] = written ? rest.slice(1) : rest
    const branch = this.#add(built.element, built)
    if (children !== undefined) this.#fill(branch, children, nesting)
    if (inner !== undefined) this.#fill(this.shadow(branch), inner, nesting)
    return branch
  }

  /** A shadow root for this element. */
  shadow(host: Branch): Branch {
    if (host.inner || !(host.built && isHost(host.built))) throw new MirrorFault('bad-message')
    const root = this.#add(host.built.element.attachShadow({ mode: 'open' }), null)
    this.tree.setInner(host, root)
    return root
  }

  #fill(parent: Branch, items: unknown, nesting: number): void {
    const children = read.list(items)
    if (children.length > 0 && !mayHaveChildren(parent)) throw new MirrorFault('bad-message')
    for (const item of children) {
      const child = this.#item(item, nesting + 1)
      if (typeof item === 'number') this.tree.check(parent, child)
      this.tree.append(parent, child)
    }
  }

  #define(tag: string, attributes: unknown): Built {
    const built = this.builder.define(tag, attributes)
    if (this.#definitions.length < MAX_DEFINITIONS) this.#definitions.push(built)
    return built
  }

  #known(number: unknown): Built {
    const built = this.#definitions[read.natural(number)]
    if (!built) throw new MirrorFault('bad-message')
    return built
  }

  #add(node: Node, built: Built | null): Branch {
    const branch = this.tree.add(node, built)
    this.added(branch)
    return branch
  }
}

export function mayHaveChildren({ node, built }: Branch): boolean {
  return node.nodeType !== Node.TEXT_NODE && !(built && CHILDLESS.has(built.tag))
}
