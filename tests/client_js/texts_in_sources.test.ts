// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources stand in quotes here.
import { describe, expect, it } from 'vitest'
import { english, sources } from '../../client_js/src/i18n/catalogues.mjs'

const files = Object.entries(sources()).filter(([path]) => !path.startsWith('i18n/'))

/** What stands in an html template beside its `${}`; nested templates are found by themselves. */
function* templates(source: string): Generator<string> {
  for (const { index } of source.matchAll(/\bhtml`/g)) {
    yield literal(source, index + 'html`'.length).text
  }
}

/** Of a template literal from behind its first backtick, and where it ends. */
function literal(source: string, from: number): { text: string; end: number } {
  let text = ''
  let at = from
  while (at < source.length && source[at] !== '`') {
    if (source.startsWith('${', at)) {
      at = expressionEnd(source, at + 2)
      text += GAP
    } else {
      text += source[at]
      at++
    }
  }
  return { text, end: at + 1 }
}

/** Behind the brace that ends it. */
function expressionEnd(source: string, from: number): number {
  let depth = 1
  let at = from
  while (at < source.length && depth > 0) {
    const one = source[at]
    if (one === '`') at = literal(source, at + 1).end - 1
    else if (one === "'") at = source.indexOf("'", at + 1)
    else if (one === '{') depth++
    else if (one === '}') depth--
    at++
  }
  return at
}

/** In the place of an expression; no source has it. */
const GAP = '\uE000'
const LETTERS = /\p{L}{2,}/u
/** Of a session ID. */
const EXAMPLE = /^ABCD-1234$/
const SPOKEN = /\s(?:aria-label|aria-description|title|placeholder|alt)="([^"]*)"/g
const ASSIGNED =
  /\.(?:textContent|innerText|title|ariaLabel|placeholder|alt)\s*=\s*['"`]([^'"`$]*)['"`]/g
const SET = /setAttribute\(\s*'(?:aria-label|title|placeholder|alt)',\s*['"`]([^'"`$]*)['"`]/g

/** Texts of a source file that a person would read or hear, and that no catalogue has. */
function outside(source: string): string[] {
  const found: string[] = []
  for (const template of templates(source)) {
    const words = template.replace(/<!--.*?-->/gs, '').replace(/<[^>]*>/g, '\n')
    found.push(
      ...words
        .replaceAll(GAP, '\n')
        .split('\n')
        .filter((word) => LETTERS.test(word)),
    )
    for (const [, text = ''] of template.matchAll(SPOKEN)) found.push(text)
  }
  for (const pattern of [ASSIGNED, SET]) {
    for (const [, text = ''] of source.matchAll(pattern)) found.push(text)
  }
  return found
    .map((text) => text.trim())
    .filter((text) => LETTERS.test(text) && !EXAMPLE.test(text))
}

describe('text outside the catalogues', () => {
  it.each([
    ['html`<p>Hello</p>`', ['Hello']],
    ['html`<p>${t("x")} seconds</p>`', ['seconds']],
    ["html`<p>${a ? html`<b>Nested ${'}'}</b>` : nothing}</p>`", ['Nested']],
    ['html`<button aria-label="Close">${icons.close}</button>`', ['Close']],
    ["label.textContent = 'Hidden'", ['Hidden']],
    ["frame.setAttribute('aria-label', 'Page')", ['Page']],
    ["html`<p class=\"plain\" title=${t('x')}>${t('y')} · ${one}</p>`", []],
    ["element.textContent = ''", []],
  ])('is found: %s', (source, texts) => {
    expect(outside(source)).toEqual(texts)
  })

  it('is nowhere', () => {
    const found = files.flatMap(([path, source]) =>
      outside(source).map((text) => `${path}: ${text}`),
    )
    expect(found).toEqual([])
  })
})

/** Quoted in the sources: keys, and patterns of keys that are put together. */
function quoted(): { keys: ReadonlySet<string>; patterns: readonly RegExp[] } {
  const keys = new Set<string>()
  const patterns: RegExp[] = []
  for (const [, source] of files) {
    for (const [, key = ''] of source.matchAll(/'([a-z_]+(?:[.][\w.-]+)+)'/g)) keys.add(key)
    for (const { index } of source.matchAll(/`[a-z_]+\.[\w.]*\$\{/g)) {
      const pieces = literal(source, index + 1).text.split(GAP)
      const escaped = pieces.map((piece) => piece.replace(/[.\\^$*+?()[\]{}|]/g, '\\$&'))
      patterns.push(new RegExp(`^${escaped.join('[\\w.-]+')}$`))
    }
  }
  return { keys, patterns }
}

it('every English text is used', async () => {
  const { keys, patterns } = quoted()
  const all = Object.values(await english()).flatMap((texts) => Object.keys(texts))
  const unused = all.filter(
    (key) => !keys.has(key) && !patterns.some((pattern) => pattern.test(key)),
  )
  expect(unused).toEqual([])
})

/** What is placed by coordinates is where it is in every language. */
const BY_COORDINATES = /^(ink|mirror|preview|control)\/|outline_styles|region_styles|preview_window/

describe('style sheets', () => {
  it('know beginning and end, not left and right', () => {
    const physical =
      /^\s*(?:(?:margin|padding|border|scroll-margin)-(?:left|right)[\w-]*|left|right|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(?:text-align|float|clear):\s*(?:left|right)\b/
    const found: string[] = []
    for (const [path, source] of files) {
      if (BY_COORDINATES.test(path)) continue
      for (const [sheet] of source.matchAll(/css`\n[^`]*`/g)) {
        for (const line of sheet.split('\n')) {
          if (physical.test(line) || isLopsided(line)) found.push(`${path}: ${line.trim()}`)
        }
      }
    }
    expect(found).toEqual([])
  })
})

/** Four values, of which left and right differ. */
function isLopsided(line: string): boolean {
  const [, values] = /^\s*(?:margin|padding|inset):\s*([^;]+);/.exec(line) ?? []
  const four = values?.match(/(?:calc|var)\((?:[^()]|\([^()]*\))*\)|[^\s]+/g) ?? []
  return four.length === 4 && four[1] !== four[3]
}

describe('style sheets as such', () => {
  it('close every brace that they open, and nest no rule in another', () => {
    const ours = files.filter(([path]) => !path.startsWith('mirror/'))
    const broken = ours.flatMap(([path, source]) => {
      const sheets = [...source.matchAll(/\bcss`([^`]*)`/g)].map(([, sheet]) => sheet ?? '')
      return sheets.some((sheet) => !isWhole(sheet)) ? [path] : []
    })
    expect(broken).toEqual([])
    expect(isWhole('.a { b: c; .d { e: f; } }')).toBe(false)
    expect(isWhole('.a { b: c;')).toBe(false)
  })
})

/** A rule within a rule comes of a brace that was lost; what groups rules begins with an @. */
function isWhole(sheet: string): boolean {
  const open: string[] = []
  const bare = sheet.replace(/\/\*.*?\*\//gs, '').replace(/\$\{[^}]*\}/g, '')
  for (const [, prelude, brace] of bare.matchAll(/([^{};]*)([{};])/g)) {
    if (brace === '{') {
      const inRule = open.some((one) => !one.startsWith('@'))
      if (inRule) return false
      open.push((prelude ?? '').trim())
    } else if (brace === '}' && open.pop() === undefined) return false
  }
  return open.length === 0
}
