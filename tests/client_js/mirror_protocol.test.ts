import { describe, expect, it } from 'vitest'
import {
  attributeAllowed,
  isCustomAttribute,
  tagAllowed,
} from '../../client_js/src/mirror/allow.js'
import { assetMessage } from '../../client_js/src/mirror/asset_message.js'
import {
  assetNumber,
  assetReference,
  HTML,
  isPlainData,
  MATHML,
  SVG,
} from '../../client_js/src/mirror/operations.js'
import { parseSync } from '../../client_js/src/mirror/sync.js'
import { AssetBook } from '../../client_js/src/mirror/view/asset_book.js'

describe('the allow-list', () => {
  it.each(['div', 'table', 'my-card', 'input', 'gap', 'box', 'style'])('has %s', (tag) => {
    expect(tagAllowed(HTML, tag)).toBe(true)
  })

  it.each([
    'script',
    'SCRIPT',
    'object',
    'embed',
    'link',
    'meta',
    'base',
    'template',
    'noscript',
    'video',
    'frame',
    'frameset',
    'applet',
    'title',
    'constructor',
    '__proto__',
    '',
    'a b',
    'On-x',
    'x-"><script>',
    '-',
    'font-face\n',
  ])('has no %s', (tag) => {
    expect(tagAllowed(HTML, tag)).toBe(false)
  })

  it('keeps what animates references out of drawings', () => {
    for (const tag of ['script', 'animate', 'set', 'animateMotion', 'iframe', 'handler']) {
      expect(tagAllowed(SVG, tag)).toBe(false)
    }
    expect(tagAllowed(SVG, 'foreignObject')).toBe(true)
    expect(tagAllowed(MATHML, 'maction')).toBe(false)
  })

  it.each([
    'onclick',
    'ONCLICK',
    'on-x',
    'srcdoc',
    'srcset',
    'action',
    'formaction',
    'ping',
    'nonce',
    'integrity',
    'background',
    'poster',
    'data',
    'code',
    'http-equiv',
    'accept-charset',
    'target',
    'is',
    'name',
    'for',
    'usemap',
    'manifest',
    'autofocus',
    'contenteditable',
    'tabindex',
    '__proto__',
    'constructor',
    'xlink:href',
    'xml:base',
    'x" onclick',
    'sandbox',
  ])('has no attribute %s', (name) => {
    expect(attributeAllowed(HTML, 'div', name)).toBe(false)
  })

  it('has what style sheets select by', () => {
    for (const name of ['data-state', 'aria-label', '_ngcontent-abc-c1', 'data-v-1a2b', 'x-y']) {
      expect(isCustomAttribute(name)).toBe(true)
    }
    expect(isCustomAttribute('stroke-width')).toBe(false)
    expect(isCustomAttribute('on-click')).toBe(false)
  })

  it('has a name for slots only', () => {
    expect(attributeAllowed(HTML, 'slot', 'name')).toBe(true)
    for (const name of ['name', 'src', 'srcdoc', 'sandbox', 'allow', 'onload']) {
      expect(attributeAllowed(HTML, 'iframe', name)).toBe(false)
    }
  })
})

describe('references', () => {
  it('to assets', () => {
    expect(assetNumber(assetReference(12))).toBe(12)
    for (const other of ['asset:', 'asset:-1', 'asset:1e3', ' asset:1', 'asset:1 ', 'x:1', '']) {
      expect(assetNumber(other)).toBeNull()
    }
  })

  it('to data', () => {
    expect(isPlainData('data:image/png;base64,AAAA')).toBe(true)
    expect(isPlainData('DATA:font/woff2,x')).toBe(true)
    for (const other of [
      'data:text/html,x',
      'data:application/pdf,x',
      'data:,',
      ' data:image/png',
    ]) {
      expect(isPlainData(other)).toBe(false)
    }
  })
})

describe('messages on sync', () => {
  const parse = (message: unknown): unknown => parseSync(JSON.stringify(message), 7)

  it('are read', () => {
    for (const message of [
      { type: 'resync', grant: 7, reason: 'gap' },
      { type: 'ack', grant: 7, channel: 'mirror', bytes: 5 },
      { type: 'beat', grant: 7 },
      { type: 'repair', grant: 7, node: 12 },
      { type: 'pace', grant: 7, ms: 120 },
      { type: 'page', grant: 7, shared: false },
    ]) {
      expect(parse(message)).toEqual(message)
    }
  })

  it.each([
    { type: 'beat', grant: 8 },
    { type: 'beat' },
    { type: 'other', grant: 7 },
    { type: 'resync', grant: 7, reason: 'because' },
    { type: 'ack', grant: 7, channel: 'sync', bytes: 5 },
    { type: 'ack', grant: 7, channel: 'mirror', bytes: '5' },
    { type: 'ack', grant: 7, channel: 'mirror', bytes: 1.5 },
    { type: 'repair', grant: 7, node: -1 },
    { type: 'pace', grant: 7, ms: '9' },
    { type: 'page', grant: 7, shared: 1 },
    [],
    null,
    'beat',
  ])('that are not for us are not: %j', (message) => {
    expect(parse(message)).toBeNull()
  })

  it('of garbage are nothing', () => {
    for (const data of ['{', '', new ArrayBuffer(3), undefined, `"${'x'.repeat(2000)}"`]) {
      expect(parseSync(data, 7)).toBeNull()
    }
  })
})

describe('AssetBook', () => {
  const hash = 'ab'.repeat(32)

  it('knows an asset when its number and its content have come, in either order', () => {
    let changes = 0
    const book = new AssetBook(() => changes++)
    expect(book.url(1)).toBeUndefined()
    expect(book.assign(1, hash)).toBe(true)
    expect(book.url(1)).toBeUndefined()
    expect(book.take(assetMessage(hash, 'image/png', new Uint8Array([1, 2])))).toBe(true)
    expect(book.url(1)).toMatch(/^blob:/)
    expect(book.assign(2, hash)).toBe(true)
    expect(book.url(2)).toBe(book.url(1))
    expect(book.assign(3, null)).toBe(true)
    expect(book.url(3)).toBeNull()
    expect(changes).toBe(4)
    book.clear()
    expect(book.url(1)).toBeUndefined()
  })

  it('shows what was there until what takes its place has come, and then forgets it', () => {
    const [one, other] = ['ab'.repeat(32), 'cd'.repeat(32)]
    const book = new AssetBook(() => undefined)
    book.assign(1, one)
    book.take(assetMessage(one, 'image/png', new Uint8Array([1])))
    const first = book.url(1)
    book.assign(1, other)
    expect(book.url(1)).toBe(first)
    book.take(assetMessage(other, 'image/png', new Uint8Array([2])))
    expect(book.url(1)).not.toBe(first)
    book.assign(2, one)
    expect(book.url(2)).toBeUndefined()
  })

  it('loads from nowhere but where the site says', () => {
    const book = new AssetBook(() => undefined, ['https://cdn.example'])
    expect(book.assign(1, 'https://cdn.example/a.png?x=1')).toBe(true)
    expect(book.url(1)).toBe('https://cdn.example/a.png?x=1')
    for (const url of [
      'https://cdn.example.evil/a.png',
      'http://cdn.example/a.png',
      'https://user:pw@cdn.example/a.png',
      'https://other.example/a.png',
      'javascript:1',
      `https://cdn.example/${'x'.repeat(3_000)}`,
    ]) {
      expect(book.assign(2, url)).toBe(false)
    }
    expect(new AssetBook(() => undefined).assign(1, 'https://cdn.example/a.png')).toBe(false)
  })

  it.each([
    ['no type', assetMessage(hash, '', new Uint8Array(1))],
    ['a page', assetMessage(hash, 'text/html', new Uint8Array(1))],
    ['two types', assetMessage(hash, 'image/png\ntext/html', new Uint8Array(1))],
    ['no hash', assetMessage('../x', 'image/png', new Uint8Array(1))],
    ['too large', assetMessage(hash, 'image/png', new Uint8Array(4 * 1024 * 1024 + 1))],
    ['nothing', new Uint8Array(0)],
    ['a length that lies', new Uint8Array([255, 255, 123])],
    ['no object', new Uint8Array([0, 1, 0x31])],
  ])('refuses %s', (_, message) => {
    expect(new AssetBook(() => undefined).take(message)).toBe(false)
  })

  it('refuses what is no hash', () => {
    const book = new AssetBook(() => undefined)
    for (const other of ['', 'x', hash.toUpperCase(), 5, undefined, {}]) {
      expect(book.assign(1, other)).toBe(false)
    }
  })
})
