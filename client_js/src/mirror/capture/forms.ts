import { INDETERMINATE, OFF, ON, type Operation } from '../operations.js'
import { isTag } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import type { Redaction } from './redaction.js'

/** Inputs without a value that could be seen, or whose value never travels. */
const WITHOUT_VALUE = new Set(['hidden', 'file', 'submit', 'button', 'reset', 'image'])
const CHECKABLE = new Set(['checkbox', 'radio'])

/** What is in the page's form controls. Values set by script tell nobody, so they are looked for. */
export class Forms {
  readonly #sent = new Map<Known, string>()

  constructor(
    private readonly table: NodeTable,
    private readonly redaction: Redaction,
  ) {}

  track(control: Known): void {
    this.#sent.set(control, '')
  }

  static isControl(node: Node): boolean {
    return isTag(node, 'input') || isTag(node, 'textarea') || isTag(node, 'select')
  }

  changes(): Operation[] {
    const operations: Operation[] = []
    for (const [control, sent] of this.#sent) {
      if (!this.table.isAlive(control)) {
        this.#sent.delete(control)
        continue
      }
      const operation = this.#state(control)
      if (operation === null) continue
      const key = JSON.stringify(operation)
      if (key === sent) continue
      this.#sent.set(control, key)
      operations.push(operation)
    }
    return operations
  }

  clear(): void {
    this.#sent.clear()
  }

  #state(control: Known): Operation | null {
    const { node, id, treatment } = control
    if (isTag(node, 'select')) return treatment === 'show' ? this.#selection(id, node) : null
    if (isTag(node, 'textarea')) return ['v', id, this.redaction.value(node, node.value, treatment)]
    if (!isTag(node, 'input')) return null
    const { type } = node
    if (CHECKABLE.has(type)) {
      if (treatment !== 'show') return null
      return ['k', id, node.indeterminate ? INDETERMINATE : node.checked ? ON : OFF]
    }
    if (type === 'password') this.redaction.noteSecret(node)
    if (WITHOUT_VALUE.has(type)) return null
    return ['v', id, this.redaction.value(node, node.value, treatment)]
  }

  #selection(id: number, select: HTMLSelectElement): Operation {
    const chosen: number[] = []
    for (const option of select.selectedOptions) {
      const known = this.table.get(option)
      if (known) chosen.push(known.id)
    }
    return ['o', id, chosen]
  }
}
