import { expect, it } from 'vitest'
import { parseTabs } from '../../client_js/src/control/whereabouts_messages.js'

const tabs = { type: 'tabs', grant: 7, tabs: [{ tab: 'e1', title: 'Cart' }] }

it('takes what it is for, and no field more', () => {
  const more = { ...tabs, tabs: [{ tab: 'e1', title: 'Cart', address: '/x' }] }
  expect(parseTabs(JSON.stringify(more), 7)).toEqual(tabs)
})

it.each([
  ['another grant', { ...tabs, grant: 6 }],
  ['another type', { ...tabs, type: 'page' }],
  ['no title', { ...tabs, tabs: [{ tab: 'e1' }] }],
  ['a long title', { ...tabs, tabs: [{ tab: 'e1', title: 'x'.repeat(201) }] }],
  ['no tab', { ...tabs, tabs: [null] }],
  ['no name', { ...tabs, tabs: [{ tab: '', title: '' }] }],
  ['too many', { ...tabs, tabs: Array(51).fill(tabs.tabs[0]) }],
  ['a list', [tabs]],
  ['nothing', null],
])('drops %s', (_, bad) => {
  expect(parseTabs(JSON.stringify(bad), 7)).toBeNull()
})

it('drops what is no text, no JSON, or far too long', () => {
  for (const data of [new ArrayBuffer(8), '{', `${JSON.stringify(tabs)}${' '.repeat(17_000)}`]) {
    expect(parseTabs(data, 7)).toBeNull()
  }
})
