import type { ElementBuilder } from './elements.js'
import { MirrorFault } from './fault.js'
import type { Branch } from './tree.js'

const MAX_SHEETS = 10_000

/** What every mirrored document and shadow root gets before the page's own sheets. */
const BASE = `
  :root { scrollbar-width: none; }
  alongside-gap { display: none !important; }
  alongside-box { background: repeating-linear-gradient(45deg, #9993 0 8px, #9995 8px 16px); }
  video::-webkit-media-controls { display: none !important; }`

type Constructor = new (options?: CSSStyleSheetInit) => CSSStyleSheet

/** The style sheets of one mirrored document: texts of elements, and adopted sheets. */
export class StyleBook {
  readonly #elements = new Map<Branch, string>()
  readonly #sheets = new Map<number, { sheet: CSSStyleSheet; css: string }>()
  readonly #base: CSSStyleSheet
  readonly #Sheet: Constructor

  constructor(
    window: Window,
    private readonly builder: ElementBuilder,
  ) {
    // A sheet can only be adopted in the document whose window made it.
    this.#Sheet = (window as unknown as { CSSStyleSheet: Constructor }).CSSStyleSheet
    this.#base = new this.#Sheet()
    this.#base.replaceSync(BASE)
  }

  setElement(style: Branch, css: string, media: string): void {
    this.#elements.set(style, css)
    ;(style.node as Element).setAttribute('media', media)
    style.node.textContent = this.builder.css(css)
  }

  setSheet(id: number, css: string, media: string): void {
    const known = this.#sheets.get(id)
    if (!known && this.#sheets.size >= MAX_SHEETS) throw new MirrorFault('bad-message')
    const sheet = known?.sheet ?? new this.#Sheet()
    sheet.media.mediaText = media
    sheet.replaceSync(this.builder.css(css))
    this.#sheets.set(id, { sheet, css })
  }

  /** The root's sheets, in order; the base sheet alone without any. */
  adopt(root: Document | ShadowRoot, ids: readonly number[]): void {
    const sheets = ids.map((id) => {
      const known = this.#sheets.get(id)
      if (!known) throw new MirrorFault('unknown-node')
      return known.sheet
    })
    root.adoptedStyleSheets = [this.#base, ...sheets]
  }

  forget(style: Branch): void {
    this.#elements.delete(style)
  }

  /** Writes what depends on assets once more. */
  refresh(): void {
    for (const [style, css] of this.#elements) {
      if (!css.includes('asset:')) continue
      const text = this.builder.css(css)
      if (style.node.textContent !== text) style.node.textContent = text
    }
    for (const { sheet, css } of this.#sheets.values()) {
      if (css.includes('asset:')) sheet.replaceSync(this.builder.css(css))
    }
  }
}
