import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type TabNews, Tabs } from '../../client_js/src/customer/tabs.js'

const ended: TabNews = { type: 'ended', conversation: 'c1', session: 's1' }
const control: TabNews = {
  ...ended,
  type: 'control.granted',
  grant: 4,
  limit: 'typing',
}
const heard = { here: [] as TabNews[], there: [] as TabNews[] }
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

it.each<TabNews>([
  ended,
  { ...ended, type: 'paused' },
  { ...ended, type: 'resumed' },
  control,
  { ...ended, type: 'control.ended', grant: 4 },
])('tells the other tabs $type', async (news) => {
  here.tell(news)
  await vi.waitFor(() => expect(heard.there).toEqual([news]))
  expect(heard.here).toEqual([])
})

it('takes nothing else for news of hers', async () => {
  const page = new BroadcastChannel('alongside')
  const junk = [
    ...[null, 'c1', 7, {}, { conversation: 'c1' }, { ...ended, session: 1 }],
    ...[
      { ...ended, type: 'control' },
      { ...control, grant: '4' },
      { ...control, limit: 'all' },
    ],
  ]
  for (const one of junk) page.postMessage(one)
  page.postMessage({ type: 'ended', conversation: 'last', session: 's', code: 'ABCD-EFGH' })
  await vi.waitFor(() => expect(heard.there).toHaveLength(1))
  expect(heard.there).toEqual([{ type: 'ended', conversation: 'last', session: 's' }])
  page.close()
})

it('is silent where the browser has no such channel', () => {
  vi.stubGlobal('BroadcastChannel', undefined)
  const alone = new Tabs(() => undefined)
  expect(() => alone.tell(ended)).not.toThrow()
})
