import { classify, passedOn } from './classify.js'
import { isConnected, isTag } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import type { Redaction } from './redaction.js'

/** What may have changed since the last batch. Nothing is read from the page here but how an
 * element is to be treated. */
export class Changes {
  readonly parents = new Set<Known>()
  /** Of these each child is to be judged anew. */
  readonly judged = new Set<Known>()
  readonly attributes = new Set<Known>()
  readonly texts = new Set<Known>()
  readonly scrolled = new Set<Known>()
  /** Form controls. */
  readonly controls = new Set<Known>()
  /** Pictures, style sheets and frames that have loaded. */
  readonly loaded = new Set<Known>()
  /** Have, or may have, another shadow root or document inside. */
  readonly hosts = new Set<Known>()
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
    this.judge(known)
    if (isTag(element, 'slot')) this.#slotted(known)
  }

  /** How this element is treated may have changed. */
  judge(known: Known): void {
    const { parent } = known
    if (!parent) return
    const now = classify(this.redaction, known.node, passedOn(parent.treatment))
    if (now?.kind === known.kind && now.treatment === known.treatment) return
    known.doubtful = true
    this.parents.add(parent)
    this.#slotted(known)
  }

  /** All of it is to be judged anew. */
  judgeAll(): void {
    for (const known of this.table.values()) {
      known.doubtful = true
      if (known.children) this.parents.add(known)
      this.attributes.add(known)
    }
  }

  inText(text: Node): void {
    const known = this.table.get(text)
    if (known) this.texts.add(known)
  }

  inScroll(target: Node): void {
    const known = this.table.get(target)
    if (known) this.scrolled.add(known)
  }

  inControl(control: Node): void {
    const known = this.table.get(control)
    if (known) this.controls.add(known)
  }

  /** All controls may have changed, as when a form is reset. */
  inControls(): void {
    for (const known of this.table.values()) if (known.kind !== 'text') this.controls.add(known)
  }

  /** Other nodes are shown in this slot, or it is another one. */
  inSlot(slot: Element): void {
    const known = this.table.get(slot)
    if (known) this.#slotted(known)
  }

  inHost(host: Element): void {
    const known = this.table.get(host)
    if (known) this.hosts.add(known)
  }

  byLoading(element: Element): void {
    const known = this.table.get(element)
    if (!known) return
    this.attributes.add(known)
    this.loaded.add(known)
    this.hosts.add(known)
    this.judge(known)
  }

  /** Sends this node and all below it anew. */
  repair(known: Known): void {
    if (!known.parent) return
    this.table.disown(known)
    known.doubtful = true
    this.parents.add(known.parent)
  }

  /** Whatever came back may have changed anywhere below. Call before the sets are used. */
  addReturned(): void {
    for (const known of this.#away) {
      if (isConnected(known.node)) for (const below of this.table.subtree(known)) this.#all(below)
    }
    this.#away.clear()
  }

  /** Looks at the node as if all of it had changed. */
  verify(known: Known): void {
    this.#all(known)
  }

  clear(): void {
    const sets = [this.parents, this.judged, this.attributes, this.texts, this.scrolled]
    for (const set of [...sets, this.controls, this.loaded, this.hosts, this.#away]) set.clear()
  }

  #all(known: Known): void {
    if (known.kind === 'text') this.texts.add(known)
    else if (known.kind !== 'shadow' && known.kind !== 'document') this.attributes.add(known)
    if (known.children) this.parents.add(known)
  }

  /** What changes in a shadow root may change how the nodes slotted into it are treated, and what
   * these are slotted into in turn. */
  #slotted(known: Known): void {
    let top = known
    while (top.parent && top.kind !== 'shadow') top = top.parent
    const host = top.kind === 'shadow' ? top.parent : null
    if (!host?.children) return
    this.parents.add(host)
    this.judged.add(host)
    this.#slotted(host)
  }
}
