import { beforeEach, describe, expect, it } from 'vitest'
import { ControlLedger, type Lasting } from '../../client_js/src/customer/control_ledger.js'
import type { AnyEvent, ConversationView } from '../../client_js/src/signaling/messages.js'
import { agent, conversation, customer, event, session } from './customer_fixtures.js'

let lasting: Lasting | null
let ledger: ControlLedger

const WHOLE = { limit: null, region: null }

function fresh(): ControlLedger {
  return new ControlLedger({
    lasting: {
      get: () => lasting,
      set: (value) => {
        lasting = value
      },
    },
  })
}

type Granted = Extract<AnyEvent, { type: 'scope.granted' }>

function granted(seq: number, request: string | null, more: Partial<Granted> = {}): AnyEvent {
  return event('scope.granted', seq, {
    session: 's1',
    scope: 'control',
    grant: 2,
    by: customer,
    to: 'ag',
    request,
    until: null,
    limit: null,
    survives_load: false,
    dock_deadline: null,
    signed: null,
    ...more,
  })
}

const view = (seq: number) => granted(seq, null, { scope: 'view', grant: 1, to: null })

/** What the server says while control is granted under this number. */
function state(grant: number, more: Partial<ConversationView> = {}): ConversationView {
  const scope = {
    request: null,
    by: null,
    deadline: null,
    asker: null,
    until: null,
    limit: null,
    signed: null,
  }
  const scopes = { control: { ...scope, state: 'granted', grant, to: 'ag' } } as const
  return conversation({ seq: 99, session: session({ scopes }), ...more })
}

beforeEach(() => {
  lasting = null
  ledger = fresh()
})

describe('R11 control is entered', () => {
  it('for her click on Allow for that very request', () => {
    ledger.allow('r1', WHOLE)
    ledger.apply(granted(5, 'r1'), false)
    expect(ledger.control).toMatchObject({ grant: 2, to: 'ag', limit: null })
  })

  it('with the limit that she chose, whatever the server makes of it', () => {
    const region = {} as Element
    ledger.allow('r1', { limit: 'region', region })
    ledger.apply(granted(5, 'r1'), false)
    expect(ledger.control).toMatchObject({ limit: 'region', region })
  })

  it('for her click on Switch control, to that agent', () => {
    ledger.give('ag')
    ledger.apply(granted(5, null), false)
    expect(ledger.control).toMatchObject({ grant: 2, to: 'ag' })
  })

  it('for her click on Share or Allow, where it follows from it', () => {
    ledger.apply(view(5), true)
    ledger.apply(granted(6, null, { to: null }), false)
    expect(ledger.control).toMatchObject({ grant: 2, to: null })
  })

  it('for her click on Continue browsing, where the pause had ended it', () => {
    ledger.resume()
    ledger.apply(event('session.resumed', 5, { session: 's1', by: customer }), false)
    ledger.apply(granted(6, null), false)
    expect(ledger.control).toMatchObject({ grant: 2 })
  })
})

describe('B-07, B-08 control is not entered', () => {
  it.each<[string, (ledger: ControlLedger) => void, AnyEvent]>([
    ['without a click', () => undefined, granted(5, 'r1')],
    ['for a click on another request', (one) => one.allow('r0', WHOLE), granted(5, 'r1')],
    ['unasked, for a click on Allow', (one) => one.allow('r1', WHOLE), granted(5, null)],
    ['for another agent than the one she gave it to', (one) => one.give('ben'), granted(5, null)],
    [
      'unasked, after a view that she did not allow',
      (one) => one.apply(view(4), false),
      granted(5, null),
    ],
    ['long after the view that she allowed', (one) => one.apply(view(3), true), granted(5, null)],
    [
      'for a part of the page that nobody knows any more',
      (one) => one.apply(view(4), true),
      granted(5, null, { limit: 'region' }),
    ],
  ])('%s', (_, click, told) => {
    click(ledger)
    ledger.apply(told, false)
    expect(ledger.control).toBeNull()
  })

  it.each<[string, (ledger: ControlLedger) => void]>([
    ['she denied after all', (one) => one.refuse('r1')],
    ['she dropped everything', (one) => one.drop()],
    [
      'the agent withdrew',
      (one) =>
        one.apply(
          event('scope.withdrawn', 4, {
            session: 's1',
            scope: 'control',
            request: 'r1',
            by: agent,
            not_before: 0,
          }),
          false,
        ),
    ],
  ])('when %s', (_, then) => {
    ledger.allow('r1', WHOLE)
    then(ledger)
    ledger.apply(granted(5, 'r1'), false)
    expect(ledger.control).toBeNull()
  })

  it('twice for one click', () => {
    ledger.allow('r1', WHOLE)
    ledger.apply(granted(5, 'r1'), false)
    ledger.drop()
    ledger.apply(granted(5, 'r1'), false)
    ledger.apply(granted(6, 'r1', { grant: 3 }), false)
    expect(ledger.control).toBeNull()
  })
})

describe('control ends', () => {
  beforeEach(() => {
    ledger.allow('r1', WHOLE)
    ledger.apply(granted(5, 'r1', { survives_load: true }), false)
  })

  const of = { session: 's1', scope: 'control', grant: 2 } as const
  const rule = { by: null, request: null, not_before: 0 } as const
  it.each<[string, AnyEvent]>([
    ['revoked', event('scope.revoked', 6, { ...of, ...rule, reason: 'by_customer' })],
    ['released', event('scope.released', 6, { ...of, by: agent })],
    ['expired', event('scope.expired', 6, { ...of, request: null, not_before: 0 })],
    [
      'the view',
      event('scope.revoked', 6, { ...of, ...rule, scope: 'view', grant: 1, reason: 'by_customer' }),
    ],
    ['a pause', event('session.paused', 6, { session: 's1', by: customer })],
    ['the screen', granted(6, 'r9', { scope: 'screen', grant: 3 })],
    ['the session', event('session.ended', 6, { session: 's1', reason: 'by_agent', by: agent })],
    ['the conversation', event('conversation.ended', 6, { reason: 'by_agent', by: agent })],
    ['a higher grant', granted(6, 'r8', { grant: 3 })],
  ])('with the event: %s', (_, told) => {
    ledger.apply(told, false)
    expect(ledger.control).toBeNull()
  })

  it.each<[string, ConversationView]>([
    ['another grant', state(3)],
    ['no grant', conversation({ seq: 99, session: session({}) })],
    ['no session', conversation({ seq: 99, session: null })],
  ])('with a state that has %s', (_, told) => {
    lasting = null
    ledger.reconcile(told)
    expect(ledger.control).toBeNull()
  })

  it('not with a state from before it, or one that confirms it', () => {
    ledger.reconcile({ ...state(1), seq: 4 })
    ledger.reconcile(state(2))
    expect(ledger.control).toMatchObject({ grant: 2 })
  })

  it('not with what was the end of another grant, told again', () => {
    ledger.apply(event('scope.revoked', 7, { ...of, ...rule, grant: 1, reason: 'by_agent' }), false)
    ledger.apply(event('session.paused', 4, { session: 's1', by: customer }), false)
    expect(ledger.control).toMatchObject({ grant: 2 })
  })
})

describe('B-09 in another document', () => {
  const lasts = conversation({}).policy
  const survives = { policy: { ...lasts, control_survives_load: true } }

  it('there is no control, whatever the server says', () => {
    ledger.allow('r1', WHOLE)
    ledger.apply(granted(5, 'r1'), false)
    const next = fresh()
    next.apply(granted(5, 'r1'), false)
    next.reconcile(state(2))
    next.reconcile(state(2, survives))
    expect(next.control).toBeNull()
  })

  it('R11 it goes on where the policy says so, as limited as it was', () => {
    ledger.allow('r1', { limit: 'typing', region: null })
    ledger.apply(granted(5, 'r1', { survives_load: true }), false)
    const next = fresh()
    next.reconcile(state(2))
    expect(next.control).toBeNull()
    next.reconcile(state(2, survives))
    expect(next.control).toMatchObject({ grant: 2, limit: 'typing' })
  })

  it('it does not, once it has ended anywhere', () => {
    ledger.allow('r1', WHOLE)
    ledger.apply(granted(5, 'r1', { survives_load: true }), false)
    ledger.drop()
    const next = fresh()
    next.reconcile(state(2, survives))
    expect(next.control).toBeNull()
  })

  it('it does not, once the server says that there is none', () => {
    ledger.allow('r1', WHOLE)
    ledger.apply(granted(5, 'r1', { survives_load: true }), false)
    const next = fresh()
    next.reconcile(conversation({ seq: 99, session: session({}), ...survives }))
    next.reconcile({ ...state(3, survives), seq: 100 })
    expect(next.control).toBeNull()
  })

  it('a page brought back from the cache has none', () => {
    ledger.allow('r1', WHOLE)
    ledger.apply(granted(5, 'r1'), false)
    ledger.forget()
    ledger.reconcile(state(2))
    expect(ledger.control).toBeNull()
  })
})

describe('B-12 a tab that was open beside', () => {
  it('has control when both the tab and the server say so, in any order', () => {
    ledger.passedOn(2, 'typing')
    expect(ledger.control).toBeNull()
    ledger.reconcile(state(2))
    expect(ledger.control).toMatchObject({ grant: 2, to: 'ag', limit: 'typing' })
  })

  it('has none under another number', () => {
    ledger.passedOn(2, null)
    ledger.reconcile(state(3))
    expect(ledger.control).toBeNull()
  })
})
