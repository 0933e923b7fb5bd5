import { adoptedStyleSheets, documentOf, rootOf, styleSheets } from '../../mirror/capture/dom.js'
import { hoverRules, rulesOf } from './hover_rules.js'
import type { Realm } from './natives.js'

const MARK = 'data-alongside-hover'
const MOST_RULES = 2_000
const { setAttribute, removeAttribute, hasAttribute } = Element.prototype

type Root = Document | ShadowRoot

/** A sheet of ours, and what it was made from. */
interface Copy {
  sheet: CSSStyleSheet
  from: string
}

/**
 * What style sheets say of `:hover`, for a mouse that is not there: browsers let no script have it.
 * While the agent's mouse is over something, its page has one more sheet, with the same rules for
 * an attribute, and the elements under the mouse have that attribute. Scripts of the page can see
 * both; they are gone with the mouse.
 */
export class HoverStyle {
  readonly #copies = new Map<Root, Copy>()
  #marked: readonly Element[] = []

  /** `elements`: what the mouse is over, from the inside out. */
  over(elements: readonly Element[]): void {
    for (const root of new Set(elements.map(rootOf))) this.#adopt(root as Root)
    for (const element of this.#marked) {
      if (!elements.includes(element)) removeAttribute.call(element, MARK)
    }
    for (const element of elements) {
      if (!hasAttribute.call(element, MARK)) setAttribute.call(element, MARK, '')
    }
    this.#marked = elements
  }

  end(): void {
    for (const element of this.#marked) removeAttribute.call(element, MARK)
    this.#marked = []
    for (const [root, { sheet }] of this.#copies) {
      root.adoptedStyleSheets = adoptedStyleSheets(root).filter((one) => one !== sheet)
    }
    this.#copies.clear()
  }

  /** Sheets and rules may have come since the mouse was here last. */
  #adopt(root: Root): void {
    const known = this.#copies.get(root)
    const sheets = sheetsOf(root).filter((sheet) => sheet !== known?.sheet)
    const from = sheets.map((sheet) => `${sheet.disabled} ${rulesOf(sheet).length}`).join()
    if (known?.from === from) return
    const sheet = known?.sheet ?? adopted(root)
    const rules = sheets.flatMap((one) => hoverRules(one, `[${MARK}]`)).slice(0, MOST_RULES)
    sheet.replaceSync(rules.join('\n'))
    this.#copies.set(root, { sheet, from })
  }
}

function sheetsOf(root: Root): CSSStyleSheet[] {
  const own = 'host' in root ? (root as ShadowRoot).styleSheets : styleSheets(root as Document)
  return [...own, ...adoptedStyleSheets(root)]
}

function adopted(root: Root): CSSStyleSheet {
  const realm = (documentOf(root).defaultView ?? window) as Realm
  const sheet = new realm.CSSStyleSheet()
  root.adoptedStyleSheets = [...adoptedStyleSheets(root), sheet]
  return sheet
}
