const BASE = `
  :root { scrollbar-width: none; }
  alongside-gap { display: none !important; }
  alongside-box {
    container-type: size;
    overflow: hidden;
    background: repeating-linear-gradient(45deg, #9993 0 8px, #9995 8px 16px);
  }
  alongside-box::after {
    all: initial;
    position: relative;
    top: 50%;
    display: block;
    box-sizing: border-box;
    width: fit-content;
    max-width: calc(100% - 8px);
    margin: auto;
    padding: 3px 10px;
    overflow: hidden;
    border-radius: 999px;
    background: #fffe;
    color: #30343f;
    font: 500 13px / 1.4 system-ui, sans-serif;
    text-overflow: ellipsis;
    white-space: nowrap;
    translate: 0 -50%;
    visibility: inherit;
  }
  @media (forced-colors: active) {
    alongside-box { outline: 1px dashed; outline-offset: -1px; }
  }`

/**
 * What every mirrored document and shadow root gets before the page's own sheets. `reasons`: why a
 * part is grey, said in its middle where there is room, by the attribute `reason`.
 */
export function baseSheet(reasons: Readonly<Record<string, string>>): string {
  const rules = Object.entries(reasons).map(
    ([reason, words]) =>
      `alongside-box[reason=${cssString(reason)}]::after { content: ${cssString(words)}; }`,
  )
  return `${BASE}\n@container (min-width: 120px) and (min-height: 40px) { ${rules.join('\n')} }`
}

/** A CSS string with this text, whatever is in it. */
export function cssString(text: string): string {
  const escaped = text.replace(/[^ -~]|["\\]/gu, (c) => `\\${c.codePointAt(0)?.toString(16)} `)
  return `"${escaped}"`
}
