import { MAX_DEPTH, MAX_NODES } from '../limits.js'
import type { Built } from './elements.js'
import { MirrorFault } from './fault.js'

/** A node of the mirror, as capture numbered it. */
export interface Branch {
  readonly id: number
  readonly node: Node
  /** Null for texts, shadow roots and the document. */
  readonly built: Built | null
  parent: Branch | null
  children: Branch[]
  shadow: Branch | null
}

/** The nodes of the mirror by id, and where they hang. */
export class Tree {
  readonly #branches = new Map<number, Branch>()
  readonly #detached = new Set<Branch>()

  get(id: number): Branch {
    const branch = this.#branches.get(id)
    if (!branch) throw new MirrorFault('unknown-node')
    return branch
  }

  find(id: number): Branch | undefined {
    return this.#branches.get(id)
  }

  add(id: number, node: Node, built: Built | null): Branch {
    if (id === 0 || this.#branches.has(id) || this.#branches.size >= MAX_NODES) {
      throw new MirrorFault('bad-message')
    }
    const branch: Branch = { id, node, built, parent: null, children: [], shadow: null }
    this.#branches.set(id, branch)
    return branch
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

  /** At the end of a batch: what hangs nowhere is gone. Returns it. */
  settle(): Branch[] {
    const gone: Branch[] = []
    const stack = [...this.#detached].filter(({ parent }) => parent === null)
    for (let branch = stack.pop(); branch; branch = stack.pop()) {
      this.#branches.delete(branch.id)
      gone.push(branch)
      if (branch.shadow) stack.push(branch.shadow)
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
    level = level.flatMap((b) => (b.shadow ? [b.shadow, ...b.children] : b.children))
  }
  return height
}
