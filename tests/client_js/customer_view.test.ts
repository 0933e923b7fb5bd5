import { describe, expect, it } from 'vitest'
import { type Facts, widgetView } from '../../client_js/src/customer/view.js'
import { agent, askedSession, conversation, customer, session } from './customer_fixtures.js'

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
    private: false,
    outlines: true,
    code: null,
    now: 1000,
    open: true,
    unread: 0,
    notice: null,
    answered: new Set(),
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
    ['her answer', { answered: new Set(['r1']) }],
    ['its deadline', { now: 1030 }],
    ['the end of the session', { conversation: conversation({ session: null }) }],
  ])('goes with %s', (_, more) => {
    expect(widgetView(facts({ conversation: asked, ...more })).prompt).toBeNull()
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
    ['a pause', shared({ state: 'paused' }), 'Paused: nobody sees this page'],
    ['no server', { ...shared({}), connection: 'retrying' }, 'Reconnecting to the server…'],
  ])('tells of %s, without claiming that somebody sees the page', (_, some, status) => {
    expect(widgetView(some).bar).toMatchObject({ tone: 'pending', status, outlines: null })
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

describe('sharing from the widget', () => {
  const waiting = shared({ state: 'waiting' })
  const code = { session: 's1', code: 'AAAA-BBBB', expiresAt: 1600 }

  it('is offered, where the policy permits it', () => {
    const { policy } = conversation({})
    const forbidden = conversation({ policy: { ...policy, customer_may_start: false } })
    expect(widgetView(facts()).share).toEqual({ kind: 'button', disabled: false })
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
