import { MAX_RULE_LENGTH, MAX_RULES } from '../limits.js'
import { MirrorFault, read } from './fault.js'
import { RuleList } from './rule_list.js'
import type { Branch } from './tree.js'

const MAX_SHEETS = 10_000

type Root = Document | ShadowRoot
type Windowed = Window & { CSSStyleSheet: new () => CSSStyleSheet }

/** An adopted sheet; each document needs one of its own. */
interface Adopted {
  media: string
  readonly copies: Map<Document, { sheet: CSSStyleSheet; list: RuleList }>
  rules: string[]
}

/** The style sheets of one mirror: those of elements, and adopted ones. */
export class StyleBook {
  readonly #elements = new Map<Branch, RuleList>()
  readonly #adopted = new Map<number, Adopted>()
  readonly #base = new WeakMap<Document, CSSStyleSheet>()

  /** `css` makes a rule harmless, with the assets that have come. `baseText`: the sheet that every
   * document and shadow root gets before the page's own. */
  constructor(
    private readonly css: (rule: string) => string,
    private readonly baseText: string,
  ) {}

  setElement(style: Branch, media: string): void {
    const element = style.node as HTMLStyleElement
    element.setAttribute('media', media)
    this.#listOf(style)
  }

  spliceElement(style: Branch, head: number, tail: number, rules: unknown): void {
    this.#listOf(style).splice(head, tail, rules)
  }

  setSheet(id: number, media: string): void {
    const known = this.#adopted.get(id)
    if (!known && this.#adopted.size >= MAX_SHEETS) throw new MirrorFault('bad-message')
    const adopted = known ?? { media, copies: new Map(), rules: [] }
    adopted.media = media
    this.#adopted.set(id, adopted)
    for (const { sheet } of adopted.copies.values()) sheet.media.mediaText = media
  }

  spliceSheet(id: number, head: number, tail: number, given: unknown): void {
    const adopted = this.#known(id)
    const gone = adopted.rules.length - head - tail
    const rules = read.list(given, MAX_RULES).map((rule) => read.text(rule, MAX_RULE_LENGTH))
    if (gone < 0 || head + tail + rules.length > MAX_RULES) throw new MirrorFault('bad-message')
    for (const { list } of adopted.copies.values()) list.splice(head, tail, rules)
    adopted.rules.splice(head, gone, ...rules)
  }

  /** The root's sheets, in order; the base sheet alone without any. */
  adopt(root: Root, ids: readonly number[]): void {
    const document = root.ownerDocument ?? (root as Document)
    const sheets = ids.map((id) => this.#copyFor(document, this.#known(id)))
    root.adoptedStyleSheets = [this.#baseOf(document), ...sheets]
  }

  forget(style: Branch): void {
    this.#elements.delete(style)
  }

  /** At the end of a batch: gives moved elements their rules back. */
  settle(): void {
    for (const [{ node }, list] of this.#elements) {
      if (node.isConnected && !list.isWritten) list.write()
    }
  }

  /** Writes what depends on assets once more. */
  refresh(): void {
    for (const list of this.#elements.values()) list.refresh()
    for (const { copies } of this.#adopted.values()) {
      for (const { list } of copies.values()) list.refresh()
    }
  }

  #listOf(style: Branch): RuleList {
    let list = this.#elements.get(style)
    if (!list) {
      const element = style.node as HTMLStyleElement
      const target = {
        sheet: () => element.sheet,
        replace: (css: string) => {
          element.textContent = css
        },
      }
      list = new RuleList(target, this.css)
      this.#elements.set(style, list)
    }
    return list
  }

  #known(id: number): Adopted {
    const adopted = this.#adopted.get(id)
    if (!adopted) throw new MirrorFault('unknown-node')
    return adopted
  }

  #copyFor(document: Document, adopted: Adopted): CSSStyleSheet {
    const known = adopted.copies.get(document)
    if (known) return known.sheet
    const sheet = newSheet(document)
    sheet.media.mediaText = adopted.media
    const target = { sheet: () => sheet, replace: (css: string) => sheet.replaceSync(css) }
    const list = new RuleList(target, this.css)
    list.splice(0, 0, adopted.rules)
    adopted.copies.set(document, { sheet, list })
    return sheet
  }

  #baseOf(document: Document): CSSStyleSheet {
    let sheet = this.#base.get(document)
    if (!sheet) {
      sheet = newSheet(document)
      sheet.replaceSync(this.baseText)
      this.#base.set(document, sheet)
    }
    return sheet
  }
}

/** A sheet can only be adopted in the document whose window made it. */
function newSheet(document: Document): CSSStyleSheet {
  return new ((document.defaultView ?? window) as Windowed).CSSStyleSheet()
}
