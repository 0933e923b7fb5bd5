import type { Operation } from '../operations.js'
import type { Assets } from './assets.js'
import { settleConditions, settleMedia } from './css_conditions.js'
import type { Known, NodeTable } from './nodes.js'
import type { SheetSources } from './sheet_sources.js'
import { readRules, sheetText } from './sheet_text.js'

/** Rules whose text is compared in one thorough look; the looks go round. */
const COMPARED_AT_ONCE = 64

/** What was seen of a sheet when it was sent last. */
interface Seen {
  rules: CSSRule[]
  texts: Map<CSSRule, string>
  cursor: number
}

interface Sent {
  css: string
  media: string
  sheet: CSSStyleSheet | null
}

/**
 * The style sheets of the page: of `style` and `link` elements, and adopted ones. Changes made by
 * script tell nobody, so they are looked for: rules are compared by identity, and their texts by
 * turns.
 */
export class Sheets {
  readonly #owners = new Map<Known, Sent>()
  readonly #roots = new Map<Known, string>()
  readonly #adopted = new Map<CSSStyleSheet, { id: number; css: string; media: string }>()
  readonly #seen = new WeakMap<CSSStyleSheet, Seen>()

  /** `used` gets each style sheet's text as it is sent. */
  constructor(
    private readonly window: Window,
    private readonly table: NodeTable,
    private readonly assets: Assets,
    private readonly sources: SheetSources,
    private readonly used: (css: string) => void,
  ) {}

  trackOwner(owner: Known): Operation[] {
    this.#owners.set(owner, { css: '', media: '', sheet: null })
    return this.#ownerChanges(owner, true)
  }

  trackRoot(root: Known): Operation[] {
    this.#roots.set(root, '')
    return this.#rootChanges(root, true)
  }

  /** `thorough`: also look for rules that were replaced or changed in place. */
  changes(thorough: boolean): Operation[] {
    const operations: Operation[] = []
    for (const owner of this.#owners.keys()) {
      if (!this.table.isAlive(owner)) this.#owners.delete(owner)
      else operations.push(...this.#ownerChanges(owner, thorough))
    }
    for (const root of this.#roots.keys()) {
      if (!this.table.isAlive(root)) this.#roots.delete(root)
      else operations.push(...this.#rootChanges(root, thorough))
    }
    return operations
  }

  /** A source text has come, or the element's sheet with all its imports: read again. */
  reread(owner?: Known): void {
    for (const [known, sent] of this.#owners) {
      if (owner === undefined || owner === known) sent.sheet = null
    }
  }

  clear(): void {
    this.#owners.clear()
    this.#roots.clear()
    this.#adopted.clear()
  }

  #ownerChanges(owner: Known, thorough: boolean): Operation[] {
    const sent = this.#owners.get(owner)
    const sheet = (owner.node as HTMLStyleElement).sheet
    if (!sent || owner.treatment !== 'show') return []
    const media = this.#media(sheet)
    const same = sheet === sent.sheet && media === sent.media
    if (same && (sheet === null || !this.#changed(sheet, thorough))) return []
    const css = sheet === null ? '' : this.#text(sheet)
    sent.sheet = sheet
    if (css === sent.css && media === sent.media) return []
    Object.assign(sent, { css, media })
    this.used(css)
    return [['y', owner.id, css, media]]
  }

  #rootChanges(root: Known, thorough: boolean): Operation[] {
    if (root.treatment !== 'show') return []
    const operations: Operation[] = []
    const ids = (root.node as Document | ShadowRoot).adoptedStyleSheets.map((sheet) => {
      const [id, changes] = this.#adoptedChanges(sheet, thorough)
      operations.push(...changes)
      return id
    })
    const list = ids.join()
    if (list !== this.#roots.get(root)) {
      this.#roots.set(root, list)
      operations.push(['l', root.id, ids])
    }
    return operations
  }

  #adoptedChanges(sheet: CSSStyleSheet, thorough: boolean): [number, Operation[]] {
    const media = this.#media(sheet)
    const known = this.#adopted.get(sheet)
    if (known && known.media === media && !this.#changed(sheet, thorough)) return [known.id, []]
    const css = this.#text(sheet)
    const id = known?.id ?? this.table.allotId()
    this.#adopted.set(sheet, { id, css, media })
    if (known && known.css === css && known.media === media) return [id, []]
    this.used(css)
    return [id, [['y', id, css, media]]]
  }

  #media(sheet: CSSStyleSheet | null): string {
    if (sheet === null || sheet.disabled) return 'not all'
    return settleMedia(sheet.media.mediaText, this.window)
  }

  #text(sheet: CSSStyleSheet): string {
    const texts = new Map<CSSRule, string>()
    const read = sheetText(sheet, this.assets, this.sources, texts)
    const css = settleConditions(read, this.window)
    this.#seen.set(sheet, { rules: [...texts.keys()], texts, cursor: 0 })
    return css
  }

  /** Is it another than when its text was read? */
  #changed(sheet: CSSStyleSheet, thorough: boolean): boolean {
    const rules = readRules(sheet)
    if (rules === null) return false
    const seen = this.#seen.get(sheet)
    const last = rules[rules.length - 1]
    if (!seen || seen.rules.length !== rules.length || seen.rules.at(-1) !== last) return true
    if (!thorough) return false
    return seen.rules.some((rule, i) => rule !== rules[i]) || this.#textChanged(seen)
  }

  /** Compares some of the rules with their texts when they were looked at the last time. */
  #textChanged(seen: Seen): boolean {
    for (let i = 0; i < Math.min(COMPARED_AT_ONCE, seen.rules.length); i++) {
      const rule = seen.rules[seen.cursor++ % seen.rules.length]
      if (rule && seen.texts.get(rule) !== rule.cssText) return true
    }
    return false
  }
}
