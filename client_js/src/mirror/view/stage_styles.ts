/** The look of a stage. Colours come from the tokens where the embedding page has them. */
const CSS = `
  .alongside-stage {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  .alongside-room {
    position: relative;
    min-height: 0;
    scrollbar-width: thin;
  }
  /* Clipped, not hidden: it must not scroll, and labels shall stick to the room. */
  .alongside-page {
    position: relative;
    overflow: clip;
  }
  .alongside-page > iframe {
    position: absolute;
    inset: 0 auto auto 0;
    z-index: 1;
    width: var(--alongside-width);
    height: var(--alongside-height);
    border: 0;
    background: #fff;
    scale: var(--alongside-scale);
    transform-origin: 0 0;
  }
  /* A second page is laid out, so that it can scroll, but not seen. */
  .alongside-page > iframe.coming {
    visibility: hidden;
  }
  .alongside-pane {
    position: absolute;
    inset: 0;
    z-index: 2;
    overflow: hidden;
    outline: 1px solid var(--line-strong, transparent);
    outline-offset: -1px;
    scrollbar-width: thin;
  }
  .alongside-pane.looking {
    touch-action: pan-x pan-y;
  }
  .alongside-room:focus-visible,
  .alongside-pane:focus-visible {
    outline: 3px solid var(--focus, Highlight);
    outline-offset: -3px;
    box-shadow: none;
  }
  .alongside-outline {
    position: absolute;
    inset: 0;
    z-index: 3;
    overflow: clip;
    pointer-events: none;
  }
  .alongside-edge {
    position: absolute;
    inset: 0;
    border: 3px solid var(--accent, #3b4cca);
    outline: 1px solid var(--accent-ink, #fff);
    outline-offset: -4px;
  }
  .alongside-label {
    position: sticky;
    inset: 0;
    width: max-content;
    padding: 2px 10px;
    border-end-end-radius: 6px;
    background: var(--accent, #3b4cca);
    color: var(--accent-ink, #fff);
    font: 600 12px / 1.5 var(--font, sans-serif);
    white-space: nowrap;
  }
  .alongside-marker {
    position: absolute;
    inset: -14px auto auto -14px;
    z-index: 4;
    width: 26px;
    height: 26px;
    border: 1px solid #fff;
    border-radius: 50%;
    background: linear-gradient(#171a23, #171a23) 50% / 2px 10px no-repeat,
      linear-gradient(#171a23, #171a23) 50% / 10px 2px no-repeat, rgb(255 255 255 / 60%);
    box-shadow: inset 0 0 0 2px #171a23;
    pointer-events: none;
  }
  .alongside-marker:not(:focus) {
    opacity: 0;
  }
  .alongside-marker:focus-visible {
    outline: 3px solid var(--focus, Highlight);
    outline-offset: 1px;
  }
  .alongside-marker[hidden] {
    display: none;
  }
  .alongside-caption {
    flex: none;
    padding-top: 4px;
    color: var(--ink-soft, inherit);
    font: 400 12px / 1.5 var(--font, sans-serif);
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .alongside-caption:empty {
    display: none;
  }
  @media (forced-colors: active) {
    .alongside-label {
      border: 1px solid;
    }
  }
`

let sheet: CSSStyleSheet | null = null

/** Gives a document or shadow root the look of the stages in it. */
export function adoptStageStyles(root: Node): void {
  if (!('adoptedStyleSheets' in root)) return
  const { adoptedStyleSheets } = root as Document | ShadowRoot
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(CSS)
  }
  if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet)
}
