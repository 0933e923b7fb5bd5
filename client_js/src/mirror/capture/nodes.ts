import { MAX_NODES } from '../limits.js'
import type { Treatment } from './redaction.js'

/**
 * How a node is sent. `closed`: an element whose children never are (a text area, a style sheet).
 * `gap`, `box`, `canvas`: see docs/mirror.md, special tags.
 */
export type Kind = 'document' | 'shadow' | 'element' | 'closed' | 'text' | 'gap' | 'box' | 'canvas'

/** A node of the page that the view knows, and what it was told about it last. */
export interface Known {
  readonly id: number
  readonly node: Node
  readonly kind: Kind
  readonly treatment: Treatment
  /** Null for the document, and while detached. */
  parent: Known | null
  depth: number
  /** The child list as it was sent; null before the first time. */
  children: Known[] | null
  shadow: Known | null
  attributes: Record<string, string>
  text: string
}

/** All nodes that the view knows, by node and by id. */
export class NodeTable {
  #nextId = 1
  #byNode = new WeakMap<Node, Known>()
  readonly #alive = new Map<number, Known>()

  get size(): number {
    return this.#alive.size
  }

  get isFull(): boolean {
    return this.#alive.size >= MAX_NODES
  }

  get(node: Node): Known | undefined {
    return this.#byNode.get(node)
  }

  isAlive(known: Known): boolean {
    return this.#alive.get(known.id) === known
  }

  values(): IterableIterator<Known> {
    return this.#alive.values()
  }

  add(node: Node, kind: Kind, treatment: Treatment, parent: Known | null): Known {
    const known: Known = {
      id: this.#nextId++,
      node,
      kind,
      treatment,
      parent,
      depth: parent ? parent.depth + 1 : 0,
      children: null,
      shadow: null,
      attributes: {},
      text: '',
    }
    this.#byNode.set(node, known)
    this.#alive.set(known.id, known)
    return known
  }

  /** A number that names something beside the nodes (an adopted sheet). */
  allotId(): number {
    return this.#nextId++
  }

  /** The node and all that is below it. */
  *subtree(root: Known): Generator<Known> {
    const stack = [root]
    for (let known = stack.pop(); known; known = stack.pop()) {
      yield known
      if (known.shadow) stack.push(known.shadow)
      for (const child of known.children ?? []) stack.push(child)
    }
  }

  /** The node and all that is below it. */
  forget(root: Known): void {
    for (const known of this.subtree(root)) {
      if (this.#byNode.get(known.node) === known) this.#byNode.delete(known.node)
      this.#alive.delete(known.id)
    }
  }

  clear(): void {
    this.#nextId = 1
    this.#byNode = new WeakMap()
    this.#alive.clear()
  }
}
