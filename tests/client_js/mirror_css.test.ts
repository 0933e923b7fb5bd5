import { describe, expect, it } from 'vitest'
import { rewriteCss, unescapeCss } from '../../client_js/src/mirror/css.js'

const seen = (css: string): string[] => {
  const urls: string[] = []
  rewriteCss(css, (url) => {
    urls.push(url)
    return null
  })
  return urls
}
const blanked = (css: string): string => rewriteCss(css, () => null)

describe('references', () => {
  it.each([
    ['a{b:url(x.png)}', ['x.png']],
    ['a{b:url( "x y.png" )}', ['x y.png']],
    ["a{b:url('x.png')}", ['x.png']],
    ['a{b:URL(x)}', ['x']],
    ['a{b:u\\72l(x)}', ['x']],
    ['a{b:\\000075rl(x)}', ['x']],
    ['a{b:url(a\\)b)}', ['a)b']],
    ['a{b:url(x', ['x']],
    ['a{b:url("x', ['x']],
    ['a{b:url(x),url(y)}', ['x', 'y']],
    ['a{b:image-set("x" 1x, url(y) 2x)}', ['x', 'y']],
    ['a{b:image-set("x" type("image/png") 1x)}', ['x']],
    ['a{b:-webkit-image-set(url(x) 1x)}', ['x']],
    ['a{b:cross-fade("x", "y", 50%)}', ['x', 'y']],
    ['@font-face{src:url(x) format("woff2"), local("y")}', ['x']],
    ['a{--v:url(x)}', ['x']],
    ['@media print{a{b:url(x)}}', ['x']],
    ['@document url(x){}', ['x']],
  ])('finds those in %s', (css, urls) => {
    expect(seen(css)).toEqual(urls)
  })

  it.each([
    'a{b:/* url(x) */c}',
    'a::before{content:"url(x)"}',
    'a::before{content:"\\"url(x)"}',
    'a{b:my-url(x)}',
    'a{b:url}',
  ])('finds none in %s', (css) => {
    expect(seen(css)).toEqual([])
  })

  it('are written so that no content of theirs can end them', () => {
    const css = rewriteCss('a{b:url(x)}', () => '"){}\\\nbody{c:url(y)}')
    expect(css).toBe('a{b:url("\\22 ){}\\5c \\a body{c:url(y)}")}')
    expect(seen(css)).toEqual(['"){}\\\nbody{c:url(y)}'])
  })

  it('are blank without a replacement', () => {
    expect(blanked('a{b:url(x)}')).toBe('a{b:url("data:,")}')
  })
})

describe('at-rules that load', () => {
  it.each([
    ['@import "x";a{b:c}', 'a{b:c}'],
    ['@import url(x) screen;a{b:c}', 'a{b:c}'],
    ['@IMPORT url(x;y);a{b:c}', 'a{b:c}'],
    ['@\\69mport "x";a{b:c}', 'a{b:c}'],
    ['@import "a;b";a{b:c}', 'a{b:c}'],
    ['@import "x" /* ; */ print;a{b:c}', 'a{b:c}'],
    ['@import "x"', ''],
    ['@charset "utf-8";a{}', 'a{}'],
    ['@namespace svg url(x);a{}', 'a{}'],
    ['@import {x;y} a{}', ' a{}'],
    ['@media screen{@import "x";a{b:c}}d{}', '@media screen{a{b:c}}d{}'],
    ['@media screen{@import "x"}d{}', '@media screen{}d{}'],
  ])('%s', (css, left) => {
    expect(blanked(css)).toBe(left)
  })
})

describe('what the customer points at', () => {
  const settled = (css: string): string => rewriteCss(css, () => null, true)

  it.each([
    ['a:hover > b:focus-visible {}', 'a[alongside-hover] > b[alongside-focus-visible] {}'],
    ['a:not(:HOVER):active {}', 'a:not([alongside-hover])[alongside-active] {}'],
    ['@media print { li:focus-within {} }', '@media print { li[alongside-focus-within] {} }'],
  ])('is selected by attributes: %s', (css, other) => {
    expect(settled(css)).toBe(other)
  })

  it.each([
    'a::hover {}',
    'a { animation: hover 1s }',
    'a::before { content: ":hover" }',
    '.hover {}',
  ])('is not meant by %s', (css) => {
    expect(settled(css)).toBe(css)
  })
})

describe('everything else', () => {
  it.each([
    'a > b ~ c + d{color:#fff;margin:-1px +2px .5em}',
    '.a\\:b:hover{width:calc(100% - (2px + 1em))}',
    '[a="x;y{"]::after{content:"}"}',
    '@media (min-width:1px){@supports (a:b){.x{c:d}}}',
    'ü::before{content:"\\201c"}',
    '@keyframes x{from{a:b}50.5%{c:d}}',
    'a{b:c!important;--d:{e:f}}',
    'a{color:var(--x, var(--y))}',
    'a{b:"unclosed\nc:d}',
  ])('stays: %s', (css) => {
    expect(blanked(css)).toBe(css)
  })

  it('loses comments, without joining what they part', () => {
    expect(blanked('a/* x */b{}/* open')).toBe('a/**/b{}/**/')
  })

  it('cannot bring a string into a function that takes URLs', () => {
    expect(blanked('a{b:image-set(var(--x) 1x)}')).toBe('a{b:image-set(--blocked(--x) 1x)}')
  })

  it('is the same when it is rewritten again', () => {
    const once = blanked('@import "x";a{b:url(x)}/*c*/d{e:image-set("f" 1x)}')
    expect(blanked(once)).toBe(once)
  })

  it('takes time in proportion to its length', () => {
    const start = performance.now()
    for (const part of ['\\', '/*', '(', '"', 'url(', '@import ', 'a{', '-', '\\a']) {
      blanked(part.repeat(200_000))
    }
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})

describe('unescapeCss', () => {
  it.each([
    ['\\41 b', 'Ab'],
    ['\\000041b', 'Ab'],
    ['\\"', '"'],
    ['a\\\nb', 'ab'],
    ['\\0', '\ufffd'],
    ['\\d800', '\ufffd'],
    ['\\110000', '\ufffd'],
    ['\\1f600', '\u{1f600}'],
  ])('%s', (text, value) => {
    expect(unescapeCss(text)).toBe(value)
  })
})
