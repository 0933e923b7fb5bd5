import { beforeEach, describe, expect, it } from 'vitest'
import { ConsentLedger } from '../../client_js/src/customer/consent_ledger.js'
import { isLetIn, shared } from '../../client_js/src/customer/let_in.js'
import { Strangers } from '../../client_js/src/customer/strangers.js'
import type { ConversationView, Person } from '../../client_js/src/signaling/messages.js'
import {
  agent,
  conversation,
  customer,
  event,
  MemoryStorage,
  pageLink,
  session,
} from './customer_fixtures.js'
import { FakeSocket, settle } from './fake_socket.js'

const bob: Person = { id: 'bob', role: 'agent', name: 'Bob' }
const eve: Person = { id: 'eve', role: 'supervisor', name: 'Eve' }
const guest: Person = { id: 'guest', role: 'guest', name: 'Gus' }

let storage: MemoryStorage
let ledger: ConsentLedger
let seq: number

beforeEach(() => {
  storage = new MemoryStorage()
  ledger = new ConsentLedger(storage)
  seq = 5
})

function granted(request: string | null): void {
  const none = {
    to: null,
    until: null,
    limit: null,
    survives_load: false,
    dock_deadline: null,
    signed: null,
  }
  const fields = { session: 's1', scope: 'view', grant: 1, by: customer, request, ...none } as const
  ledger.apply(event('scope.granted', seq++, fields))
}

/** The server says that these are in the session. */
function present(persons: readonly Person[], more: Partial<ConversationView> = {}): void {
  const participants = [customer, ...persons].map((person) => ({ person, present: true }))
  ledger.reconcile(conversation({ seq: seq++, session: session({ participants }), ...more }))
}

function leaves(person: Person, reason: 'left' | 'removed'): void {
  ledger.apply(event('session.left', seq++, { session: 's1', person, reason }))
}

/** Who of all would be shown the page. */
function shown(of = ledger): string[] {
  const all = [agent, bob, eve, guest]
  for (const peer of all)
    expect(of.excludes(pageLink({ peer }))).toBe(!of.covers(pageLink({ peer })))
  return all.filter((peer) => of.covers(pageLink({ peer }))).map(({ id }) => id)
}

function noCode(): Partial<ConversationView> {
  return { policy: { ...conversation({}).policy, join_without_code: false } }
}

describe('R7 after Allow', () => {
  beforeEach(() => {
    ledger.allow('r1', 'ag')
    granted('r1')
  })

  it('the agent who asked sees the page, and nobody whom the server adds', () => {
    present([agent, bob, eve, guest])
    expect(shown()).toEqual(['ag'])
  })

  it('also after a reload of the page', () => {
    present([agent])
    ledger = new ConsentLedger(storage)
    present([agent, bob])
    expect(shown()).toEqual(['ag'])
  })

  it('who joins by her click does, agent or guest, once they are in', () => {
    ledger.admit('s1', 'bob', false)
    ledger.admit('s1', 'guest', false)
    present([agent])
    expect(shown()).toEqual(['ag'])
    present([agent, bob, guest, eve])
    expect(shown()).toEqual(['ag', 'bob', 'guest'])
  })

  it('who was refused after all does not', () => {
    ledger.admit('s1', 'bob', false)
    const refused = { session: 's1', person: bob, request: 'r2', reason: 'expired' } as const
    ledger.apply(event('participant.refused', seq++, { ...refused, not_before: 0 }))
    present([agent, bob])
    expect(shown()).toEqual(['ag'])
  })

  it('nor does who left or was removed, until she lets them in again', () => {
    ledger.admit('s1', 'bob', false)
    present([agent, bob])
    leaves(bob, 'left')
    present([agent])
    present([agent, bob])
    expect(shown()).toEqual(['ag'])
    leaves(agent, 'removed')
    present([bob, agent])
    expect(shown()).toEqual([])
    ledger.admit('s1', 'ag', false)
    present([agent])
    expect(shown()).toEqual(['ag'])
  })

  it('the owner comes back who left alone', () => {
    present([agent])
    leaves(agent, 'left')
    present([])
    present([agent])
    expect(shown()).toEqual(['ag'])
  })

  it('her new agent is the owner, and the old one is not', () => {
    present([agent])
    ledger.admit('s1', 'bob', true)
    present([agent, bob], { owner: bob })
    expect(shown()).toEqual(['ag', 'bob'])
    present([], { owner: bob })
    present([agent, bob], { owner: bob })
    expect(shown()).toEqual(['bob'])
  })
})

describe('R7 after Share', () => {
  it.each([
    ['the owner of her conversation and one by the session ID', null, {}, ['ag', 'bob']],
    ['the same, where she knew the owner', 'ag', {}, ['ag', 'bob']],
    ['one, where there is no way without the ID', 'ag', noCode(), ['ag']],
    ['one by the ID, where the owner is not whom she knew', 'eve', {}, ['ag']],
  ])('she shows the page to %s', (_, owner, more, who) => {
    ledger.share(owner)
    granted(null)
    present([agent], more)
    present([agent, bob, eve, guest], more)
    expect(shown()).toEqual(who)
  })

  it('one by the session ID, who takes the conversation by it, and whoever she lets in', () => {
    ledger.share(null)
    granted(null)
    present([bob], { owner: bob, ...noCode() })
    ledger.admit('s1', 'eve', false)
    present([bob, eve, agent], { owner: bob, ...noCode() })
    expect(shown()).toEqual(['bob', 'eve'])
  })

  it('another tab that she shares knows them, too', () => {
    ledger.share(null)
    granted(null)
    present([agent])
    const other = new ConsentLedger(new MemoryStorage())
    for (const consent of ledger.consents) other.adopt(structuredClone(consent))
    expect(shown(other)).toEqual(['ag'])
  })
})

it.each([
  null,
  {},
  { ...shared(null), inside: 'ag' },
  { ...shared(null), invited: [7] },
  { ...shared(null), owner: { id: 7 } },
  { ...shared(null), owner: 'ag' },
  { ...shared(null), code: 1 },
  { ...shared(null), inside: Array(100).fill('ag') },
])('nobody is let in by %j', (value) => {
  expect(isLetIn(value)).toBe(false)
  const consent = { conversation: 'c1', session: 's1', grant: 1, request: null, letIn: value }
  storage.setItem('alongside.consent', JSON.stringify({ consents: [consent] }))
  expect(new ConsentLedger(storage).consents).toEqual([])
})

it('a stranger is told of once, to her and to the server, until she lets them in', async () => {
  const socket = new FakeSocket()
  const notices: string[] = []
  const strangers = new Strangers(socket, (text) => notices.push(text))
  const link = pageLink({ peer: eve })
  strangers.found(link)
  strangers.found({ ...link, link: 'l2' })
  await settle()
  const word = { type: 'participant.remove', conversation: 'c1', session: 's1', person: 'eve' }
  expect(socket.asked).toEqual([{ ...word, reason: 'not_let_in' }])
  expect(notices).toEqual([expect.stringContaining('Eve was kept out')])
  strangers.forget('s1', 'eve')
  strangers.found(link)
  expect(notices).toHaveLength(2)
})
