import { MAX_NODES } from '../limits.js'
import type { Treatment } from './redaction.js'

/**
 * How a node is sent. `closed`: an element whose children never are (a text area, a style sheet).
 * `frame`: an iframe whose document is mirrored. `drawing`: a canvas or video, sent as a picture.
 * `gap`, `box`: see docs/mirror.md, special tags.
 */
export type Kind =
  | 'document'
  | 'shadow'
  | 'element'
  | 'closed'
  | 'frame'
  | 'text'
  | 'gap'
  | 'box'
  | 'drawing'

/** A node of the page that the view knows, and what it was told about it last. */
export interface Known {
  readonly id: number
  /** Of a masked text it may become another one that looks the same. */
  node: Node
  readonly kind: Kind
  readonly treatment: Treatment
  /** Null for the document, and while detached. */
  parent: Known | null
  depth: number
  /** The child list as it was sent; null before the first time. */
  children: Known[] | null
  /** Behind the last of its `children` there are more, for later. */
  unread: boolean
  /** Its shadow root, or the document in it. */
  inner: Known | null
  /** How it is to be treated may be another than when it was sent. */
  doubtful: boolean
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

  /** The number of the next node. */
  get nextId(): number {
    return this.#nextId
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
      unread: false,
      inner: null,
      doubtful: false,
      attributes: {},
      text: '',
    }
    this.#byNode.set(node, known)
    this.#alive.set(known.id, known)
    return known
  }

  /** The node with this id, if the view still knows it. */
  find(id: number): Known | undefined {
    return this.#alive.get(id)
  }

  /** Lets another node take the place of this one, without anybody being told. */
  exchange(known: Known, node: Node): void {
    if (this.#byNode.get(known.node) === known) this.#byNode.delete(known.node)
    known.node = node
    this.#byNode.set(node, known)
  }

  /** Treat the nodes from here on down as new when they are met next; the view still has them. */
  disown(root: Known): void {
    for (const known of this.subtree(root)) {
      if (this.#byNode.get(known.node) === known) this.#byNode.delete(known.node)
    }
  }

  /** The node and all that is below it. */
  *subtree(root: Known): Generator<Known> {
    const stack = [root]
    for (let known = stack.pop(); known; known = stack.pop()) {
      yield known
      if (known.inner) stack.push(known.inner)
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
