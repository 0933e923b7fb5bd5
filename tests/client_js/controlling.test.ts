import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Controlling } from '../../client_js/src/customer/controlling.js'
import { Memory } from '../../client_js/src/customer/memory.js'
import type { TabNews } from '../../client_js/src/customer/tabs.js'
import type { AnyEvent, ConversationView } from '../../client_js/src/signaling/messages.js'
import {
  agent,
  conversation,
  customer,
  event,
  MemoryStorage,
  session,
} from './customer_fixtures.js'
import { FakeSocket } from './fake_socket.js'

const scope = {
  request: null,
  by: null,
  deadline: null,
  grant: null,
  to: null,
  asker: null,
  until: null,
  limit: null,
}
const asked = conversation({
  seq: 4,
  session: session({
    scopes: { control: { signed: null, ...scope, state: 'asked', request: 'r1', by: agent } },
  }),
})
const controlled = conversation({
  seq: 5,
  session: session({
    scopes: { control: { signed: null, ...scope, state: 'granted', grant: 2, to: 'ag' } },
  }),
})
const granted: AnyEvent = event('scope.granted', 5, {
  signed: null,
  session: 's1',
  scope: 'control',
  grant: 2,
  by: customer,
  to: 'ag',
  request: 'r1',
  until: null,
  limit: null,
  survives_load: false,
  dock_deadline: null,
})

let socket: FakeSocket
let storage: MemoryStorage
let told: TabNews[]
let live: ConversationView | null
let flows: boolean
let shown: boolean
let now: number
let controlling: Controlling

beforeEach(() => {
  vi.useFakeTimers()
  socket = new FakeSocket()
  storage = new MemoryStorage()
  told = []
  flows = true
  shown = true
  now = 1000
  live = asked
  controlling = new Controlling({
    socket,
    memory: new Memory(storage),
    conversation: {
      get live() {
        return live
      },
    },
    flows: () => flows,
    isShown: () => shown,
    now: () => now,
    tell: (news) => told.push(news),
    changed: () => undefined,
    failed: () => undefined,
  })
})

afterEach(() => {
  vi.useRealTimers()
})

const included: readonly AnyEvent[] = [
  { ...granted, seq: 4, scope: 'view', grant: 1, to: null, request: 'r0' },
  { ...granted, to: null, request: null },
]

describe('R11 control that comes with the view', () => {
  it.each([true, false])('counts if she was told of it: %s', (told) => {
    live = controlled
    controlling.includes(told)
    for (const one of included) controlling.apply(one, one === included[0])
    expect(controlling.held !== null).toBe(told)
  })
})

function allowed(limit: 'typing' | null = null): void {
  controlling.allow('r1', { limit, region: null })
  controlling.apply(granted, false)
  live = controlled
  controlling.reconcile(controlled)
}

const types = () => socket.asked.map(({ type }) => type)

describe('R11 what she lets an agent do', () => {
  it('is nothing before she has allowed it', () => {
    controlling.apply(granted, false)
    controlling.reconcile(controlled)
    expect(controlling.permission('ag')).toBeNull()
  })

  it('is what she chose and what the policy adds, for this agent only', () => {
    allowed('typing')
    const { policy } = controlled
    expect(controlling.permission('ag')).toEqual({
      grant: 2,
      limit: 'typing',
      region: null,
      submit: policy.submit_by_agents,
      navigation: policy.navigation_by_agents,
      tabs: policy.tabs_by_agents,
      paste: policy.paste_by_agents,
    })
    expect(controlling.permission('ben')).toBeNull()
    expect(socket.asked[0]).toMatchObject({ type: 'scope.allow', limit: 'typing' })
  })

  it('R72 is less at once when an operator takes something from the agent', () => {
    allowed('typing')
    live = { ...controlled, permissions: { ag: ['view', 'control'] } }
    expect(controlling.permission('ag')).toMatchObject({ navigation: false, tabs: false })
    live = { ...controlled, permissions: { ag: ['view', 'navigation'] } }
    expect(controlling.permission('ag')).toBeNull()
    live = { ...controlled, permissions: {} }
    expect(controlling.permission('ag')).toBeNull()
  })

  it.each<[string, () => void]>([
    [
      'she paused, stopped, or the view is gone',
      () => {
        flows = false
      },
    ],
    ['she ended it', () => void controlling.end()],
    ['it was cut', () => controlling.cut()],
    ['the page comes back from the cache', () => controlling.revived()],
    [
      'another tab ended it',
      () =>
        controlling.heard({ type: 'control.ended', conversation: 'c1', session: 's1', grant: 2 }),
    ],
    [
      'there is no conversation',
      () => {
        live = null
      },
    ],
  ])('is nothing, at once and without a server, when %s', (_, then) => {
    socket.state = 'retrying'
    allowed()
    expect(controlling.permission('ag')).not.toBeNull()
    then()
    expect(controlling.permission('ag')).toBeNull()
  })

  it('is nothing when its time is over', () => {
    controlling.allow('r1', { limit: null, region: null })
    controlling.apply({ ...granted, until: 1010 } as AnyEvent, false)
    expect(controlling.permission('ag')).not.toBeNull()
    now = 1010
    expect(controlling.permission('ag')).toBeNull()
  })

  it('is never stored', () => {
    allowed()
    expect(storage.getItem('alongside.control')).toBeNull()
  })
})

describe('her answers', () => {
  it('are for what is asked, once', () => {
    expect(controlling.allow('r0', { limit: null, region: null })).toBe(false)
    expect(controlling.deny('r1')).toBe(true)
    expect(controlling.allow('r1', { limit: null, region: null })).toBe(false)
    expect(types()).toEqual(['scope.deny'])
  })

  it('come to nothing when the server did not hear them', async () => {
    controlling.allow('r1', { limit: null, region: null })
    vi.useRealTimers()
    await socket.refuse('unavailable')
    controlling.apply(granted, false)
    expect(controlling.permission('ag')).toBeNull()
    expect(controlling.answered.has('r1')).toBe(false)
  })
})

describe('her other tabs', () => {
  it('are told what she entered and what she ended', () => {
    allowed('typing')
    controlling.end()
    const of = { conversation: 'c1', session: 's1', grant: 2 }
    expect(told).toEqual([
      { type: 'control.granted', ...of, limit: 'typing' },
      { type: 'control.ended', ...of },
    ])
  })

  it('pass it on to this one, when the server says so too', () => {
    const news = { type: 'control.granted', conversation: 'c1', session: 's1', grant: 2 } as const
    controlling.heard({ ...news, limit: 'typing' })
    expect(controlling.permission('ag')).toBeNull()
    live = controlled
    controlling.reconcile(controlled)
    expect(controlling.permission('ag')).toMatchObject({ grant: 2, limit: 'typing' })
    expect(told).toEqual([])
  })
})

describe('B-09 what the server takes for granted and she did not agree to', () => {
  beforeEach(() => {
    live = controlled
  })

  it('is revoked, by the page that agents see', () => {
    controlling.reconcile(controlled)
    vi.runAllTimers()
    expect(socket.asked).toEqual([
      { type: 'scope.revoke', conversation: 'c1', scope: 'control', grant: 2 },
    ])
  })

  it.each<[string, () => void]>([
    [
      'by no other page',
      () => {
        shown = false
      },
    ],
    [
      'not while nothing flows anyway',
      () => {
        flows = false
      },
    ],
    [
      'not when another tab has just entered it',
      () => {
        controlling.reconcile(controlled)
        controlling.heard({
          type: 'control.granted',
          conversation: 'c1',
          session: 's1',
          grant: 2,
          limit: null,
        })
      },
    ],
  ])('%s', (_, then) => {
    then()
    controlling.reconcile(controlled)
    vi.runAllTimers()
    expect(types()).toEqual([])
  })

  it('is revoked at once when she ended it', () => {
    live = asked
    allowed()
    controlling.end()
    expect(types()).toEqual(['scope.allow', 'scope.revoke'])
  })
})
