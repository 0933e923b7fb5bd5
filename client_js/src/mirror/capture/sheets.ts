import { MAX_CSS_LENGTH, MAX_RULES } from '../limits.js'
import type { Operation } from '../operations.js'
import { commonEnds } from '../splice.js'
import type { Budget } from './budget.js'
import { settleMedia } from './css_conditions.js'
import { adoptedStyleSheets, baseURI, ownerDocument, styleSheets } from './dom.js'
import type { Known, NodeTable } from './nodes.js'
import { showsLooks } from './redaction.js'
import type { Tell } from './retelling.js'
import type { RuleTexts } from './rule_texts.js'
import { readRules, type SheetRule, type SheetRules } from './sheet_rules.js'

/** Rules whose text is compared in one thorough look; the looks go round. */
const COMPARED_AT_ONCE = 64
/** More roots than this are looked at only thoroughly: components have one each. */
const ROOTS_AT_ONCE = 50
/** Rules in one operation. */
const RULES_AT_ONCE = 500
/** UTF-16 units of rules told once more in one operation. */
const UNITS_AT_ONCE = 64 * 1024

/** What the view was told about a sheet. */
interface Sent {
  readonly id: number
  media: string | null
  sheet: CSSStyleSheet | null
  rules: SheetRule[]
  /** Of the sheet's own rules: how many there were, and the last one. */
  count: number
  last: CSSRule | undefined
  /** Not all of the rules are sent yet. */
  behind: boolean
  cursor: number
}

/**
 * The style sheets of the page: of `style` and `link` elements, and adopted ones. Changes made by
 * script tell nobody, so they are looked for: rules are compared by identity, and their texts by
 * turns. What is new is read as far as the budget reaches.
 */
export class Sheets {
  readonly #owners = new Map<Known, Sent>()
  /** The adopted sheets that were told; null before the first look. */
  readonly #roots = new Map<Known, string | null>()
  readonly #adopted = new Map<CSSStyleSheet, Sent>()
  #lastAdopted = 0

  constructor(
    private readonly window: Window,
    private readonly table: NodeTable,
    private readonly rules: SheetRules,
    private readonly texts: RuleTexts,
  ) {}

  trackOwner(owner: Known): void {
    this.#owners.set(owner, fresh(owner.id))
  }

  /** A document or a shadow root. */
  trackRoot(root: Known): void {
    this.#roots.set(root, null)
  }

  /** Reads ahead, so that all attribute names that are selected by are known before the first
   * element is read. False if the budget did not reach. */
  prepare(budget: Budget): boolean {
    const { document } = this.window
    for (const sheet of [...styleSheets(document), ...adoptedStyleSheets(document)]) {
      for (const rule of this.rules.of(sheet, baseOf(sheet, document))) {
        if (budget.isSpent) return false
        if (this.texts.read(rule)) budget.spend()
      }
    }
    return true
  }

  /** `thorough`: also look for rules that were replaced or changed in place. */
  changes(thorough: boolean, budget: Budget, operations: Operation[]): void {
    for (const [owner, sent] of this.#owners) {
      if (!this.table.isAlive(owner)) this.#owners.delete(owner)
      else if (showsLooks(owner.treatment)) this.#owner(owner, sent, thorough, budget, operations)
    }
    // Many roots may share a sheet.
    const looked = new Set<CSSStyleSheet>()
    const look = (sheet: CSSStyleSheet, sent: Sent, document: Document): void => {
      if (looked.has(sheet)) return
      looked.add(sheet)
      this.#sheet(sheet, sent, document, thorough, budget, operations)
    }
    const all = thorough || this.#roots.size <= ROOTS_AT_ONCE
    for (const [root, told] of this.#roots) {
      if (!this.table.isAlive(root)) this.#roots.delete(root)
      else if ((all || told === null) && showsLooks(root.treatment)) {
        this.#root(root, look, operations)
      }
    }
    if (!all) return
    for (const sheet of this.#adopted.keys()) if (!looked.has(sheet)) this.#adopted.delete(sheet)
  }

  /** Is there more to read at once? */
  get isBehind(): boolean {
    for (const { behind } of this.#owners.values()) if (behind) return true
    for (const { behind } of this.#adopted.values()) if (behind) return true
    return false
  }

  /** A source text has come, or the element's sheet with all its imports: look again. */
  reread(owner?: Known): void {
    for (const [known, sent] of this.#owners) {
      if (owner === undefined || owner === known) sent.behind = true
    }
  }

  /** What was told of the sheets that are in, or adopted by, what is in `fresh`. */
  retell(fresh: ReadonlySet<Known>, tell: Tell): void {
    for (const [owner, sent] of this.#owners) if (fresh.has(owner)) this.#retellSheet(sent, tell)
    const adopted = new Map([...this.#adopted.values()].map((sent) => [sent.id, sent]))
    for (const [root, list] of this.#roots) {
      if (!list || !fresh.has(root)) continue
      const ids = list.split(',').map(Number)
      for (const id of ids) {
        const sent = adopted.get(id)
        if (sent) this.#retellSheet(sent, tell)
        adopted.delete(id)
      }
      tell(['l', root.id, ids])
    }
  }

  #retellSheet({ id, media, rules }: Sent, tell: Tell): void {
    if (media === null) return
    tell(['y', id, media])
    let texts: string[] = []
    let [length, units] = [0, 0]
    for (const [i, rule] of rules.entries()) {
      const text = this.texts.of(rule)
      length += text.length
      units += text.length
      texts.push(length > MAX_CSS_LENGTH ? '' : text)
      if (texts.length < RULES_AT_ONCE && units < UNITS_AT_ONCE && i < rules.length - 1) continue
      tell(['r', id, i + 1 - texts.length, 0, texts], units)
      texts = []
      units = 0
    }
  }

  clear(): void {
    this.#owners.clear()
    this.#roots.clear()
    this.#adopted.clear()
    this.#lastAdopted = 0
  }

  #owner(
    owner: Known,
    sent: Sent,
    thorough: boolean,
    budget: Budget,
    operations: Operation[],
  ): void {
    const { sheet } = owner.node as HTMLStyleElement
    const document = ownerDocument(owner.node) ?? this.window.document
    this.#sheet(sheet, sent, document, thorough, budget, operations)
  }

  #root(
    root: Known,
    look: (sheet: CSSStyleSheet, sent: Sent, document: Document) => void,
    operations: Operation[],
  ): void {
    const node = root.node as Document | ShadowRoot
    const document = ownerDocument(node) ?? (node as Document)
    const ids = adoptedStyleSheets(node).map((sheet) => {
      let sent = this.#adopted.get(sheet)
      if (!sent) {
        sent = fresh(--this.#lastAdopted)
        this.#adopted.set(sheet, sent)
      }
      look(sheet, sent, document)
      return sent.id
    })
    const list = ids.join()
    const told = this.#roots.get(root) ?? ''
    this.#roots.set(root, list)
    if (list === told) return
    operations.push(['l', root.id, ids])
  }

  #sheet(
    sheet: CSSStyleSheet | null,
    sent: Sent,
    document: Document,
    thorough: boolean,
    budget: Budget,
    operations: Operation[],
  ): void {
    const media = this.#media(sheet)
    if (media !== sent.media) {
      sent.media = media
      operations.push(['y', sent.id, media])
    }
    if (sheet !== sent.sheet) Object.assign(sent, { sheet, behind: true })
    if (!sent.behind && !this.#changed(sent, thorough)) return
    const own = sheet && readRules(sheet)
    sent.count = own?.length ?? 0
    sent.last = own?.[sent.count - 1]
    const now = sheet === null ? [] : this.rules.of(sheet, baseOf(sheet, document))
    this.#splice(sent, now.slice(0, MAX_RULES), budget, operations)
  }

  /** Could its rules be others than those that were sent? */
  #changed(sent: Sent, thorough: boolean): boolean {
    const rules = sent.sheet && readRules(sent.sheet)
    if (!rules) return false
    if (rules.length !== sent.count || rules[rules.length - 1] !== sent.last) return true
    if (!thorough) return false
    for (let i = 0; i < Math.min(COMPARED_AT_ONCE, sent.rules.length); i++) {
      const at = sent.cursor++ % sent.rules.length
      const rule = sent.rules[at]
      // One that was changed in place is sent anew, as if it had not been there.
      if (rule && this.texts.isOutdated(rule)) sent.rules[at] = GONE
    }
    return true
  }

  #splice(sent: Sent, now: SheetRule[], budget: Budget, operations: Operation[]): void {
    const old = sent.rules
    const same = (i: number, j: number): boolean => old[i]?.rule === now[j]?.rule
    const { head, tail } = commonEnds(old.length, now.length, same)
    sent.behind = false
    if (head === old.length && head === now.length) return
    const kept = [...old.slice(0, head), ...old.slice(old.length - tail)]
    let length = kept.reduce((sum, rule) => sum + this.texts.lengthOf(rule), 0)
    const texts: string[] = []
    for (const rule of now.slice(head, now.length - tail)) {
      if (budget.isSpent || texts.length >= RULES_AT_ONCE) {
        sent.behind = true
        break
      }
      const text = this.texts.of(rule)
      budget.spend(text.length)
      length += text.length
      // The place of a rule that is too much stays.
      texts.push(length > MAX_CSS_LENGTH ? '' : text)
    }
    const added = now.slice(head, head + texts.length)
    sent.rules = [...old.slice(0, head), ...added, ...old.slice(old.length - tail)]
    operations.push(['r', sent.id, head, tail, texts])
  }

  #media(sheet: CSSStyleSheet | null): string {
    if (sheet === null || sheet.disabled) return 'not all'
    return settleMedia(sheet.media.mediaText, this.window)
  }
}

/** Stands in a list of rules for one that has to be sent again. */
const GONE = { rule: null, base: '', written: () => null } as unknown as SheetRule

function fresh(id: number): Sent {
  return {
    id,
    media: null,
    sheet: null,
    rules: [],
    count: 0,
    last: undefined,
    behind: false,
    cursor: 0,
  }
}

function baseOf(sheet: CSSStyleSheet, document: Document): string {
  return sheet.href ?? baseURI(document)
}
