import { rewriteCss } from '../css.js'
import { MAX_CSS_LENGTH } from '../limits.js'
import type { Assets } from './assets.js'
import type { SheetSources } from './sheet_sources.js'

/** Chromium writes longhands as empty that come from a shorthand with `var()` in it. */
const LOST_VALUE = /[{;]\s*[\w-]+:\s*;/

const MAX_IMPORT_DEPTH = 8

/** The rules of a sheet; null when another origin's sheet keeps them from us. */
export function readRules(sheet: CSSStyleSheet): CSSRuleList | null {
  try {
    return sheet.cssRules
  } catch {
    return null
  }
}

/**
 * The text of a sheet as it is now, rules inserted by script included, its imports inlined, its
 * references turned into asset references. Empty for what cannot be read. `texts` gets the text of
 * each rule.
 */
export function sheetText(
  sheet: CSSStyleSheet,
  assets: Assets,
  sources: SheetSources,
  texts: Map<CSSRule, string>,
): string {
  const owner = sheet.ownerNode?.ownerDocument
  const base = sheet.href ?? owner?.baseURI ?? document.baseURI
  const text = rawText(sheet, { assets, sources, texts }, base, 0)
  return text.length > MAX_CSS_LENGTH ? '' : text
}

interface Reading {
  assets: Assets
  sources: SheetSources
  /** Gets the text of each rule of the sheet itself. */
  texts: Map<CSSRule, string> | null
}

function rawText(sheet: CSSStyleSheet, reading: Reading, base: string, depth: number): string {
  const { assets, sources, texts } = reading
  const rewrite = (css: string): string => rewriteCss(css, (url) => assets.fromCss(url, base))
  const rules = readRules(sheet)
  if (rules === null) return sheet.href === null ? '' : rewrite(sources.get(sheet.href) ?? '')
  const parts: string[] = []
  const own: string[] = []
  for (const rule of rules) {
    const text = rule.cssText
    texts?.set(rule, text)
    if (!isImport(rule)) own.push(text)
    else if (rule.styleSheet !== null && depth < MAX_IMPORT_DEPTH) {
      const inner = rule.styleSheet
      const read = rawText(inner, { ...reading, texts: null }, inner.href ?? base, depth + 1)
      parts.push(importedAs(rule, read))
    }
  }
  const written = own.join('\n')
  const lost = LOST_VALUE.test(written)
  parts.push(rewrite(lost ? (asWritten(sheet, sources, own.length) ?? written) : written))
  return parts.join('\n')
}

function isImport(rule: CSSRule): rule is CSSImportRule {
  return rule.constructor.name === 'CSSImportRule'
}

function importedAs(rule: CSSImportRule, text: string): string {
  let wrapped = text
  if (rule.layerName !== null) wrapped = `@layer ${rule.layerName} {\n${wrapped}\n}`
  if (rule.supportsText) wrapped = `@supports (${rule.supportsText}) {\n${wrapped}\n}`
  if (rule.media.mediaText !== '') wrapped = `@media ${rule.media.mediaText} {\n${wrapped}\n}`
  return wrapped
}

/** The sheet's source, if its rules are still those that the source has. */
function asWritten(sheet: CSSStyleSheet, sources: SheetSources, count: number): string | null {
  const owner = sheet.ownerNode
  let text: string | null = null
  if (sheet.href !== null) text = sources.get(sheet.href)
  else if (owner instanceof Element) text = owner.textContent
  if (text === null || text.length > MAX_CSS_LENGTH) return null
  const parsed = new CSSStyleSheet()
  parsed.replaceSync(text)
  return parsed.cssRules.length === count ? text : null
}
