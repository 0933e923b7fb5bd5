import { MAX_CSS_LENGTH, MAX_RULE_LENGTH } from '../limits.js'
import { splitRules } from './css_source.js'
import type { SheetSources } from './sheet_sources.js'

/** Chromium writes longhands as empty that come from a shorthand with `var()` in it. */
const LOST_VALUE = /[{;]\s*[\w-]+:\s*;/
const MAX_IMPORT_DEPTH = 8

/** A rule of a style sheet, and what is needed to read it. */
export interface SheetRule {
  readonly rule: CSSRule
  /** Against which its references are resolved. */
  readonly base: string
  /** Its text as it was written, looked for only when the browser's own text has lost something. */
  written(): string | null
}

/** The rules of a sheet; null when another origin's sheet keeps them from us. */
export function readRules(sheet: CSSStyleSheet): CSSRuleList | null {
  try {
    return sheet.cssRules
  } catch {
    return null
  }
}

/**
 * The rules of sheets, those of plain imports in their place. Sheets of other origins are read from
 * their source, where that can be had.
 */
export class SheetRules {
  /** Sources of unreadable sheets, parsed by the browser. */
  readonly #parsed = new Map<string, { text: string; sheet: CSSStyleSheet }>()
  readonly #handles = new WeakMap<CSSRule, SheetRule>()

  constructor(private readonly sources: SheetSources) {}

  of(sheet: CSSStyleSheet, base: string, depth = 0): SheetRule[] {
    const readable = this.#readable(sheet)
    if (readable === null) return []
    const rules = readRules(readable) ?? []
    const found: SheetRule[] = []
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i] as CSSRule
      const inner = isImport(rule) ? rule.styleSheet : null
      if (inner === null) {
        if (!isImport(rule)) found.push(this.#handle(sheet, rule, i, base))
      } else if (isPlain(rule as CSSImportRule) && depth < MAX_IMPORT_DEPTH) {
        found.push(...this.of(inner, inner.href ?? base, depth + 1))
      } else if (depth < MAX_IMPORT_DEPTH) {
        found.push({ rule, base: inner.href ?? base, written: () => null })
      }
    }
    return found
  }

  /** The text of a rule, as the browser has it or as it was written. */
  text({ rule, written }: SheetRule): string {
    const text = isImport(rule) ? this.#imported(rule, 0) : rule.cssText
    const best = LOST_VALUE.test(text) ? (written() ?? text) : text
    return best.length > MAX_RULE_LENGTH ? '' : best
  }

  /** An import with conditions, as one rule. */
  #imported(rule: CSSImportRule, depth: number): string {
    const inner = rule.styleSheet
    if (inner === null || depth >= MAX_IMPORT_DEPTH) return ''
    const readable = this.#readable(inner)
    const texts: string[] = []
    for (const one of (readable && readRules(readable)) ?? []) {
      texts.push(isImport(one) ? this.#imported(one, depth + 1) : one.cssText)
    }
    return importedAs(rule, texts.join('\n'))
  }

  #handle(sheet: CSSStyleSheet, rule: CSSRule, index: number, base: string): SheetRule {
    const known = this.#handles.get(rule)
    if (known) return known
    const handle = { rule, base, written: () => this.#written(sheet, index) }
    this.#handles.set(rule, handle)
    return handle
  }

  #readable(sheet: CSSStyleSheet): CSSStyleSheet | null {
    if (readRules(sheet) !== null) return sheet
    const { href } = sheet
    const text = href === null ? null : this.sources.get(href)
    if (href === null || text === null) return null
    const known = this.#parsed.get(href)
    if (known?.text === text) return known.sheet
    const parsed = new CSSStyleSheet()
    parsed.replaceSync(text)
    this.#parsed.set(href, { text, sheet: parsed })
    return parsed
  }

  /** From the sheet's source, if its rules are still those that the source has. */
  #written(sheet: CSSStyleSheet, index: number): string | null {
    const owner = sheet.ownerNode
    const text = sheet.href !== null ? this.sources.get(sheet.href) : (owner?.textContent ?? null)
    if (text === null || text.length > MAX_CSS_LENGTH) return null
    const rules = splitSource(text)
    return rules.length === readRules(sheet)?.length ? (rules[index] ?? null) : null
  }
}

/** The source that was split last: its rules are asked for one after the other. */
let lastSplit = { text: '', rules: [] as string[] }

function splitSource(text: string): string[] {
  if (lastSplit.text !== text) lastSplit = { text, rules: splitRules(text) }
  return lastSplit.rules
}

/** By name: the rules of a frame are made by its own window. */
function isImport(rule: CSSRule): rule is CSSImportRule {
  return rule.constructor.name === 'CSSImportRule'
}

function isPlain({ layerName, supportsText, media }: CSSImportRule): boolean {
  return layerName === null && !supportsText && media.mediaText === ''
}

function importedAs(rule: CSSImportRule, text: string): string {
  let wrapped = text
  if (rule.layerName !== null) wrapped = `@layer ${rule.layerName} {\n${wrapped}\n}`
  if (rule.supportsText) wrapped = `@supports (${rule.supportsText}) {\n${wrapped}\n}`
  if (rule.media.mediaText !== '') wrapped = `@media ${rule.media.mediaText} {\n${wrapped}\n}`
  return wrapped
}
