import { classify, passedOn } from './classify.js'
import { isConnected } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import type { Redaction } from './redaction.js'

/** What may have changed since the last batch. Nothing is read from the page here but how an
 * element is to be treated. */
export class Changes {
  readonly parents = new Set<Known>()
  readonly attributes = new Set<Known>()
  readonly texts = new Set<Known>()
  readonly scrolled = new Set<Known>()
  /** Pictures and style sheets that have loaded. */
  readonly loaded = new Set<Known>()
  /** Were out of the document: nobody tells what happened to them there. */
  readonly #away = new Set<Known>()

  constructor(
    private readonly table: NodeTable,
    private readonly redaction: Redaction,
  ) {}

  inChildren(parent: Node, removed: NodeList): void {
    const known = this.table.get(parent)
    if (known?.children) this.parents.add(known)
    if (known) this.#slotted(known)
    for (const node of removed) {
      const gone = this.table.get(node)
      if (gone) this.#away.add(gone)
    }
  }

  /** Judged now: how the element is treated may have changed. */
  inAttributes(element: Element): void {
    const known = this.table.get(element)
    if (!known) return
    this.attributes.add(known)
    if (!known.parent) return
    const now = classify(this.redaction, element, passedOn(known.parent.treatment))
    if (now?.kind !== known.kind || now.treatment !== known.treatment) {
      this.parents.add(known.parent)
      this.#slotted(known)
    }
  }

  /** What changes in a shadow root may change how the nodes slotted into it are treated. */
  #slotted(known: Known): void {
    let top = known
    while (top.parent && top.kind !== 'shadow') top = top.parent
    if (top.kind === 'shadow' && top.parent?.children) this.parents.add(top.parent)
  }

  inText(text: Node): void {
    const known = this.table.get(text)
    if (known) this.texts.add(known)
  }

  inScroll(target: Node): void {
    const known = this.table.get(target)
    if (known) this.scrolled.add(known)
  }

  byLoading(element: Element): void {
    const known = this.table.get(element)
    if (!known) return
    this.attributes.add(known)
    this.loaded.add(known)
  }

  /** Whatever came back may have changed anywhere below. Call before the sets are used. */
  addReturned(): void {
    for (const known of this.#away) {
      if (!isConnected(known.node)) continue
      for (const below of this.table.subtree(known)) {
        if (below.kind === 'text') this.texts.add(below)
        else if (below.kind !== 'shadow') this.attributes.add(below)
        if (below.children) this.parents.add(below)
      }
    }
    this.#away.clear()
  }

  clear(): void {
    const sets = [this.parents, this.attributes, this.texts, this.scrolled, this.loaded]
    for (const set of [...sets, this.#away]) set.clear()
  }
}
