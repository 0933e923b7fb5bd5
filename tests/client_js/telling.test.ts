import { describe, expect, it } from 'vitest'
import { lines, notice, presenceNotices } from '../../client_js/src/customer/telling.js'
import type { AnyEvent, Reason } from '../../client_js/src/signaling/messages.js'
import { agent, conversation, customer, event, session } from './customer_fixtures.js'

const asked = event('scope.asked', 2, {
  signed: null,
  session: 's1',
  scope: 'view',
  request: 'r1',
  by: agent,
  deadline: 1030,
})
const denied = event('scope.denied', 3, {
  session: 's1',
  scope: 'view',
  request: 'r1',
  by: customer,
  not_before: 1060,
})
const ended = (reason: Reason, seq = 9) =>
  event('session.ended', seq, { session: 's1', reason, by: agent })

function texts(...timeline: AnyEvent[]): string[] {
  return lines(timeline).map(({ text }) => text)
}

describe('the chat log', () => {
  it('tells messages of both, with what they wrote untouched', () => {
    const text = '<b>{curly}</b> \u202e'
    const log = lines([
      event('conversation.messaged', 1, { by: customer, text }),
      event('conversation.messaged', 2, { by: agent, text: 'Hi' }),
    ])
    expect(log).toMatchObject([
      { kind: 'message', mine: true, author: 'You', text },
      { kind: 'message', mine: false, author: 'Ana', text: 'Hi' },
    ])
  })

  it('tells a request and its answer, and no end of a session that never was', () => {
    expect(texts(asked, denied, ended('denied', 4))).toEqual([
      'Ana asked to see this page',
      'You did not allow it',
    ])
  })

  it.each<[Reason, string]>([
    ['by_customer', 'You ended the shared session'],
    ['by_agent', 'Ana ended the shared session'],
    ['agent_gone', 'The shared session ended: the agent lost the connection'],
    ['view_ended', 'The shared session has ended'],
    ['transferred', 'Sharing has ended, as your agent changed'],
    ['taken_over', 'Sharing has ended, as your agent changed'],
    ['requeued', 'Sharing has ended, as your agent changed'],
    ['signed_out', 'Sharing has ended, as your agent changed'],
    // The next line says that nothing has been said for a while.
    ['inactive', 'The shared session has ended'],
  ])('names who ended the session: %s', (reason, text) => {
    expect(texts(ended(reason))).toEqual([text])
  })

  it('tells whom she talks to when that changes, and announces it', () => {
    const ben = { id: 'ben', role: 'agent', name: 'Ben' } as const
    const given = event('conversation.transferred', 1, { by: agent, owner: ben })
    const taken = event('conversation.taken_over', 2, { by: { ...ben, role: 'supervisor' } })
    const back = event('conversation.requeued', 3, { reason: 'requeued', by: ben })
    const rests = event('conversation.deactivated', 4, { by: null })
    expect(texts(given, taken, back, rests)).toEqual([
      'You are talking to Ben',
      'You are talking to Ben',
      'Waiting for another agent',
      'Nothing has been said for a while. Write to go on.',
    ])
    expect(notice(given, [given])).toBe('You are talking to Ben')
    expect(notice(back, [back])).toBe('Waiting for another agent')
    expect(notice(rests, [rests])).toBeNull()
    // That sharing has ended is the news then.
    const end = { ...ended('transferred', 0), at: given.at }
    expect(notice(given, [end, given])).toBeNull()
    expect(notice(end, [end])).toBe('Sharing has ended, as your agent changed')
  })

  it('lets the agent who asked join without a line, and others with one', () => {
    const started = event('session.started', 1, {
      session: 's1',
      by: agent,
      deadline: null,
      policy: '',
    })
    const ben = { id: 'ben', role: 'agent', name: 'Ben' } as const
    expect(
      texts(
        started,
        event('session.joined', 2, { signed: null, session: 's1', person: agent, request: null }),
        event('session.joined', 3, { signed: null, session: 's1', person: ben, request: null }),
      ),
    ).toEqual(['Ben joined the shared session'])
  })
})

it('says of which session a line tells the end', () => {
  const told = lines([ended('by_agent')])
  expect(told.map((line) => line.kind === 'event' && line.ended)).toEqual(['s1'])
  const paused = event('session.paused', 1, { session: 's1', by: customer })
  expect(lines([paused])).toMatchObject([{ kind: 'event', ended: undefined }])
})

describe('notices', () => {
  it('tell what others do, not what she did herself', () => {
    const hers = event('conversation.messaged', 1, { by: customer, text: 'Hello' })
    const his = event('conversation.messaged', 2, { by: agent, text: 'Hi' })
    expect(notice(hers, [])).toBeNull()
    expect(notice(his, [])).toBe('Ana: Hi')
    expect(notice(ended('by_customer'), [])).toBeNull()
    expect(notice(ended('by_agent'), [])).toBe('Ana ended the shared session')
  })

  it('tell once when an agent in the session vanishes and when she is back', () => {
    const with_ = (present: boolean) =>
      conversation({ session: session({ participants: [{ person: agent, present }] }) })
    expect(presenceNotices(with_(true), with_(false))).toEqual(['Ana has lost the connection'])
    expect(presenceNotices(with_(false), with_(false))).toEqual([])
    expect(presenceNotices(with_(false), with_(true))).toEqual(['Ana is back'])
    expect(presenceNotices(null, with_(false))).toEqual([])
  })
})
