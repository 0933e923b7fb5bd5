import { expect, it } from 'vitest'
import { parsePage, parseTabs } from '../../client_js/src/control/whereabouts_messages.js'

const page = {
  type: 'page',
  grant: 7,
  address: 'https://shop.example/cart',
  title: 'Cart',
  back: true,
  forward: false,
}
const tabs = { type: 'tabs', grant: 7, tabs: [{ tab: 'e1', title: 'Cart' }] }

it('takes what it is for, and no field more', () => {
  expect(parsePage(JSON.stringify({ ...page, query: '?secret' }), 7)).toEqual(page)
  const more = { ...tabs, tabs: [{ tab: 'e1', title: 'Cart', address: '/x' }] }
  expect(parseTabs(JSON.stringify(more), 7)).toEqual(tabs)
})

it.each([
  ['another grant', { ...page, grant: 6 }, { ...tabs, grant: 6 }],
  ['another type', tabs, page],
  ['a long title', { ...page, title: 'x'.repeat(201) }, { ...tabs, tabs: [{ tab: 'e1' }] }],
  ['no text', { ...page, address: 1 }, { ...tabs, tabs: [null] }],
  ['no answer', { ...page, back: 'yes' }, { ...tabs, tabs: [{ tab: '', title: '' }] }],
  ['too many', { ...page, forward: undefined }, { ...tabs, tabs: Array(51).fill(tabs.tabs[0]) }],
  ['a list', [page], [tabs]],
  ['nothing', null, null],
])('drops %s', (_, badPage, badTabs) => {
  expect(parsePage(JSON.stringify(badPage), 7)).toBeNull()
  expect(parseTabs(JSON.stringify(badTabs), 7)).toBeNull()
})

it('drops what is no text, no JSON, or far too long', () => {
  for (const data of [new ArrayBuffer(8), '{', `${JSON.stringify(page)}${' '.repeat(17_000)}`]) {
    expect(parsePage(data, 7)).toBeNull()
    expect(parseTabs(data, 7)).toBeNull()
  }
})
