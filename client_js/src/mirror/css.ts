/**
 * Rewrites the references in CSS text, on both sides of the mirror.
 *
 * A small tokenizer (CSS Syntax Level 3, section 4) rather than patterns: escapes, comments and
 * strings are the usual ways around patterns. It need not be right about CSS in general, only
 * never let a reference through that a browser would follow.
 */

/** Functions whose strings are URLs. */
const TAKES_URLS = new Set([
  'image-set',
  '-webkit-image-set',
  'image',
  'src',
  'cross-fade',
  '-webkit-cross-fade',
])
/** Functions that could bring a string in from elsewhere, out of our sight. */
const SUBSTITUTES = new Set(['var', 'attr', 'env', 'if', 'inherit'])
const DROPPED_AT_RULES = new Set(['import', 'charset', 'namespace'])

const NAME = /(?:[-\w]|[^\0-\x7f]|\\(?:[0-9a-f]{1,6}[ \t\n]?|[^\n0-9a-f]))+/iy
const SPACE = /[ \t\n]*/y
const PLAIN = /[^-\w\\@"'/(){}[\]\x80-\uffff]+/y
const UNQUOTED_URL = /(?:[^"'()\\ \t\n]|\\(?:[0-9a-f]{1,6}[ \t\n]?|[^\n0-9a-f]))*/iy

const CLOSERS: Record<string, string> = { '(': ')', '[': ']', '{': '}' }

/** `replace` gets each URL as written and returns what to write instead; null leaves a blank.
 * `states`: pseudo-classes like `:hover` become selectors of attributes (see `stateAttribute`). */
export function rewriteCss(
  css: string,
  replace: (url: string) => string | null,
  states = false,
): string {
  const text = css.replace(/\r\n?|\f/g, '\n').replaceAll('\0', '\ufffd')
  return new Rewriter(text, replace, states).run()
}

/** The value of a CSS string or identifier with its escapes resolved. */
export function unescapeCss(text: string): string {
  return text.replace(
    /\\(?:([0-9a-f]{1,6})[ \t\n]?|(\n)|([\s\S]))/gi,
    (_, hex: string | undefined, newline: string | undefined, other: string) => {
      if (newline !== undefined) return ''
      if (hex === undefined) return other
      const code = Number.parseInt(hex, 16)
      const bad = code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
      return bad ? '\ufffd' : String.fromCodePoint(code)
    },
  )
}

/** Where the comment, string, escape or character at `at` ends. */
export function skipToken(css: string, at: number): number {
  const c = css[at]
  if (c === '\\') return at + 2
  if (c === '/' && css[at + 1] === '*') {
    const end = css.indexOf('*/', at + 2)
    return end < 0 ? css.length : end + 2
  }
  if (c !== '"' && c !== "'") return at + 1
  for (let i = at + 1; i < css.length; i++) {
    if (css[i] === '\\') i++
    else if (css[i] === c || css[i] === '\n') return i + 1
  }
  return css.length
}

/** Pseudo-classes of what the customer does with her pointer and keyboard. */
const STATES = new Set(['hover', 'active', 'focus', 'focus-visible', 'focus-within'])

/** The attribute that stands for such a pseudo-class in a mirror. */
export function stateAttribute(state: string): string {
  return `alongside-${state}`
}

function quote(url: string): string {
  const escaped = url.replace(/["\\\n\0]/g, (c) => `\\${c.charCodeAt(0).toString(16)} `)
  return `url("${escaped}")`
}

class Rewriter {
  #at = 0
  readonly #out: string[] = []
  /** What is open: function names, and the plain brackets. */
  readonly #open: { name: string; closer: string }[] = []

  constructor(
    private readonly css: string,
    private readonly replace: (url: string) => string | null,
    private readonly states: boolean,
  ) {}

  run(): string {
    while (this.#at < this.css.length) this.#token()
    // What is not closed would go on in whatever is written behind it.
    const closers = this.#open.map(({ closer }) => closer).reverse()
    return [...this.#out, ...closers].join('')
  }

  #token(): void {
    const plain = this.#match(PLAIN)
    if (plain) this.#out.push(plain)
    const c = this.css[this.#at]
    if (c === undefined) return
    if (c === '/' && this.css[this.#at + 1] === '*') {
      this.#skipComment()
      this.#out.push('/**/')
    } else if (c === '"' || c === "'") this.#string()
    else if (c === '@') this.#atRule()
    else this.#nameOrBracket(c)
  }

  #nameOrBracket(c: string): void {
    const name = this.#match(NAME)
    if (name) this.#name(name)
    else {
      this.#at++
      this.#out.push(c)
      if (c in CLOSERS) this.#open.push({ name: '', closer: CLOSERS[c] ?? '' })
      else this.#close(c)
    }
  }

  #close(c: string): void {
    const index = this.#open.findLastIndex(({ closer }) => closer === c)
    if (index >= 0) this.#open.length = index
  }

  #name(raw: string): void {
    if (this.css[this.#at] !== '(') {
      this.#out.push(this.#stateSelector(raw) ?? raw)
      return
    }
    const name = unescapeCss(raw).toLowerCase()
    this.#at++
    if (name === 'url' || name === 'url-prefix') {
      this.#url()
      return
    }
    // Inside a function that takes URLs, a substituted string would be one: make it invalid.
    const blocked = SUBSTITUTES.has(name) && this.#takesUrls()
    this.#out.push(blocked ? '--blocked(' : `${raw}(`)
    this.#open.push({ name, closer: ')' })
  }

  /** `:hover` becomes `[alongside-hover]`: in a mirror nobody points but the customer. Browsers
   * write a blank between a colon and a value, so what follows one at once is a selector. */
  #stateSelector(raw: string): string | null {
    const name = raw.toLowerCase()
    const before = this.#out.at(-1)
    if (!this.states || !STATES.has(name)) return null
    if (!before?.endsWith(':') || before.endsWith('::')) return null
    this.#out[this.#out.length - 1] = before.slice(0, -1)
    return `[${stateAttribute(name)}]`
  }

  #url(): void {
    this.#match(SPACE)
    const c = this.css[this.#at]
    let value: string
    if (c === '"' || c === "'") value = this.#readString().value
    else value = unescapeCss(this.#match(UNQUOTED_URL))
    // Whatever else stands there (modifiers, or a bad url token) is not kept.
    const end = this.css.indexOf(')', this.#at)
    this.#at = end < 0 ? this.css.length : end + 1
    this.#out.push(this.#reference(value.trim()))
  }

  #string(): void {
    const { raw, value } = this.#readString()
    const inner = this.#open.at(-1)?.name
    if (inner !== 'type' && inner !== 'format' && this.#takesUrls()) {
      this.#out.push(this.#reference(value))
    } else {
      this.#out.push(raw)
    }
  }

  /** An empty one would mean the page itself. */
  #reference(url: string): string {
    return quote((url === '' ? null : this.replace(url)) ?? 'data:,')
  }

  #takesUrls(): boolean {
    return this.#open.some(({ name }) => TAKES_URLS.has(name))
  }

  /** Up to the closing quote, or to the end of the line: a bad string ends there. */
  #readString(): { raw: string; value: string } {
    const start = this.#at
    const mark = this.css[start]
    this.#at++
    while (this.#at < this.css.length) {
      const c = this.css[this.#at]
      if (c === '\n') break
      this.#at += c === '\\' ? 2 : 1
      if (c === mark) break
    }
    this.#at = Math.min(this.#at, this.css.length)
    const raw = this.css.slice(start, this.#at)
    const closed = raw.length > 1 && raw.endsWith(mark ?? '')
    return { raw, value: unescapeCss(raw.slice(1, closed ? -1 : undefined)) }
  }

  #atRule(): void {
    this.#at++
    const raw = this.#match(NAME)
    if (!DROPPED_AT_RULES.has(unescapeCss(raw).toLowerCase())) this.#out.push('@', raw)
    else this.#skipStatement()
  }

  /** Past the `;` or the block that ends an at-rule. */
  #skipStatement(): void {
    let depth = 0
    while (this.#at < this.css.length) {
      const c = this.css[this.#at] ?? ''
      if (c === '"' || c === "'") this.#readString()
      else if (c === '/' && this.css[this.#at + 1] === '*') this.#skipComment()
      else if (depth === 0 && c !== ';' && ')]}'.includes(c)) return
      else {
        this.#at += c === '\\' ? 2 : 1
        if (c in CLOSERS) depth++
        else if (')]}'.includes(c)) depth--
        if (depth === 0 && (c === ';' || c === '}')) return
      }
    }
  }

  #skipComment(): void {
    const end = this.css.indexOf('*/', this.#at + 2)
    this.#at = end < 0 ? this.css.length : end + 2
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.css)?.[0] ?? ''
    this.#at += found.length
    return found
  }
}
