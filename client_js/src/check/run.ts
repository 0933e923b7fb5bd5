import { type Finding, newSteps, type Step } from './steps.js'
import { type Key, t } from './texts.js'

export type State = Finding['state'] | 'running'

export interface Row {
  step: Pick<Step, 'key' | 'group' | 'essential'>
  state: State
  finding: Finding | null
}

/** One check of everything: its rows, as they change. */
export class Run {
  readonly rows: readonly Row[]
  readonly #steps: readonly Step[]

  constructor(
    private readonly changed: () => void,
    steps = newSteps(),
  ) {
    this.#steps = steps
    this.rows = steps.map((step) => ({ step, state: 'running', finding: null }))
  }

  /** All at once: some wait long for an answer that does not come. */
  async go(): Promise<void> {
    await Promise.all(this.#steps.map((step, index) => this.#look(step, this.rows[index] as Row)))
  }

  async #look(step: Step, row: Row): Promise<void> {
    row.finding = await step.run()
    row.state = row.finding.state
    this.changed()
  }

  get isOver(): boolean {
    return this.rows.every(({ finding }) => finding !== null)
  }

  /** All in one sentence. */
  get sum(): Key {
    const bad = this.rows.filter(({ state }) => state === 'failed' || state === 'warn')
    if (!this.isOver) return 'check.sum.running'
    if (bad.some(({ step }) => step.essential)) return 'check.sum.blocked'
    return bad.length > 0 ? 'check.sum.limited' : 'check.sum.good'
  }

  /** For whoever runs the server; without addresses. */
  report(at: Date, browser: string): string {
    const lines = this.rows.map(({ step, state, finding }) => {
      const words = finding ? ` ${t(finding.words.key, finding.words.params)}` : ''
      return `[${t(`check.state.${state}`)}] ${t(step.key)}.${words}`
    })
    return [t('check.title'), at.toISOString(), browser, t(this.sum), ...lines].join('\n')
  }
}
