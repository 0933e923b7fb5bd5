import { describe, expect, it } from 'vitest'
import { ALIASES } from '../../client_js/src/mirror/capture/aliases.js'
import { isShared, OPEN_POLICY, rulesOf } from '../../client_js/src/mirror/capture/policy.js'
import { privateCss } from '../../client_js/src/mirror/capture/private_css.js'
import { triggersOf } from '../../client_js/src/mirror/capture/selectors.js'
import { matchesPage } from '../../client_js/src/mirror/capture/url_pattern.js'

const SHOP = 'https://shop.example'

describe('patterns of pages', () => {
  it.each([
    ['*', '/', true],
    ['/', '/', true],
    ['/', '/account', false],
    ['/account', '/account', true],
    ['/account', '/account/', true],
    ['/account', '/account/cards', false],
    ['/account', '/accounts', false],
    ['/account/*', '/account', true],
    ['/account/*', '/account/cards/4711', true],
    ['/account*', '/accounts', true],
    ['*/edit', '/account/cards/edit', true],
    ['*/edit', '/edit', true],
    ['/a*c*e', '/abcde', true],
    ['/a*c*e', '/abcd', false],
    ['/order/*/pay', '/order/17/pay', true],
    ['/order/*/pay', '/order/17/ship', false],
    // However the same page is written.
    ['/account/*', '/ACCOUNT/cards', true],
    ['/account/*', '/%61ccount/cards', true],
    ['/account/*', '//account//cards', true],
    ['/straße', '/stra%C3%9Fe', true],
    ['/100%', '/100%', true],
    // Query and fragment count where the pattern has them.
    ['/search', '/search?q=1#top', true],
    ['/search?q=*', '/search?q=1#top', true],
    ['/search?q=*', '/search', false],
    ['/#/account/*', '/#/account/cards', true],
    ['/#/account/*', '/?a=1#/account/cards', true],
    ['/#/account/*', '/#/shop', false],
    ['*#/account/*', '/app/#/account/cards', true],
    // With an origin.
    ['https://shop.example/account/*', '/account/cards', true],
    ['https://*.example/account', '/account', true],
    ['https://other.example/*', '/account', false],
    ['http://shop.example/*', '/account', false],
  ])('%s, %s: %s', (pattern, path, matched) => {
    expect(matchesPage(pattern, SHOP + path)).toBe(matched)
  })

  it('matches nothing that is no address', () => {
    expect(matchesPage('*', 'no address')).toBe(false)
  })

  it('takes no pattern that could stop the page', () => {
    expect(matchesPage(`/${'a*'.repeat(200)}b`, `${SHOP}/${'a'.repeat(10_000)}`)).toBe(false)
  })

  it('keeps pages from being shared', () => {
    const policy = { ...OPEN_POLICY, unshared: ['/account/*', '/login'] }
    expect(isShared(policy, `${SHOP}/`)).toBe(true)
    expect(isShared(policy, `${SHOP}/login?next=/`)).toBe(false)
    expect(isShared(policy, `${SHOP}/account/x`)).toBe(false)
  })
})

describe('rules', () => {
  it('come with those of the aliases', () => {
    const rules = rulesOf({
      ...OPEN_POLICY,
      rules: [{ url: '/a', selector: 'b', action: 'ignore' }],
      aliases: ['rrweb'],
    })
    expect(rules).toEqual([
      { url: '/a', selector: 'b', action: 'ignore' },
      ...ALIASES.rrweb.map((preset) => ({ url: '*', ...preset })),
    ])
  })

  it.each([
    ['p', [], false, false],
    ['.a', ['class'], false, false],
    ['.a, .b', ['class'], false, false],
    ['#a.b', ['class', 'id'], false, false],
    ['[data-x]', ['data-x'], false, false],
    ['[data-x="a .b #c :hover"]', ['data-x'], false, false],
    ['[lang|="en"]', ['lang'], false, false],
    ['.a .b', ['class'], true, false],
    ['.a > p', ['class'], true, false],
    ['p:nth-child(2)', [], true, false],
    ['p:not(.a)', ['class'], true, false],
    ['div:has([data-x])', ['data-x'], true, false],
    ['input:checked', [], true, true],
    ['p:hover', [], true, true],
  ])('%s are asked again after the right changes', (selector, names, children, always) => {
    expect(triggersOf(selector)).toEqual({ attributes: new Set(names), children, always })
  })

  it('are asked again after every attribute where the selector has escapes', () => {
    expect(triggersOf('.a\\:b').attributes).toBeNull()
  })
})

describe('style sheets of a private page', () => {
  it.each([
    ['p::after { content: "secret"; color: red }', 'p::after { content: ""; color: red }'],
    [":root { --note: 'secret' }", ':root { --note: "" }'],
    [
      'p { content: counter(a) "x" attr(title) "y" }',
      'p { content: counter(a) "" attr(title) "" }',
    ],
    ['p { background: url("/face.png") }', 'p { background: url("data:,") }'],
    ['p { background: URL( /face.png ) }', 'p { background: url("data:,") }'],
    ['p { mask: url(#shape) }', 'p { mask: url(#shape) }'],
    ['[title="a"] { color: red }', '[title="a"] { color: red }'],
    ['a:hover { content: "x" }', 'a:hover { content: "" }'],
    ['src:hover { content: "x" }', 'src:hover { content: "" }'],
    ['p { cont\\65nt: "x" }', 'p { cont\\65nt: "" }'],
    ['p{font-family:"Inter";content:"x"}', 'p{font-family:"Inter";content:""}'],
    ['p { grid-template-areas: "a b" "c d" }', 'p { grid-template-areas: "a b" "c d" }'],
    [
      '@font-face { font-family: "I"; src: url("/i.woff2") format("woff2") }',
      '@font-face { font-family: "I"; src: url("/i.woff2") format("woff2") }',
    ],
    ['@media (width > 1px) { p { content: "x" } }', '@media (width > 1px) { p { content: "" } }'],
    ['p { /* secret */ color: red }', 'p { /**/ color: red }'],
    ['p { background: image-set("/a.png" 1x) }', 'p { background: image-set("" 1x) }'],
    ['p { content: "secret', 'p { content: ""'],
    ['p { content: "se\\"cret" }', 'p { content: "" }'],
  ])('%s', (css, kept) => {
    expect(privateCss(css)).toBe(kept)
  })
})
