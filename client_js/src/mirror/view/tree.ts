import { MAX_DEPTH, MAX_NODES } from '../limits.js'
import type { Built } from './elements.js'
import { MirrorFault } from './fault.js'

/** A node of the mirror, as both sides count them. */
export interface Branch {
  readonly id: number
  readonly node: Node
  /** Null for texts, shadow roots and documents. */
  readonly built: Built | null
  parent: Branch | null
  children: Branch[]
  /** Its shadow root, or the document in it. */
  inner: Branch | null
  /** Of a form control: the value that was sent last. */
  value: string
}

/** The nodes of the mirror by id, and where they hang. */
export class Tree {
  readonly #branches = new Map<number, Branch>()
  readonly #ids = new WeakMap<Node, number>()
  readonly #detached = new Set<Branch>()
  /** The numbers of the next nodes: from, how many, ...; the last run goes on. */
  #numbers = [1]

  get(id: number): Branch {
    const branch = this.#branches.get(id)
    if (!branch) throw new MirrorFault('unknown-node')
    return branch
  }

  find(id: number): Branch | undefined {
    return this.#branches.get(id)
  }

  /** The id of a node that is one of the mirror's. */
  idOf(node: Node): number | undefined {
    const id = this.#ids.get(node)
    return id !== undefined && this.#branches.has(id) ? id : undefined
  }

  /** The next new nodes have these numbers, in runs, instead of those that come next. */
  renumber(runs: number[]): void {
    if (runs.length % 2 === 0 || runs.includes(0)) throw new MirrorFault('bad-message')
    this.#numbers = runs
  }

  /** A new node with the next id. */
  add(node: Node, built: Built | null): Branch {
    if (this.#branches.size >= MAX_NODES) throw new MirrorFault('bad-message')
    const id = this.#nextId()
    const branch: Branch = {
      id,
      node,
      built,
      parent: null,
      children: [],
      inner: null,
      value: '',
    }
    this.#branches.set(id, branch)
    this.#ids.set(node, id)
    return branch
  }

  #nextId(): number {
    const [from = 0, count] = this.#numbers
    if (this.#branches.has(from)) throw new MirrorFault('bad-message')
    if (count === 1) this.#numbers.splice(0, 2)
    else this.#numbers.splice(0, 2, from + 1, ...(count === undefined ? [] : [count - 1]))
    return from
  }

  detach(parent: Branch, leaving: ReadonlySet<Branch>): void {
    parent.children = parent.children.filter((child) => !leaving.has(child))
    for (const child of leaving) {
      if (child.parent !== parent) throw new MirrorFault('bad-message')
      child.parent = null
      this.#detached.add(child)
      child.node.parentNode?.removeChild(child.node)
    }
  }

  /** A new child, or one that is detached, behind all others; no further checks. */
  append(parent: Branch, child: Branch): void {
    child.parent = parent
    parent.children.push(child)
    parent.node.appendChild(child.node)
  }

  /** New child list: the first `head` children, `middle`, the last `tail` children. */
  splice(parent: Branch, head: number, tail: number, middle: Branch[]): void {
    const old = parent.children
    if (head + tail > old.length) throw new MirrorFault('bad-message')
    const replaced = old.slice(head, old.length - tail)
    const back = new Set(middle)
    if (back.size !== middle.length) throw new MirrorFault('bad-message')
    this.detach(parent, new Set(replaced.filter((child) => !back.has(child))))
    this.#adopt(parent, middle, new Set(replaced))
    const rest = old.slice(old.length - tail)
    parent.children = [...old.slice(0, head), ...middle, ...rest]
    let next: Node | null = rest[0]?.node ?? null
    for (const { node } of middle.toReversed()) {
      if (node.parentNode !== parent.node || node.nextSibling !== next) {
        parent.node.insertBefore(node, next)
      }
      next = node
    }
  }

  /** Something that hangs nowhere may be put below `parent`. */
  check(parent: Branch, child: Branch): void {
    if (child.parent !== null || isWithin(parent, child)) throw new MirrorFault('bad-message')
    if (depthOf(parent) + heightOf(child) > MAX_DEPTH) throw new MirrorFault('bad-message')
  }

  /** Gives `host` another inner root, in place of the one before. */
  setInner(host: Branch, inner: Branch): void {
    if (host.inner) {
      host.inner.parent = null
      this.#detached.add(host.inner)
    }
    inner.parent = host
    host.inner = inner
  }

  /** At the end of a batch: what hangs nowhere is gone. Returns it. */
  settle(): Branch[] {
    const gone: Branch[] = []
    const stack = [...this.#detached].filter(({ parent }) => parent === null)
    for (let branch = stack.pop(); branch; branch = stack.pop()) {
      this.#branches.delete(branch.id)
      gone.push(branch)
      if (branch.inner) stack.push(branch.inner)
      for (const child of branch.children) stack.push(child)
    }
    this.#detached.clear()
    return gone
  }

  #adopt(parent: Branch, children: Branch[], own: ReadonlySet<Branch>): void {
    let depth: number | null = null
    for (const child of children) {
      if (own.has(child)) continue
      if (child.parent !== null) throw new MirrorFault('bad-message')
      depth ??= depthOf(parent)
      if (depth + heightOf(child) > MAX_DEPTH || isWithin(parent, child)) {
        throw new MirrorFault('bad-message')
      }
      child.parent = parent
    }
  }
}

function depthOf(branch: Branch): number {
  let depth = 1
  for (let up = branch.parent; up; up = up.parent) depth++
  return depth
}

function isWithin(branch: Branch, ancestor: Branch): boolean {
  for (let up: Branch | null = branch; up; up = up.parent) if (up === ancestor) return true
  return false
}

function heightOf(root: Branch): number {
  let height = 0
  for (let level = [root]; level.length > 0; height++) {
    level = level.flatMap((b) => (b.inner ? [b.inner, ...b.children] : b.children))
  }
  return height
}
