import { describe, expect, it } from 'vitest'
import { CallLedger } from '../../client_js/src/agent/calling/ledger.js'
import type { Conversation } from '../../client_js/src/agent/state.js'
import type { AnyEvent, ConversationView } from '../../client_js/src/signaling/messages.js'
import { ANA, CUSTOMER, conversation, events, granted, scope, storage } from './agent_fixtures.js'

const asked = (request: string, by = ANA) =>
  ({
    type: 'scope.asked',
    session: null,
    scope: 'voice',
    request,
    by,
    deadline: 30,
    signed: null,
  }) as const

const yes = granted({ scope: 'voice', grant: 9, by: CUSTOMER, request: 'r1' })

function on(
  timeline: AnyEvent[],
  scopes: ConversationView['scopes'],
  changes: Partial<ConversationView> = {},
): Conversation {
  const seq = timeline.at(-1)?.seq ?? 0
  return { view: conversation({ scopes, seq, ...changes }), timeline, readSeq: 0 }
}

const CALL = { voice: scope({ state: 'granted', grant: 9 }) }

describe('the ledger of calls', () => {
  it('takes part in no call that the agent has not touched', () => {
    const ledger = new CallLedger(storage())
    ledger.settle(on(events([asked('r1'), yes]), CALL))
    expect(ledger.call).toBeNull()
  })

  it('takes part in what she asked for, once it is granted', () => {
    const ledger = new CallLedger(storage())
    ledger.press('c1', 'r1')
    ledger.settle(on(events([asked('r1')]), { voice: scope({ state: 'asked', request: 'r1' }) }))
    expect(ledger.call).toBeNull()
    expect(ledger.engaged).toBe('c1')
    ledger.settle(on(events([asked('r1'), yes]), CALL))
    expect(ledger.call).toEqual({ conversation: 'c1', grant: 9 })
  })

  it('waits for the state that comes after the event', () => {
    const ledger = new CallLedger(storage())
    ledger.press('c1', 'r1')
    ledger.settle(on(events([asked('r1'), yes]), {}, { seq: 1 }))
    expect(ledger.engaged).toBe('c1')
    ledger.settle(on(events([asked('r1'), yes]), CALL))
    expect(ledger.call?.grant).toBe(9)
  })

  it('takes part in the voice of a video call', () => {
    const ledger = new CallLedger(storage())
    ledger.press('c1', 'r1')
    const timeline = events([
      { ...asked('r1'), scope: 'video' },
      granted({ scope: 'video', grant: 10, by: CUSTOMER, request: 'r1' }),
      granted({ scope: 'voice', grant: 11, by: CUSTOMER, request: null }),
    ])
    const scopes = {
      video: scope({ state: 'granted', grant: 10 }),
      voice: scope({ state: 'granted', grant: 11 }),
    }
    ledger.settle(on(timeline, scopes))
    expect(ledger.call).toEqual({ conversation: 'c1', grant: 11 })
  })

  it.each<[string, AnyEvent[]]>([
    [
      'a denial',
      events([
        asked('r1'),
        {
          ...{ type: 'scope.denied', session: null, scope: 'voice' },
          request: 'r1',
          by: CUSTOMER,
          not_before: 0,
        },
      ]),
    ],
    [
      'silence',
      events([
        asked('r1'),
        {
          ...{ type: 'scope.expired', session: null, scope: 'voice' },
          request: 'r1',
          grant: null,
          not_before: 0,
        },
      ]),
    ],
    ['a call that is over already', events([asked('r1'), yes])],
  ])('forgets the question after %s', (_what, timeline) => {
    const ledger = new CallLedger(storage())
    ledger.press('c1', 'r1')
    ledger.settle(on(timeline, {}))
    expect(ledger.engaged).toBeNull()
  })

  it('is out of a call that has ended, and of its camera and mute', () => {
    const ledger = new CallLedger(storage())
    ledger.join('c1', 9)
    ledger.want({ muted: true, camera: true })
    ledger.settle(on(events([]), { voice: scope({ state: 'granted', grant: 12 }) }))
    expect([ledger.call, ledger.muted, ledger.camera]).toEqual([null, false, false])
  })

  it('is out of every call of a conversation that is gone or over', () => {
    for (const gone of [undefined, on(events([]), CALL, { state: 'ended' })]) {
      const ledger = new CallLedger(storage())
      ledger.join('c1', 9)
      ledger.settle(gone)
      expect(ledger.engaged).toBeNull()
    }
  })

  it('goes on over a reload, muted as it was, and not after she hung up', () => {
    const kept = storage()
    const before = new CallLedger(kept)
    before.join('c1', 9)
    before.want({ muted: true })
    const after = new CallLedger(kept)
    expect([after.call, after.muted]).toEqual([{ conversation: 'c1', grant: 9 }, true])
    after.leave()
    expect(new CallLedger(kept).engaged).toBeNull()
  })

  it.each(['', 'null', '[]', '{"call":{"conversation":1,"grant":"9"},"muted":1}', '{"call":'])(
    'makes nothing of %j in the storage',
    (text) => {
      const kept = storage()
      kept.setItem('alongside.call', text)
      const ledger = new CallLedger(kept)
      expect([ledger.engaged, ledger.muted, ledger.camera]).toEqual([null, false, false])
    },
  )
})
