import { MAX_CSS_LENGTH, MAX_RULE_LENGTH, MAX_RULES } from '../limits.js'
import { MirrorFault, read } from './fault.js'

/** Stands in for a rule that this browser does not take: the places of the others must not shift. */
const NO_RULE = '@media not all {}'
/** More changed rules than this are written faster all at once. */
const ONE_BY_ONE = 50

/** Where the rules take effect. */
export interface RuleTarget {
  /** Null while there is none: a `style` element outside of a document has no sheet. */
  sheet(): CSSStyleSheet | null
  /** Replaces all rules. */
  replace(css: string): void
}

/** The rules of one sheet, as they were sent and as they are written here. */
export class RuleList {
  #raw: string[] = []
  #written: string[] = []
  #length = 0

  /** `css` makes a rule harmless, with the assets that have come. */
  constructor(
    private readonly target: RuleTarget,
    private readonly css: (rule: string) => string,
  ) {}

  splice(head: number, tail: number, given: unknown): void {
    const rules = read.list(given, MAX_RULES).map((rule) => read.text(rule, MAX_RULE_LENGTH))
    const gone = this.#raw.length - head - tail
    if (gone < 0 || this.#raw.length - gone + rules.length > MAX_RULES) {
      throw new MirrorFault('bad-message')
    }
    const out = this.#raw.splice(head, gone, ...rules)
    this.#length += lengthOf(rules) - lengthOf(out)
    if (this.#length > MAX_CSS_LENGTH) throw new MirrorFault('bad-message')
    const whole = this.isWritten
    const written = rules.map(this.css)
    this.#written.splice(head, gone, ...written)
    const sheet = this.target.sheet()
    if (sheet === null) return
    if (!whole || gone + rules.length > ONE_BY_ONE) {
      this.write()
      return
    }
    for (let i = 0; i < gone; i++) sheet.deleteRule(head)
    for (const [i, rule] of written.entries()) insert(sheet, rule, head + i)
  }

  /** Is what must be there there? A `style` element that was moved has an empty sheet. */
  get isWritten(): boolean {
    return this.target.sheet()?.cssRules.length === this.#written.length
  }

  /** Writes all rules anew. */
  write(): void {
    this.target.replace(this.#written.join('\n'))
    const sheet = this.target.sheet()
    if (sheet === null || sheet.cssRules.length === this.#written.length) return
    // Some are not to this browser's taste: one by one, to know which.
    this.target.replace('')
    const empty = this.target.sheet()
    if (empty) for (const [i, rule] of this.#written.entries()) insert(empty, rule, i)
  }

  /** Assets have come: writes the rules that refer to them once more. */
  refresh(): void {
    const sheet = this.target.sheet()
    for (const [i, raw] of this.#raw.entries()) {
      if (!raw.includes('asset:')) continue
      const css = this.css(raw)
      if (css === this.#written[i]) continue
      this.#written[i] = css
      if (!sheet || i >= sheet.cssRules.length) continue
      sheet.deleteRule(i)
      insert(sheet, css, i)
    }
  }
}

function insert(sheet: CSSStyleSheet, rule: string, at: number): void {
  try {
    sheet.insertRule(rule, at)
  } catch {
    sheet.insertRule(NO_RULE, at)
  }
}

function lengthOf(rules: string[]): number {
  return rules.reduce((sum, { length }) => sum + length, 0)
}
