import { rewriteCss } from '../css.js'
import type { Assets } from './assets.js'
import { settleConditions } from './css_conditions.js'
import type { Redaction } from './redaction.js'
import type { SheetRule, SheetRules } from './sheet_rules.js'

interface Text {
  /** As the browser gave it. */
  raw: string
  /** As it is sent. */
  sent: string
  mode: Redaction['mode']
}

/** The texts of rules as they travel, each read once and kept. */
export class RuleTexts {
  readonly #texts = new WeakMap<CSSRule, Text>()

  /** `used` gets each text as it is sent. */
  constructor(
    private readonly window: Window,
    private readonly redaction: Redaction,
    private readonly rules: SheetRules,
    private readonly assets: Assets,
    private readonly used: (css: string) => void,
  ) {}

  /** Reads the text if that was not done yet: true if it had to. */
  read(rule: SheetRule): boolean {
    const { mode } = this.redaction
    if (this.#texts.get(rule.rule)?.mode === mode) return false
    const raw = this.rules.text(rule)
    const css = rewriteCss(this.redaction.css(raw), (url) => this.assets.fromCss(url, rule.base))
    const sent = settleConditions(css, this.window)
    this.#texts.set(rule.rule, { raw, sent, mode })
    this.used(sent)
    return true
  }

  of(rule: SheetRule): string {
    this.read(rule)
    const text = this.#texts.get(rule.rule)?.sent ?? ''
    this.assets.refer(text)
    return text
  }

  /** Of the text as it is sent, if it was read. */
  lengthOf(rule: SheetRule): number {
    return this.#texts.get(rule.rule)?.sent.length ?? 0
  }

  /** Has the rule another text than when it was read? Forgets what it was then. */
  isOutdated(rule: SheetRule): boolean {
    const known = this.#texts.get(rule.rule)
    if (!known || known.raw === this.rules.text(rule)) return false
    this.#texts.delete(rule.rule)
    return true
  }
}
