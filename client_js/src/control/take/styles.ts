import { pickerCss } from './pickers/styles.js'

/** The look of what stands above a page in control. Colours come from the console's tokens. */
const CSS = `
  .alongside-pane.taken {
    touch-action: none;
    outline: 2px solid var(--good, #17703f);
    outline-offset: -2px;
  }
  .alongside-pane.taken:focus-within {
    outline: 4px solid var(--focus, Highlight);
    outline-offset: -4px;
  }
  .alongside-keys {
    position: absolute;
    width: 1px;
    height: 1lh;
    margin: 0;
    padding: 0;
    border: 0;
    outline: 0;
    overflow: hidden;
    opacity: 0;
    resize: none;
    pointer-events: none;
  }
  .alongside-unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .alongside-notice {
    position: absolute;
    inset: 0;
    z-index: 3;
    overflow: clip;
    pointer-events: none;
  }
  .alongside-notice > span {
    position: absolute;
    width: max-content;
    max-width: min(320px, calc(100% - 16px));
    padding: 6px 12px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface-raised);
    color: var(--ink);
    box-shadow: var(--shadow-large);
    font: 500 var(--text-small) / 1.4 var(--font);
  }
  .alongside-notice > span:empty {
    display: none;
  }
`

let sheet: CSSStyleSheet | null = null

/** Gives a document or shadow root the look of what `Reach` puts into it. */
export function adoptReachStyles(root: Node): void {
  if (!('adoptedStyleSheets' in root)) return
  const { adoptedStyleSheets } = root as Document | ShadowRoot
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(CSS + pickerCss)
  }
  if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet)
}
