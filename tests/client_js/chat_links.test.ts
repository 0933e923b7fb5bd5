import { describe, expect, it } from 'vitest'
import { pieces } from '../../client_js/src/chat/links.js'

/** The addresses found, as they will be opened. */
const links = (text: string): string[] =>
  pieces(text).flatMap((piece) => (typeof piece === 'string' ? [] : [piece.href]))

/** What is read, links and all. */
const read = (text: string): string =>
  pieces(text)
    .map((piece) => (typeof piece === 'string' ? piece : piece.shown))
    .join('')

describe('an address', () => {
  it.each([
    ['See https://shop.example/help', 'https://shop.example/help'],
    ['https://shop.example', 'https://shop.example/'],
    ['HTTP://SHOP.EXAMPLE/A', 'http://shop.example/A'],
    ['(see https://shop.example/a)', 'https://shop.example/a'],
    ['https://wiki.example/Cat_(animal)', 'https://wiki.example/Cat_(animal)'],
    ['(https://wiki.example/Cat_(animal)).', 'https://wiki.example/Cat_(animal)'],
    ['Look: https://shop.example/a?b=c&d=e#f!', 'https://shop.example/a?b=c&d=e#f'],
    ['"https://shop.example/a"', 'https://shop.example/a'],
    ['http://127.0.0.1:8080/x,', 'http://127.0.0.1:8080/x'],
    ['<https://shop.example/a>', 'https://shop.example/a'],
  ])('in %s is %s', (text, href) => {
    expect(links(text)).toEqual([href])
  })

  it('keeps all that is around it', () => {
    const text = 'One https://a.example/x, two (https://b.example/y)\nand https://c.example/z.'
    expect(read(text)).toBe(text)
    expect(links(text)).toHaveLength(3)
  })

  it('is read as typed where that is what opens', () => {
    expect(pieces('https://shop.example')).toEqual([
      { href: 'https://shop.example/', shown: 'https://shop.example' },
    ])
  })
})

describe('what is no address', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt://x.example/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'ftp://shop.example/a',
    'mailto:ann@shop.example',
    'www.shop.example',
    'xhttps://shop.example',
    'https://',
    'http://?',
    'https:// shop.example',
    'https://[bad',
    'https://bank.example@evil.example/',
    'https://ann:secret@evil.example/',
    'https://shop.example:99999/',
    `https://shop.example/${'a'.repeat(2100)}`,
    '<a href="x">y</a><img src=x onerror=alert(1)>',
    '',
  ])('stays text: %s', (text) => {
    expect(links(text)).toEqual([])
    expect(read(text)).toBe(text)
  })
})

describe('a deceiving address', () => {
  it('shows the name that the network knows', () => {
    // The first letter is Cyrillic.
    expect(pieces('https://аpple.com/login')).toEqual([
      { href: 'https://xn--pple-43d.com/login', shown: 'https://xn--pple-43d.com/login' },
    ])
  })

  it('ends before what turns the direction of the text, or is invisible', () => {
    for (const mark of ['\u202e', '\u2066', '\u200b', '\u00ad', '\u2028', '\u0000']) {
      expect(links(`https://shop.example/a${mark}moc.live`)).toEqual(['https://shop.example/a'])
    }
  })

  it('ends before a quote or a bracket, so that no attribute could be left', () => {
    expect(links('https://shop.example/"onmouseover="alert(1)')).toEqual(['https://shop.example/'])
    expect(links('https://shop.example/<script>')).toEqual(['https://shop.example/'])
  })

  it('shows no other letters in a path', () => {
    const [link] = pieces('https://shop.example/\u05d0\u05d1')
    expect(link).toMatchObject({ shown: 'https://shop.example/%D7%90%D7%91' })
  })
})

it('reads the longest message in no time', () => {
  const hostile = ['('.repeat(4096), 'https://a.b/)'.repeat(315), `https://a.b/${')'.repeat(4084)}`]
  const began = performance.now()
  for (const text of hostile) expect(read(text).length).toBeGreaterThan(4000)
  expect(performance.now() - began).toBeLessThan(200)
})
