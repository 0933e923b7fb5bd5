import { INDETERMINATE, OFF, ON, type Operation } from '../operations.js'
import { textChange } from '../splice.js'
import type { Budget } from './budget.js'
import { isTag } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import type { Redaction } from './redaction.js'
import type { Tell } from './retelling.js'

/** Inputs without a value that could be seen, or whose value never travels. */
const WITHOUT_VALUE = new Set(['hidden', 'file', 'submit', 'button', 'reset', 'image'])
const CHECKABLE = new Set(['checkbox', 'radio'])
/** Controls looked at in each batch beside those that told of a change, and in a thorough look. */
const LOOKED_AT = 24
const LOOKED_AT_THOROUGHLY = 512
/** Of a list whose choice the view does not know; that nothing is chosen must be told, too. */
const UNTOLD = '?'

/** What is in the page's form controls. Values set by script tell nobody, so they are looked for. */
export class Forms {
  /** What was sent of each control: a value, a state, or chosen options. */
  readonly #sent = new Map<Known, string>()
  /** Not looked at yet. */
  readonly #fresh = new Set<Known>()
  #round: Iterator<Known> | null = null

  constructor(
    private readonly table: NodeTable,
    private readonly redaction: Redaction,
  ) {}

  static isControl(node: Node): boolean {
    return isTag(node, 'input') || isTag(node, 'textarea') || isTag(node, 'select')
  }

  track(control: Known): void {
    this.#sent.set(control, isTag(control.node, 'select') ? UNTOLD : '')
    this.#fresh.add(control)
  }

  /** Of the controls in `changed`, which is emptied as far as the budget reaches, and of some
   * others. */
  changes(changed: Set<Known>, thorough: boolean, budget: Budget, operations: Operation[]): void {
    for (const control of this.#fresh) changed.add(control)
    this.#fresh.clear()
    for (const control of changed) {
      if (budget.isSpent) return
      changed.delete(control)
      this.#look(control, budget, operations)
    }
    this.#round ??= this.#sent.keys()
    const most = Math.min(thorough ? LOOKED_AT_THOROUGHLY : LOOKED_AT, this.#sent.size)
    for (let i = 0; i < most && !budget.isSpent; i++) {
      const { done, value } = this.#round.next()
      if (done) this.#round = this.#sent.keys()
      else this.#look(value, budget, operations)
    }
  }

  /** What was told of those in `fresh`, once more. */
  retell(fresh: ReadonlySet<Known>, tell: Tell): void {
    for (const [control, state] of this.#sent) {
      const told = state !== (isTag(control.node, 'select') ? UNTOLD : '')
      if (told && fresh.has(control)) tell(this.#operation(control, '', state), state.length)
    }
  }

  clear(): void {
    this.#sent.clear()
    this.#fresh.clear()
    this.#round = null
  }

  #look(control: Known, budget: Budget, operations: Operation[]): void {
    const sent = this.#sent.get(control)
    if (sent === undefined) return
    if (!this.table.isAlive(control)) {
      this.#sent.delete(control)
      return
    }
    const state = this.#state(control)
    if (state === null || state === sent) return
    this.#sent.set(control, state)
    budget.spend(state.length)
    operations.push(this.#operation(control, sent, state))
  }

  #operation({ node, id }: Known, sent: string, state: string): Operation {
    if (isTag(node, 'select')) {
      const options = state === '' ? [] : state.split(' ').map(Number)
      return ['o', id, options.filter((option) => this.table.find(option))]
    }
    if (isTag(node, 'input') && CHECKABLE.has(node.type)) {
      return ['k', id, Number(state) as typeof OFF]
    }
    return ['v', id, ...textChange(sent, state)] as Operation
  }

  /** Null when nothing of it may be known. */
  #state({ node, treatment }: Known): string | null {
    if (isTag(node, 'select')) return treatment === 'show' ? this.#selection(node) : null
    if (isTag(node, 'textarea')) return this.redaction.value(node, node.value, treatment)
    if (!isTag(node, 'input')) return null
    const { type } = node
    if (CHECKABLE.has(type)) {
      if (treatment !== 'show') return null
      return String(node.indeterminate ? INDETERMINATE : node.checked ? ON : OFF)
    }
    if (type === 'password') this.redaction.noteSecret(node)
    if (WITHOUT_VALUE.has(type)) return null
    return this.redaction.value(node, node.value, treatment)
  }

  #selection(select: HTMLSelectElement): string {
    // A list of those that are selected is made by looking at all of them.
    const { selectedIndex } = select
    const one = select.multiple ? null : select.options[selectedIndex]
    const options = one === null ? [...select.selectedOptions] : one ? [one] : []
    const chosen = options.map((option) => this.table.get(option)?.id)
    return chosen.filter((id) => id !== undefined).join(' ')
  }
}
