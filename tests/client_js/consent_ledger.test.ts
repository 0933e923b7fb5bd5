import { beforeEach, describe, expect, it } from 'vitest'
import { ConsentLedger } from '../../client_js/src/customer/consent_ledger.js'
import type { AnyEvent, ConversationView } from '../../client_js/src/signaling/messages.js'
import {
  agent,
  conversation,
  customer,
  event,
  MemoryStorage,
  session,
  stands,
} from './customer_fixtures.js'

let storage: MemoryStorage
let ledger: ConsentLedger

function granted(seq: number, request: string | null, grant = 1, sessionId = 's1'): AnyEvent {
  return event('scope.granted', seq, {
    signed: null,
    session: sessionId,
    scope: 'view',
    grant,
    by: customer,
    to: null,
    request,
    until: null,
    limit: null,
    survives_load: false,
    dock_deadline: null,
  })
}

beforeEach(() => {
  storage = new MemoryStorage()
  ledger = new ConsentLedger(storage)
})

describe('what enters the ledger', () => {
  it('is a grant that answers her click on Allow for that very request', () => {
    ledger.allow('r1', 'ag')
    ledger.apply(granted(5, 'r1'))
    expect(stands(ledger)).toBe(true)
  })

  it('is the grant of her own click on Share', () => {
    ledger.share(null)
    ledger.apply(granted(5, null))
    expect(stands(ledger)).toBe(true)
  })

  it.each([
    ['no click at all', () => undefined, granted(5, 'r1')],
    ['no click, as if she had started', () => undefined, granted(5, null)],
    ['a click on Allow for another request', () => ledger.allow('r0', 'ag'), granted(5, 'r1')],
    [
      'a click on Allow, but a grant without a request',
      () => ledger.allow('r1', 'ag'),
      granted(5, null),
    ],
    ['a click on Share, but a grant for a request', () => ledger.share(null), granted(5, 'r1')],
  ])('is nothing after %s', (_, click, told) => {
    click()
    ledger.apply(told)
    expect(stands(ledger)).toBe(false)
  })

  it('is nothing of another scope', () => {
    ledger.allow('r1', 'ag')
    ledger.apply({ ...granted(5, 'r1'), scope: 'control' } as AnyEvent)
    expect(stands(ledger)).toBe(false)
  })

  it('is one grant for one click', () => {
    ledger.share(null)
    ledger.apply(granted(5, null, 1))
    ledger.apply(granted(6, null, 2))
    ledger.allow('r1', 'ag')
    ledger.apply(granted(7, 'r1', 3))
    ledger.apply(granted(8, 'r1', 4))
    const covered = [1, 2, 3, 4].filter((grant) => stands(ledger, { grant }))
    expect(covered).toEqual([1, 3])
  })

  it('is nothing when the server refused the click', () => {
    ledger.share(null)
    ledger.allow('r1', 'ag')
    ledger.clickFailed()
    ledger.clickFailed('r1')
    ledger.apply(granted(5, null, 1))
    ledger.apply(granted(6, 'r1', 2))
    expect(stands(ledger)).toBe(false)
    expect(stands(ledger, { grant: 2 })).toBe(false)
  })

  it('is nothing when she refused after all, also after a reload', () => {
    ledger.allow('r1', 'ag')
    ledger.refuse('r1')
    const reloaded = new ConsentLedger(storage)
    reloaded.apply(granted(5, 'r1'))
    expect(stands(reloaded)).toBe(false)
    expect(reloaded.refuses('r1')).toBe(true)
  })

  it('is what she allowed last', () => {
    ledger.refuse('r1')
    ledger.allow('r1', 'ag')
    expect(ledger.refuses('r1')).toBe(false)
    ledger.apply(granted(5, 'r1'))
    expect(stands(ledger)).toBe(true)
  })

  it('is not an old grant told again, as in a timeline after a reload', () => {
    ledger.apply(granted(5, null))
    ledger.share(null)
    ledger.apply(granted(5, null))
    expect(stands(ledger)).toBe(false)
  })
})

describe('a consent covers', () => {
  beforeEach(() => {
    ledger.share(null)
    ledger.apply(granted(5, null))
  })

  it.each([
    ['conversation', { conversation: 'c2' }],
    ['session', { session: 's2' }],
    ['grant', { grant: 2 }],
  ])('no other %s', (_, other) => {
    expect(stands(ledger, other)).toBe(false)
  })

  it('a reload of the page', () => {
    expect(stands(new ConsentLedger(storage))).toBe(true)
  })

  it('no new tab', () => {
    expect(stands(new ConsentLedger(new MemoryStorage()))).toBe(false)
  })
})

describe('a consent ends', () => {
  beforeEach(() => {
    ledger.share(null)
    ledger.apply(granted(5, null))
  })

  const end = { session: 's1', scope: 'view', grant: 1 } as const
  it.each<[string, AnyEvent]>([
    [
      'revoked',
      event('scope.revoked', 6, {
        ...end,
        reason: 'by_agent',
        request: null,
        by: null,
        not_before: 0,
      }),
    ],
    ['released', event('scope.released', 6, { ...end, by: agent })],
    ['expired', event('scope.expired', 6, { ...end, request: null, not_before: 0 })],
    [
      'session',
      event('session.ended', 6, {
        session: 's1',
        reason: 'by_agent',
        by: agent,
      }),
    ],
    ['conversation', event('conversation.ended', 6, { reason: 'by_agent', by: agent })],
  ])('by the event: %s', (_, told) => {
    ledger.apply(told)
    expect(stands(ledger)).toBe(false)
    expect(stands(new ConsentLedger(storage))).toBe(false)
  })

  it('by Stop, and no late grant brings it back', () => {
    ledger.allow('r1', 'ag')
    ledger.clear()
    ledger.apply(granted(6, 'r1', 2))
    ledger.apply(granted(7, null, 3))
    expect([1, 2, 3].some((grant) => stands(ledger, { grant }))).toBe(false)
    expect(stands(new ConsentLedger(storage))).toBe(false)
  })

  it('by Deny, though its grant is here already', () => {
    ledger.allow('r1', 'ag')
    ledger.apply(granted(6, 'r1', 2))
    ledger.refuse('r1')
    expect(stands(ledger, { grant: 2 })).toBe(false)
    expect(stands(ledger)).toBe(true)
  })

  it('by Stop in a later page of the tab, when this one comes back to life', () => {
    new ConsentLedger(storage).clear()
    ledger.reread()
    expect(stands(ledger)).toBe(false)
  })

  it.each<[string, Partial<ConversationView>]>([
    ['an ended session', { session: session({ state: 'ended', scopes: {} }) }],
    ['no session', { session: null }],
    ['another session', { session: session({ session: 's2' }) }],
    ['a higher grant', { session: session({}, 2) }],
    ['no grant', { session: session({ scopes: {} }) }],
    ['an ended conversation', { state: 'ended' }],
  ])('by a state with %s', (_, more) => {
    ledger.reconcile(conversation({ seq: 9, session: session({}), ...more }))
    expect(stands(ledger)).toBe(false)
  })

  it('not by a state that confirms it', () => {
    for (const state of ['waiting', 'active', 'paused', 'away'] as const) {
      ledger.reconcile(conversation({ seq: 9, session: session({ state }) }))
      expect(stands(ledger)).toBe(true)
    }
  })

  it('not by a state from before the grant', () => {
    ledger.reconcile(conversation({ seq: 4, session: null }))
    expect(stands(ledger)).toBe(true)
  })

  it('not by what happens in another conversation', () => {
    ledger.apply({
      ...event('session.ended', 6, {
        session: 's1',
        reason: 'by_agent',
        by: agent,
      }),
      conversation: 'c2',
    })
    expect(stands(ledger)).toBe(true)
  })
})

it('knows the conversations that it was told of, also as a copy', () => {
  ledger.apply(granted(5, 'r1'))
  expect(new ConsentLedger(storage).knows('c1')).toBe(true)
  expect(ledger.knows('c2')).toBe(false)
})

it('takes a ledger that it cannot read for an empty one', () => {
  storage.setItem('alongside.consent', '{"consents": [')
  expect(stands(new ConsentLedger(storage))).toBe(false)
})
