import { describe, expect, it } from 'vitest'
import { type Facts, widgetView } from '../../client_js/src/customer/view.js'
import { agent, askedSession, conversation, customer, event, session } from './customer_fixtures.js'

function facts(more: Partial<Facts> = {}): Facts {
  return {
    connection: 'open',
    organisation: 'Morrow Ltd',
    conversation: conversation({}),
    timeline: [],
    sending: [],
    holds: () => true,
    isStopped: () => false,
    viewers: [],
    fingerprints: [],
    paths: [],
    private: false,
    outlines: true,
    calls: null,
    chat: null,
    invitation: null,
    code: null,
    now: 1000,
    open: true,
    unread: 0,
    notice: null,
    answered: () => false,
    isPaused: () => false,
    control: null,
    controlIncluded: false,
    languages: [],
    choosing: null,
    question: null,
    changes: [],
    changesShown: false,
    ...more,
  }
}

const ben = { id: 'ben', role: 'agent', name: 'Ben' } as const
const shared = (more: Parameters<typeof session>[0]) =>
  facts({ conversation: conversation({ session: session(more) }) })

describe('the prompt', () => {
  const asked = conversation({ session: askedSession('r1', 1030) })

  it('names the agent, the organisation and the time that is left', () => {
    const { prompt } = widgetView(facts({ conversation: asked, now: 1000.4 }))
    expect(prompt).toEqual({
      kind: 'view',
      control: false,
      request: 'r1',
      agent: 'Ana',
      organisation: 'Morrow Ltd',
      seconds: 30,
    })
  })

  it('stands also while the widget is closed', () => {
    expect(widgetView(facts({ conversation: asked, open: false })).prompt).not.toBeNull()
  })

  it.each<[string, Partial<Facts>]>([
    ['her answer', { answered: (request) => request === 'r1' }],
    ['its deadline', { now: 1030 }],
    ['the end of the session', { conversation: conversation({ session: null }) }],
  ])('goes with %s', (_, more) => {
    expect(widgetView(facts({ conversation: asked, ...more })).prompt).toBeNull()
  })
})

describe('the prompt of a call', () => {
  const none = {
    deadline: 1030,
    grant: null,
    to: null,
    asker: null,
    until: null,
    limit: null,
    signed: null,
  }
  const asks = (request: string, by = agent) => ({ ...none, state: 'asked', request, by }) as const
  // Loaded; what it draws is no matter here.
  const calls = { line: () => null } as unknown as Facts['calls']
  const kind = (more: Parameters<typeof conversation>[0], rest: Partial<Facts> = {}) =>
    widgetView(facts({ conversation: conversation(more), calls, ...rest })).prompt?.kind

  it('comes without a session, once that is loaded', () => {
    expect(kind({ scopes: { voice: asks('r1') } })).toBe('voice')
    expect(kind({ scopes: { video: asks('r1') } })).toBe('video')
    expect(kind({ scopes: { voice: asks('r1') } }, { calls: null })).toBeUndefined()
  })

  it('is none for her own call', () => {
    expect(kind({ scopes: { voice: asks('r1', customer) } })).toBeUndefined()
  })

  it('waits its turn: one question at a time, that for the page first', () => {
    const scopes = { voice: asks('r3') }
    const screen = session({ scopes: { ...session({}).scopes, screen: asks('r2') } })
    expect(kind({ scopes, session: askedSession('r1', 1030) })).toBe('view')
    expect(kind({ scopes, session: screen })).toBe('screen')
    expect(kind({ scopes, session: screen }, { answered: (one) => one === 'r2' })).toBe('voice')
  })

  it('for the screen is for tabs that are shared', () => {
    const screen = session({ scopes: { screen: asks('r2') } })
    expect(kind({ session: screen }, { holds: () => false })).toBeUndefined()
  })
})

describe('the bar', () => {
  it('names those whose view is connected, and nobody else', () => {
    const participants = [customer, agent, ben].map((person) => ({ person, present: true }))
    const view = { ...shared({ participants }), viewers: ['ben'] }
    expect(widgetView(view).bar).toMatchObject({ tone: 'live', status: 'Ben can see this page' })
    const both = widgetView({ ...view, viewers: ['ag', 'ben'] })
    expect(both.bar?.status).toBe('Ana and Ben can see this page')
  })

  it.each<[string, Facts, string]>([
    ['an agent on the way', shared({}), 'Ana is being connected…'],
    [
      'an agent who is gone',
      shared({ participants: [{ person: agent, present: false }] }),
      'Ana has lost the connection',
    ],
    ['no agent yet', shared({ participants: [] }), 'Sharing starts…'],
    ['no server', { ...shared({}), connection: 'retrying' }, 'Reconnecting to the server…'],
  ])('tells of %s, without claiming that somebody sees the page', (_, some, status) => {
    expect(widgetView(some).bar).toMatchObject({ tone: 'pending', status, outlines: null })
  })

  it('says on which ways the page goes', () => {
    const path = { path: 'direct', protocol: 'udp', roundTrip: 42, loss: null } as const
    const seen = { ...shared({}), viewers: ['ag'], fingerprints: ['cf71'] }
    const paths = [path, { ...path, path: 'turn', roundTrip: null } as const]
    expect(widgetView({ ...seen, paths }).bar?.detail.split('\n')).toEqual([
      'Encrypted on its way through the server. Fingerprint: cf71',
      'Direct connection, 42 ms',
      'By way of a TURN server',
    ])
  })

  it('offers to outline what is hidden from whom the page shows', () => {
    const seen = { ...shared({}), viewers: ['ag'] }
    expect(widgetView(seen).bar).toMatchObject({ isPrivate: false, outlines: true })
    expect(widgetView({ ...seen, outlines: false }).bar?.outlines).toBe(false)
  })

  it('says instead that little is seen, where the site reveals parts only', () => {
    const seen = { ...shared({}), viewers: ['ag'], private: true }
    expect(widgetView(seen).bar).toMatchObject({ isPrivate: true, outlines: null })
  })

  it.each<[string, Facts]>([
    ['before an agent joins', shared({ state: 'waiting' })],
    [
      'while she is asked',
      facts({ conversation: conversation({ session: askedSession('r', 9) }) }),
    ],
    ['when it has ended', shared({ state: 'ended' })],
    ['where this page is not the one shared', { ...shared({}), holds: () => false }],
    ['once she pressed Stop, whatever the server says', { ...shared({}), isStopped: () => true }],
  ])('is not there %s', (_, some) => {
    expect(widgetView(some).bar).toBeNull()
  })
})

describe('a pause', () => {
  const paused = { ...shared({ state: 'paused' }), isPaused: () => true, viewers: ['ag'] }

  it('is told whatever the server says, and nothing of control, or of looking, is on offer', () => {
    for (const some of [paused, { ...paused, ...shared({}), isPaused: () => true }]) {
      const { bar } = widgetView({ ...some, control: { to: null, limit: null } })
      expect(bar).toMatchObject({
        tone: 'paused',
        status: 'Session paused',
        control: null,
        outlines: null,
        mayPause: false,
        switch: null,
      })
    }
  })
})

const { policy } = conversation({})
const under = (more: Partial<typeof policy>, some: Partial<Facts> = {}) =>
  facts({
    conversation: conversation({ session: session({}), policy: { ...policy, ...more } }),
    viewers: ['ag'],
    ...some,
  })

describe('the buttons of the bar', () => {
  it.each([
    ['R17 Pause, where the policy lets her', {}, { mayPause: true, stop: 'end' }],
    ['R17 no Pause elsewhere', { customer_may_pause: false }, { mayPause: false, stop: 'end' }],
    ['R17 Stop that pauses first', { stop_pauses: true }, { mayPause: true, stop: 'pause' }],
    [
      'R17 Stop that ends, where she may not pause',
      { stop_pauses: true, customer_may_pause: false },
      { mayPause: false, stop: 'end' },
    ],
    ['R11 Switch control, to give it', { control: 'switched' }, { switch: { give: 'ag' } }],
    [
      'R16 no Switch control without the scope',
      { control: 'switched', scopes: ['view'] },
      { switch: null },
    ],
    ['R16 no Switch control in another mode', {}, { switch: null }],
  ] as const)('%s', (_, more, expected) => {
    expect(widgetView(under(more)).bar).toMatchObject(expected)
  })

  it('R11 Switch control takes it back', () => {
    const some = under({ control: 'switched' }, { control: { to: 'ag', limit: null } })
    expect(widgetView(some).bar?.switch).toBe('take')
  })

  it('gives control to the one who owns the conversation, if that one sees the page', () => {
    const participants = [customer, ben, agent].map((person) => ({ person, present: true }))
    const both = conversation({
      session: session({ participants }),
      policy: { ...policy, control: 'switched' },
      permissions: { ag: ['view', 'control'], ben: ['view', 'control'] },
    })
    const seen = under({}, { conversation: both, viewers: ['ben', 'ag'] })
    expect(widgetView(seen).bar?.switch).toEqual({ give: 'ag' })
    expect(widgetView({ ...seen, viewers: ['ben'] }).bar?.switch).toEqual({ give: 'ben' })
    // R16: only to those who may have it.
    const less = { ...both, permissions: { ag: ['view'], ben: ['view', 'control'] } as const }
    expect(widgetView({ ...seen, conversation: less }).bar?.switch).toEqual({ give: 'ben' })
    expect(
      widgetView({ ...seen, conversation: { ...less, permissions: {} } }).bar?.switch,
    ).toBeNull()
  })
})

describe('R61 the bar tells', () => {
  it.each([
    [null, 'Ana can see and use this page'],
    ['typing', 'Ana can see this page and type'],
    ['region', 'Ana can see this page and use a part of it'],
  ] as const)('who uses the page, with the limit %s', (limit, control) => {
    const some = under({}, { control: { to: 'ag', limit } })
    expect(widgetView(some).bar).toMatchObject({ tone: 'control', control })
  })

  it('nothing of control whose holder does not see the page', () => {
    expect(widgetView(under({}, { control: { to: 'ben', limit: null } })).bar).toMatchObject({
      tone: 'live',
      control: null,
    })
  })

  it('who is here and sees nothing', () => {
    const participants = [customer, agent, ben].map((person) => ({ person, present: true }))
    const some = facts({ conversation: conversation({ session: session({ participants }) }) })
    expect(widgetView({ ...some, viewers: ['ag'] }).bar?.note).toContain('Ben is here and does not')
  })
})

describe('the question for remote control', () => {
  const asked = (more: Partial<Facts> = {}) =>
    facts({
      conversation: conversation({
        session: session({
          scopes: {
            control: {
              ...{ state: 'asked', request: 'r2', by: agent, deadline: 1030 },
              ...{ grant: null, to: null, asker: null, until: null, limit: null, signed: null },
            },
          },
        }),
      }),
      ...more,
    })

  it('is told apart from the one for the view', () => {
    expect(widgetView(asked()).prompt).toMatchObject({
      kind: 'control',
      request: 'r2',
      again: false,
    })
  })

  it('is not for a page that is not shared', () => {
    expect(widgetView(asked({ holds: () => false })).prompt).toBeNull()
  })

  it('makes way while she chooses a part of the page', () => {
    const view = widgetView(asked({ choosing: 'r2' }))
    expect(view.prompt).toBeNull()
    expect(view.choosing).toMatchObject({ request: 'r2' })
    expect(widgetView(asked({ choosing: 'r2', now: 1030 })).choosing).toBeNull()
  })

  it('says that the agent had control on the page before', () => {
    const before = (reason: 'page_changed' | 'by_customer') => [
      event('scope.granted', 3, {
        ...{ session: 's1', scope: 'control', grant: 2, by: customer, to: 'ag' },
        ...{
          request: 'r1',
          asker: null,
          until: null,
          limit: null,
          survives_load: false,
          dock_deadline: null,
          signed: null,
        },
      }),
      event('scope.revoked', 4, {
        ...{ session: 's1', scope: 'control', grant: 2, reason },
        ...{ by: null, request: null, not_before: 0 },
      }),
      event('scope.asked', 5, {
        session: 's1',
        scope: 'control',
        request: 'r2',
        by: agent,
        deadline: 9,
        signed: null,
      }),
    ]
    const again = (timeline: Facts['timeline']) => widgetView(asked({ timeline })).prompt
    expect(again(before('page_changed'))).toMatchObject({ again: true })
    expect(again(before('by_customer'))).toMatchObject({ again: false })
  })
})

describe('what the view brings along', () => {
  const included = { ...policy, control: 'included' } as const

  it('is said before she shares, with and without a conversation', () => {
    expect(widgetView(facts({ conversation: null, controlIncluded: true })).share).toMatchObject({
      control: true,
    })
    const some = conversation({ policy: included })
    expect(widgetView(facts({ conversation: some })).share).toMatchObject({ control: true })
  })

  it('is said when she is asked', () => {
    const some = conversation({ session: askedSession('r1', 1030), policy: included })
    expect(widgetView(facts({ conversation: some })).prompt).toMatchObject({ control: true })
  })
})

describe('R18 after a session', () => {
  const activated = event('session.activated', 3, { session: 's1' })
  const granted = event('scope.granted', 2, {
    ...{ session: 's1', scope: 'view', grant: 1, by: customer, to: null },
    ...{
      request: null,
      asker: null,
      until: null,
      limit: null,
      survives_load: false,
      signed: null,
      dock_deadline: null,
    },
  })
  const over = (more: Partial<typeof policy>, timeline: Facts['timeline']) =>
    widgetView(
      facts({
        timeline,
        conversation: conversation({
          session: session({ state: 'ended', scopes: {} }),
          policy: { ...policy, ...more },
        }),
      }),
    ).share

  it('it can start again', () => {
    expect(over({}, [granted, activated])).toMatchObject({ kind: 'button', again: true })
    expect(over({}, [granted])).toMatchObject({ kind: 'button', again: false })
  })

  it('it is over for this conversation, where the policy says so', () => {
    expect(over({ restart: false }, [granted])).toEqual({ kind: 'over' })
    expect(over({ restart: false }, [])).toMatchObject({ kind: 'button' })
  })
})

describe('sharing from the widget', () => {
  const waiting = shared({ state: 'waiting' })
  const code = { session: 's1', code: 'AAAA-BBBB', expiresAt: 1600 }

  it('is offered, where the policy permits it', () => {
    const { policy } = conversation({})
    const forbidden = conversation({ policy: { ...policy, customer_may_start: false } })
    expect(widgetView(facts()).share).toEqual({
      kind: 'button',
      disabled: false,
      again: false,
      control: false,
    })
    expect(widgetView(facts({ conversation: null })).share.kind).toBe('button')
    expect(widgetView(facts({ conversation: forbidden })).share.kind).toBe('none')
  })

  it('shows the code of this session only, and when it is too old', () => {
    expect(widgetView({ ...waiting, code }).share).toMatchObject({ code: 'AAAA-BBBB' })
    expect(widgetView({ ...waiting, code: { ...code, session: 's0' } }).share).toMatchObject({
      kind: 'waiting',
      code: null,
    })
    const late = widgetView({ ...waiting, code, now: 1600 }).share
    expect(late).toMatchObject({ validity: expect.stringContaining('too old') })
  })

  it('is offered again after Stop, before the server knows', () => {
    expect(widgetView({ ...waiting, isStopped: () => true }).share.kind).toBe('button')
  })

  it('says so where another window shares', () => {
    expect(widgetView({ ...shared({}), holds: () => false }).share.kind).toBe('elsewhere')
  })
})

describe('the status line', () => {
  it.each<[string | null, Partial<Facts>]>([
    [null, { conversation: null, connection: 'idle' }],
    ['Connecting…', { conversation: null, connection: 'connecting' }],
    [
      'Waiting for an agent. You can go on writing.',
      { conversation: conversation({ state: 'queued' }) },
    ],
    ['You are talking to Ana', {}],
    ['No connection. Reconnecting…', { connection: 'retrying' }],
    [
      'This conversation has ended. Write to start a new one.',
      { conversation: conversation({ state: 'ended' }) },
    ],
  ])('%s', (status, more) => {
    expect(widgetView(facts(more)).status).toBe(status)
  })

  it('lets her write to the end, and not where nobody will read it', () => {
    expect(widgetView(facts({ connection: 'retrying' })).maySend).toBe(true)
    expect(widgetView(facts({ connection: 'stopped' })).maySend).toBe(false)
  })
})
