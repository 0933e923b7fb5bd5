import { describe, expect, it } from 'vitest'
import { say } from '../../client_js/src/agent/texts.js'
import { rowsOf } from '../../client_js/src/agent/timeline.js'
import type { AnyEvent, Person, Reason } from '../../client_js/src/signaling/messages.js'
import { ANA, CUSTOMER, events, granted } from './agent_fixtures.js'

function told(timeline: readonly AnyEvent[]): string[] {
  return rowsOf(timeline).map((row) => (row.kind === 'message' ? row.text : say(row.sentence)))
}

const of = (scope: 'voice' | 'video' | 'screen') =>
  ({ session: scope === 'screen' ? 'x1' : null, scope, request: 'r1' }) as const

function ended(
  scope: 'voice' | 'video' | 'screen',
  reason: Reason,
  by: Person | null = null,
  grant: number | null = 9,
): string[] {
  const request = grant === null ? 'r1' : null
  return told(
    events([{ type: 'scope.revoked', ...of(scope), reason, grant, by, request, not_before: 0 }]),
  )
}

describe('the log tells of a call', () => {
  it.each([
    [ANA, CUSTOMER, ['Ana called the customer', 'The customer accepted the call']],
    [CUSTOMER, ANA, ['The customer called', 'Ana accepted the call']],
  ])('that was accepted', (by, answers, words) => {
    const timeline = events([
      { signed: null, type: 'scope.asked', ...of('voice'), by, deadline: 9 },
      granted({ scope: 'voice', grant: 9, by: answers, request: 'r1' }),
    ])
    expect(told(timeline)).toEqual(words)
  })

  it('with video, once', () => {
    const timeline = events([
      { signed: null, type: 'scope.asked', ...of('video'), by: ANA, deadline: 9 },
      granted({ scope: 'video', grant: 9, by: CUSTOMER, request: 'r1' }),
      granted({ scope: 'voice', grant: 10, by: CUSTOMER, request: null }),
      { type: 'scope.released', ...of('voice'), grant: 10, by: ANA },
      {
        type: 'scope.revoked',
        ...of('video'),
        reason: 'call_ended',
        grant: 9,
        by: null,
        request: null,
        not_before: 0,
      },
    ])
    expect(told(timeline)).toEqual([
      'Ana asked for a video call',
      'The customer accepted the video call',
      'Ana hung up',
    ])
  })

  it('that came to nothing', () => {
    const timeline = events([
      { type: 'scope.denied', ...of('voice'), by: CUSTOMER, not_before: 0 },
      { type: 'scope.denied', ...of('video'), by: ANA, not_before: 0 },
      { type: 'scope.expired', ...of('voice'), grant: null, not_before: 0 },
      { type: 'scope.withdrawn', ...of('voice'), by: CUSTOMER, not_before: 0 },
    ])
    expect(told(timeline)).toEqual([
      'The customer declined the call',
      'Ana declined the video call',
      'Missed call: no answer in time',
      'The customer cancelled the call',
    ])
    expect(ended('voice', 'participant_gone', null, null)).toEqual([
      'The call ended before it was answered',
    ])
  })

  it.each<[Reason, Person | null, string]>([
    ['by_customer', CUSTOMER, 'The customer hung up'],
    ['by_agent', ANA, 'Ana hung up'],
    ['dock_closed', null, 'The call ended: the call window of the customer was closed'],
    ['participant_gone', null, 'The call ended: nobody was left in it'],
    ['conversation_ended', null, 'The call ended with the conversation'],
    ['no_device', CUSTOMER, 'The call ended: the customer has no microphone'],
    ['session_ended', null, 'The call ended'],
  ])('that ended: %s', (reason, by, words) => {
    expect(ended('voice', reason, by)).toEqual([words])
  })

  it('whose video ended alone', () => {
    expect(ended('video', 'by_customer', CUSTOMER)).toEqual(['The customer ended the video'])
    expect(ended('video', 'dock_closed')).toEqual([])
  })
})

describe('the log tells of the screen', () => {
  it('asked for, allowed, denied, missed', () => {
    const timeline = events([
      { signed: null, type: 'scope.asked', ...of('screen'), by: ANA, deadline: 9 },
      granted({ scope: 'screen', session: 'x1', grant: 9, by: CUSTOMER, request: 'r1' }),
      { type: 'scope.denied', ...of('screen'), by: CUSTOMER, not_before: 0 },
      { type: 'scope.expired', ...of('screen'), grant: null, not_before: 0 },
      { type: 'scope.released', ...of('screen'), grant: 9, by: ANA },
    ])
    expect(told(timeline)).toEqual([
      'Ana asked for the full device',
      'Customer allowed showing the screen',
      'Customer denied showing the screen',
      'The customer did not answer the request for the full device',
      "Ana ended the view of the customer's screen",
    ])
  })

  it.each<[Reason, string[]]>([
    ['by_customer', ['The customer stopped showing the screen']],
    ['denied_by_device', ['Showing the screen was denied by the customer or the device']],
    ['no_device', ["The customer's browser cannot show a screen"]],
    ['surface_forbidden', ['What the customer picked may not be shown on this site']],
    ['dock_closed', ["The view of the customer's screen ended: the call window was closed"]],
    ['session_ended', []],
  ])('ended: %s', (reason, words) => {
    expect(ended('screen', reason, reason === 'by_customer' ? CUSTOMER : null)).toEqual(words)
  })
})
