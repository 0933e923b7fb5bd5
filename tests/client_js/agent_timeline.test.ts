import { describe, expect, it } from 'vitest'
import { say } from '../../client_js/src/agent/texts.js'
import { lastOf, rowsOf } from '../../client_js/src/agent/timeline.js'
import type { AnyEvent } from '../../client_js/src/signaling/messages.js'
import { ANA, BEN, CUSTOMER, events } from './agent_fixtures.js'

function told(timeline: readonly AnyEvent[]): string[] {
  return rowsOf(timeline).map((row) => (row.kind === 'message' ? row.text : say(row.sentence)))
}

const view = { session: 'x1', scope: 'view', request: 'q1' } as const

describe('the log tells', () => {
  it('a conversation from its beginning', () => {
    const timeline = events([
      { type: 'conversation.queued', site: 's1', customer: CUSTOMER },
      {
        type: 'endpoint.opened',
        endpoint: 'e1',
        kind: 'page',
        person: CUSTOMER,
        alone: null,
        key: null,
      },
      { type: 'conversation.messaged', by: CUSTOMER, text: 'Help <b>me</b>' },
      { type: 'conversation.accepted', by: ANA },
      { type: 'conversation.ended', reason: 'by_customer', by: CUSTOMER },
    ])
    expect(told(timeline)).toEqual([
      'The customer started the conversation',
      'Help <b>me</b>',
      'Ana accepted the conversation',
      'The customer ended the conversation',
    ])
  })

  it('a denial once', () => {
    const timeline = events([
      { type: 'session.started', session: 'x1', by: ANA, deadline: 30, policy: '' },
      { signed: null, type: 'session.joined', session: 'x1', person: ANA, request: null },
      { signed: null, type: 'scope.asked', ...view, by: ANA, deadline: 30 },
      { type: 'scope.denied', ...view, by: CUSTOMER, not_before: 60 },
      { type: 'session.ended', session: 'x1', reason: 'denied', by: CUSTOMER },
    ])
    expect(told(timeline)).toEqual([
      'Ana requested co-browse',
      'Customer denied permission to co-browse',
    ])
  })

  it('silence once', () => {
    const timeline = events([
      { type: 'session.started', session: 'x1', by: ANA, deadline: 30, policy: '' },
      { signed: null, type: 'scope.asked', ...view, by: ANA, deadline: 30 },
      { type: 'scope.expired', ...view, grant: null, not_before: 40 },
      { type: 'session.ended', session: 'x1', reason: 'expired', by: null },
    ])
    expect(told(timeline)).toEqual([
      'Ana requested co-browse',
      'The customer did not answer the request',
    ])
  })

  it('a session that the customer started, and who ended it', () => {
    const timeline = events([
      { type: 'session.started', session: 'x1', by: CUSTOMER, deadline: 900, policy: '' },
      {
        signed: null,
        type: 'scope.granted',
        session: 'x1',
        scope: 'view',
        grant: 1,
        by: CUSTOMER,
        to: null,
        request: null,
        until: null,
        limit: null,
        survives_load: false,
        dock_deadline: null,
      },
      { signed: null, type: 'session.joined', session: 'x1', person: BEN, request: null },
      { type: 'session.activated', session: 'x1' },
      { type: 'session.away', session: 'x1', deadline: 30, outside: false },
      { type: 'session.returned', session: 'x1' },
      {
        type: 'scope.revoked',
        session: 'x1',
        scope: 'view',
        reason: 'by_customer',
        grant: 1,
        request: null,
        by: CUSTOMER,
        not_before: 0,
      },
      {
        type: 'session.ended',
        session: 'x1',
        reason: 'by_customer',
        by: CUSTOMER,
      },
    ])
    expect(told(timeline)).toEqual([
      'The customer started sharing the page',
      'Ben joined the session',
      'Co-browse started',
      'The customer ended the session',
    ])
  })

  it('an absence that was longer than a page load', () => {
    const [away, returned] = events([
      { type: 'session.away', session: 'x1', deadline: 30, outside: false },
      { type: 'session.returned', session: 'x1' },
    ])
    if (!away || !returned) throw new Error('two events were made')
    const late = { ...returned, at: away.at + 6 }
    expect(told([away])).toEqual(['The customer left the page'])
    expect(told([away, late])).toEqual(['The customer left the page', 'The customer is back'])
    expect(told([away, { ...returned, at: away.at + 5 }])).toEqual([])
  })

  it('that an agent ended it, and that nobody came', () => {
    const started = {
      type: 'session.started',
      session: 'x1',
      deadline: 900,
      policy: '',
    } as const
    const ended = { type: 'session.ended', session: 'x1' } as const
    expect(told(events([{ ...ended, reason: 'by_agent', by: BEN }]))).toEqual([
      'Ben ended the session',
    ])
    const unjoined = events([
      { ...started, by: CUSTOMER },
      { ...ended, reason: 'expired', by: null },
    ])
    expect(told(unjoined).at(-1)).toBe('The session expired before it began')
  })

  it('nothing of an event that it does not know', () => {
    const [event] = events([{ type: 'endpoint.closed', endpoint: 'e1' }])
    const newer = { ...event, type: 'weather.changed' } as unknown as AnyEvent
    expect(rowsOf([newer])).toEqual([])
  })
})

describe('lastOf', () => {
  it('finds the newest of a kind', () => {
    const timeline = events([
      { type: 'conversation.messaged', by: CUSTOMER, text: 'one' },
      { type: 'conversation.messaged', by: CUSTOMER, text: 'two' },
      { type: 'endpoint.closed', endpoint: 'e1' },
    ])
    expect(lastOf(timeline, 'conversation.messaged')?.text).toBe('two')
    expect(lastOf(timeline, 'scope.denied')).toBeNull()
  })
})
