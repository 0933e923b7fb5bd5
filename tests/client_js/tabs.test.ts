import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Ended } from '../../client_js/src/customer/ending.js'
import { Tabs } from '../../client_js/src/customer/tabs.js'

const ended: Ended = { conversation: 'c1', session: 's1' }
const heard = { here: [] as Ended[], there: [] as Ended[] }
let here: Tabs
let there: Tabs

beforeEach(() => {
  heard.here = []
  heard.there = []
  here = new Tabs((one) => heard.here.push(one))
  there = new Tabs((one) => heard.there.push(one))
})

afterEach(() => {
  vi.unstubAllGlobals()
  here.close()
  there.close()
})

it('tells the other tabs what she ended, and nothing more of it', async () => {
  here.tell({ ...ended, code: 'ABCD-EFGH' } as Ended)
  await vi.waitFor(() => expect(heard.there).toEqual([ended]))
  expect(heard.here).toEqual([])
})

it('takes nothing else for an ending', async () => {
  const page = new BroadcastChannel('alongside')
  for (const junk of [null, 'c1', 7, {}, { conversation: 'c1' }, { ...ended, session: 1 }]) {
    page.postMessage(junk)
  }
  page.postMessage({ conversation: 'last', session: 's' })
  await vi.waitFor(() => expect(heard.there).toHaveLength(1))
  expect(heard.there).toEqual([{ conversation: 'last', session: 's' }])
  page.close()
})

it('is silent where the browser has no such channel', () => {
  vi.stubGlobal('BroadcastChannel', undefined)
  const alone = new Tabs(() => undefined)
  expect(() => alone.tell(ended)).not.toThrow()
})
