import { describe, expect, it } from 'vitest'
import { destination } from '../../client_js/src/customer/navigation/address.js'

const ORIGINS = ['https://shop.example', 'https://pay.shop.example:8443']
const PAGE = 'https://shop.example/things/one.html?size=2#top'

function to(typed: string): string {
  const found = destination(typed, PAGE, ORIGINS)
  return found.kind === 'none' ? 'none' : `${found.kind} ${found.url}`
}

describe('R23 an address stays in the site', () => {
  it.each([
    ['/cart', 'site https://shop.example/cart'],
    ['two.html', 'site https://shop.example/things/two.html'],
    ['  /cart?a=1#b  ', 'site https://shop.example/cart?a=1#b'],
    ['#down', 'site https://shop.example/things/one.html?size=2#down'],
    ['https://shop.example', 'site https://shop.example/'],
    ['HTTPS://SHOP.EXAMPLE:443/x', 'site https://shop.example/x'],
    ['shop.example', 'site https://shop.example/'],
    ['Shop.Example/cart', 'site https://shop.example/cart'],
    ['pay.shop.example:8443/now', 'site https://pay.shop.example:8443/now'],
    ['/../../etc/passwd', 'site https://shop.example/etc/passwd'],
  ])('%s', (typed, expected) => expect(to(typed)).toBe(expected))

  // Without a scheme it is a path, as in a link: no way out of the site.
  it.each(['evil.example/x', 'shop.example.evil.example', 'shop.exampleevil'])('%s', (typed) => {
    expect(to(typed)).toBe(`site https://shop.example/things/${typed}`)
  })
})

describe('R23 what only looks like the site is another one', () => {
  it.each([
    'https://evil.example/shop.example',
    'https://shop.example.evil.example/',
    'https://evilshop.example/',
    'https://shop.example./',
    'https://shop.example:444/',
    'http://shop.example/',
    'https://sub.shop.example/',
    'https://pay.shop.example/',
    '//evil.example',
    '\\\\evil.example\\x',
    '/\\evil.example',
    'https:\\\\evil.example',
    'https:/\t/evil.example',
    '/\n/evil.example',
    'https://ѕhop.example/',
    'https://shop%2eexample.evil.example/',
  ])('%s', (typed) => expect(to(typed)).toMatch(/^outside /))

  it('full-width letters are the same host to browsers', () => {
    expect(to('https://ｓhop.example/')).toBe('site https://shop.example/')
  })
})

describe('R23 what is no web address leads nowhere', () => {
  it.each([
    '',
    '   ',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' \u0001javascript:alert(1)',
    'java\nscript:alert(1)',
    'javascript://shop.example/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'blob:https://shop.example/0f0f',
    'filesystem:https://shop.example/x',
    'view-source:https://shop.example/',
    'about:blank',
    'file:///etc/passwd',
    'mailto:ada@shop.example',
    'tel:123',
    'ws://shop.example/',
    'ftp://shop.example/',
    'https://shop.example@evil.example/',
    'https://user:pass@shop.example/',
    'https://:pass@shop.example/',
    'https://shop.example\u2024evil.example/',
    'https://',
    'https://[',
    'https://shop.example:99999/',
  ])('%s', (typed) => expect(to(typed)).toBe('none'))
})
