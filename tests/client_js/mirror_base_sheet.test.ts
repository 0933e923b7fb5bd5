import { expect, it } from 'vitest'
import { baseSheet, cssString } from '../../client_js/src/mirror/view/base_sheet.js'

it('escapes whatever could end a CSS string', () => {
  expect(cssString('Page of another site')).toBe('"Page of another site"')
  expect(cssString('a"b\\c\nd')).toBe('"a\\22 b\\5c c\\a d"')
  expect(cssString('</style>é😀')).toBe('"</style>\\e9 \\1f600 "')
  expect(cssString('\0')).toBe('"\\0 "')
})

it('says why a part is grey', () => {
  const css = baseSheet({ frame: 'Another "site"' })
  expect(css).toContain(
    'alongside-box[reason="frame"]::after { content: "Another \\22 site\\22 "; }',
  )
})
