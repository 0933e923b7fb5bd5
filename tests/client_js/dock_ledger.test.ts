import { describe, expect, it } from 'vitest'
import { DockLedger } from '../../client_js/src/dock/ledger.js'
import type { DockScope } from '../../client_js/src/dock/messages.js'
import type {
  ConversationView,
  MediaLinkView,
  MediaSlot,
  ScopeView,
} from '../../client_js/src/signaling/messages.js'
import { agent, customer, event, session } from './customer_fixtures.js'

const none = {
  request: null,
  by: null,
  deadline: null,
  to: null,
  asker: null,
  until: null,
  limit: null,
}

function granted(seq: number, scope: DockScope, grant: number, request: string | null) {
  return event('scope.granted', seq, {
    signed: null,
    session: scope === 'screen' ? 's1' : null,
    scope,
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

function revoked(seq: number, scope: DockScope, grant: number) {
  const by = { by: agent, reason: 'by_agent' } as const
  const rest = { session: null, request: null, not_before: 0 }
  return event('scope.revoked', seq, { scope, grant, ...by, ...rest })
}

function view(seq: number, scopes: Partial<Record<DockScope, number>>, paused = false) {
  const { screen, ...calls } = scopes
  const scopeOf = (grant: number): ScopeView => ({ signed: null, state: 'granted', ...none, grant })
  const own = Object.fromEntries(Object.entries(calls).map(([k, grant]) => [k, scopeOf(grant)]))
  const shared = session({
    state: paused ? 'paused' : 'active',
    scopes: screen === undefined ? {} : { screen: scopeOf(screen) },
  })
  const state = { conversation: 'c1', seq, state: 'active', session: shared, scopes: own }
  return state as Partial<ConversationView> as ConversationView
}

function link(send: MediaSlot[], receive: MediaSlot[] = []): MediaLinkView {
  const fields = { link: 'l1', kind: 'media', conversation: 'c1', send, receive }
  return fields as Partial<MediaLinkView> as MediaLinkView
}

describe('the ledger of the dock', () => {
  it('enters a grant that answers a yes of hers', () => {
    const ledger = new DockLedger()
    ledger.say('c1', 'voice', 'r1')
    ledger.apply(granted(1, 'voice', 4, 'r1'))
    expect(ledger.held).toEqual({ voice: 4 })
    expect(ledger.may('voice')).toBe(true)
  })

  it.each([
    ['nobody asked for', 'voice', null, 'c1'],
    ['answers a question that she did not answer', 'voice', 'r2', 'c1'],
    ['answers her yes in another scope', 'screen', 'r1', 'c1'],
    ['answers her yes in another conversation', 'voice', 'r1', 'c2'],
  ] as const)('takes no grant that %s', (_, scope, request, said) => {
    const ledger = new DockLedger()
    ledger.say(said, 'voice', 'r1')
    ledger.apply(granted(1, scope, 4, request))
    expect(ledger.held).toEqual({})
    expect(ledger.covered(link(['voice', 'camera', 'screen', 'sound']))).toBe(null)
  })

  it('uses a yes up', () => {
    const ledger = new DockLedger()
    ledger.say('c1', 'voice', 'r1')
    ledger.apply(granted(1, 'voice', 4, 'r1'))
    ledger.apply(revoked(2, 'voice', 4))
    ledger.apply(granted(3, 'voice', 5, 'r1'))
    expect(ledger.held).toEqual({})
  })

  it.each([
    ['after it', ['video', 'voice']],
    ['before it', ['voice', 'video']],
  ] as const)('lets video bring voice along, %s', (_, order) => {
    const ledger = new DockLedger()
    ledger.say('c1', 'video', 'r1')
    order.forEach((scope, at) => {
      ledger.apply(granted(at + 1, scope, at + 4, scope === 'video' ? 'r1' : null))
    })
    expect(Object.keys(ledger.held).sort()).toEqual(['video', 'voice'])
  })

  it('lets voice bring nothing along', () => {
    const ledger = new DockLedger()
    ledger.say('c1', 'voice', 'r1')
    ledger.apply(granted(1, 'voice', 4, 'r1'))
    ledger.apply(granted(2, 'video', 5, null))
    expect(ledger.held).toEqual({ voice: 4 })
  })

  it('drops at once, and knows what the server still lets go on', () => {
    const ledger = new DockLedger()
    ledger.say('c1', 'voice', 'r1')
    ledger.apply(granted(1, 'voice', 4, 'r1'))
    ledger.drop(['voice', 'video'])
    expect(ledger.may('voice')).toBe(false)
    ledger.reconcile(view(1, { voice: 4 }))
    expect(ledger.held).toEqual({})
    expect(ledger.unwanted(view(1, { voice: 4 }))).toEqual([
      { conversation: 'c1', scope: 'voice', grant: 4 },
    ])
    ledger.apply(revoked(2, 'voice', 4))
    expect(ledger.unwanted(view(2, {}))).toEqual([])
  })

  it('ends a grant that comes after she hung up', () => {
    const ledger = new DockLedger()
    ledger.say('c1', 'voice', 'r1')
    ledger.drop(['voice'])
    ledger.apply(granted(1, 'voice', 4, 'r1'))
    expect(ledger.held).toEqual({})
    expect(ledger.unwanted(view(1, { voice: 4 }))).toHaveLength(1)
  })

  it('has ended the voice of a video call that she hung up before it was granted', () => {
    const ledger = new DockLedger()
    ledger.say('c1', 'video', 'r1')
    ledger.drop(['video', 'voice'])
    ledger.apply(granted(1, 'video', 4, 'r1'))
    ledger.apply(granted(2, 'voice', 5, null))
    expect(ledger.held).toEqual({})
    expect(ledger.unwanted(view(2, { video: 4, voice: 5 }))).toEqual([
      { conversation: 'c1', scope: 'video', grant: 4 },
      { conversation: 'c1', scope: 'voice', grant: 5 },
    ])
  })

  it('covers of a link only what she agreed to', () => {
    const ledger = new DockLedger()
    ledger.say('c1', 'voice', 'r1')
    ledger.apply(granted(1, 'voice', 4, 'r1'))
    const all = link(['voice', 'camera', 'screen', 'sound'], ['voice', 'camera'])
    expect(ledger.covered(all)).toMatchObject({ send: ['voice'], receive: ['voice'] })
    expect(ledger.covered({ ...all, conversation: 'c2' })).toBe(null)
  })

  it('holds everything while the session is paused, and ends the screen', () => {
    const ledger = new DockLedger()
    ledger.say('c1', 'voice', 'r1')
    ledger.say('c1', 'screen', 'r2')
    ledger.apply(granted(1, 'voice', 4, 'r1'))
    ledger.apply(granted(2, 'screen', 5, 'r2'))
    ledger.apply(event('session.paused', 3, { session: 's1', by: customer }))
    expect(ledger.held).toEqual({ voice: 4 })
    expect(ledger.may('voice')).toBe(false)
    expect(ledger.covered(link(['voice']))).toBe(null)
    ledger.apply(event('session.resumed', 4, { session: 's1', by: customer }))
    expect(ledger.may('voice')).toBe(true)
    expect(ledger.may('screen')).toBe(false)
  })

  it('goes on with what a frame before held, if it still stands', () => {
    const ledger = new DockLedger()
    ledger.handOver({ voice: 4, video: 5 })
    expect(ledger.held).toEqual({})
    ledger.reconcile(view(9, { voice: 4, video: 6, screen: 7 }))
    expect(ledger.held).toEqual({ voice: 4 })
  })

  it('forgets what the state contradicts, unless it has heard more than that', () => {
    const ledger = new DockLedger()
    ledger.say('c1', 'voice', 'r1')
    ledger.apply(granted(5, 'voice', 4, 'r1'))
    ledger.reconcile(view(4, {}))
    expect(ledger.held).toEqual({ voice: 4 })
    ledger.reconcile(view(6, {}))
    expect(ledger.held).toEqual({})
  })

  it('holds nothing of a conversation that is over', () => {
    const ledger = new DockLedger()
    ledger.say('c1', 'video', 'r1')
    ledger.apply(granted(1, 'video', 4, 'r1'))
    ledger.apply(granted(2, 'voice', 5, null))
    ledger.apply(event('conversation.ended', 3, { reason: 'by_agent', by: agent }))
    expect(ledger.held).toEqual({})
  })
})
