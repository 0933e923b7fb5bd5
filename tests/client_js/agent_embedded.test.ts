import { beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../client_js/src/agent/api.js'
import type { Desk, DeskDelegate } from '../../client_js/src/agent/desk.js'
import { EmbeddedPane } from '../../client_js/src/agent/embedded/pane.js'
import { sessionOf, shownOf, subjectOf } from '../../client_js/src/agent/embedded/shown.js'
import { ConsoleStore } from '../../client_js/src/agent/state.js'
import type { FromPane } from '../../client_js/src/embed/messages.js'
import { SignalingError } from '../../client_js/src/signaling/errors.js'
import { ANA, BEN, CUSTOMER, conversation, events, ready, session } from './agent_fixtures.js'

/** The part of a desk that the pane uses. */
class FakeDesk {
  readonly store: ConsoleStore
  readonly done: string[] = []
  connection = 'open'
  now = 0
  error: string | null = null

  constructor(readonly delegate: DeskDelegate) {
    this.store = new ConsoleStore(() => delegate.deskChanged())
  }
  start(): void {
    this.done.push('start')
  }
  stop(): void {
    this.done.push('stop')
    this.store.reset()
  }
  async ask(id: string): Promise<void> {
    this.done.push(`ask ${id}`)
  }
  async endSession(id: string, one: string): Promise<void> {
    this.done.push(`end ${id} ${one}`)
  }
  errorAt(): string | null {
    return this.error
  }
}

let said: FromPane[]
let desk: FakeDesk
let pane: EmbeddedPane
let refusal: SignalingError | null
let account: Account

/** All promises that are on their way are kept. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

beforeEach(() => {
  said = []
  refusal = null
  account = { ...ANA, role: 'agent' }
  pane = new EmbeddedPane(
    { say: (message) => void said.push(message) },
    {
      redeem: async () => {
        if (refusal) throw refusal
        return account
      },
      signOut: async () => {
        if (refusal) throw refusal
      },
      forget: () => undefined,
      desk: (_, delegate) => {
        desk = new FakeDesk(delegate)
        return desk as unknown as Desk
      },
      drawn: async () => undefined,
      speak: () => undefined,
      announce: () => undefined,
      changed: () => undefined,
    },
  )
  pane.greeted()
})

async function signedIn(conversations = [conversation()]): Promise<void> {
  pane.heard({ type: 'agent.sign_in', code: 'code' })
  await settled()
  said = []
  const opened = conversations.map((state) => ({
    type: 'conversation.opened' as const,
    state,
    timeline: [],
  }))
  desk.store.ready(ready({ conversations: opened }))
}

function codes(): string[] {
  return said.flatMap((message) => (message.type === 'pane.refused' ? [message.code] : []))
}

describe('signing in', () => {
  it('is asked for, done, and done once', async () => {
    expect(said).toEqual([{ type: 'agent.sign_in_needed', reason: 'loaded' }])
    pane.heard({ type: 'agent.sign_in', code: 'code' })
    pane.heard({ type: 'agent.sign_in', code: 'code' })
    await settled()
    expect(said.slice(1)).toMatchObject([
      { type: 'pane.refused', code: 'already_signed_in' },
      { type: 'agent.signed_in', agent: ANA.id },
    ])
    expect(desk.done).toEqual(['start'])
  })

  it('is refused with the code of the server, and can be tried again', async () => {
    refusal = new SignalingError('bad_sign_in_code', '')
    pane.heard({ type: 'agent.sign_in', code: 'old' })
    await settled()
    expect(codes()).toEqual(['bad_sign_in_code'])
    expect(pane.stage).toMatchObject({ at: 'sign-in', error: 'bad_sign_in_code' })
    pane.askForSignIn()
    expect(said.at(-1)).toEqual({ type: 'agent.sign_in_needed', reason: 'pressed' })
    refusal = null
    pane.heard({ type: 'agent.sign_in', code: 'new' })
    await settled()
    expect(pane.stage.at).toBe('desk')
  })

  it('ends where the page around says so', async () => {
    await signedIn()
    pane.heard({ type: 'agent.sign_out' })
    await settled()
    expect(desk.done).toEqual(['start', 'stop'])
    expect(said.at(-1)).toEqual({ type: 'agent.signed_out', reason: 'asked' })
    expect(pane.stage.at).toBe('sign-in')
  })

  it('ends here also where the server cannot be told', async () => {
    await signedIn()
    refusal = new SignalingError('offline', '')
    pane.heard({ type: 'agent.sign_out' })
    await settled()
    expect(pane.stage).toMatchObject({ at: 'sign-in', because: 'agent.sign_in.not_told' })
  })

  it('is asked for again where the server has ended it', async () => {
    await signedIn()
    desk.delegate.deskSignedOut()
    expect(said.slice(-2)).toEqual([
      { type: 'agent.signed_out', reason: 'ended' },
      { type: 'agent.sign_in_needed', reason: 'ended' },
    ])
  })

  it('comes before everything else', async () => {
    for (const type of ['agent.sign_out', 'co_browse.request', 'co_browse.end'] as const) {
      pane.heard({ type })
    }
    await settled()
    expect(codes()).toEqual(['not_signed_in', 'not_signed_in', 'not_signed_in'])
  })
})

describe('the conversation', () => {
  const c2 = conversation({ conversation: 'c2' })

  it('is the one that the page around chooses, before or after', async () => {
    pane.heard({ type: 'conversation.show', conversation: 'c1' })
    await signedIn([conversation(), c2])
    expect(desk.store.selected).toBe('c1')
    expect(said).toEqual([
      {
        type: 'conversation.shown',
        moved: false,
        shown: { conversation: 'c1', state: 'active', mine: true },
      },
    ])
    pane.heard({ type: 'conversation.show', conversation: 'c2' })
    expect(desk.store.selected).toBe('c2')
    pane.heard({ type: 'conversation.show', conversation: null })
    expect(desk.store.selected).toBeNull()
    expect(said.at(-1)).toEqual({ type: 'conversation.shown', moved: false, shown: null })
  })

  it('is told of once for each change, not with every message', async () => {
    pane.heard({ type: 'conversation.show', conversation: 'c1' })
    await signedIn()
    desk.store.tell(null)
    desk.store.watching(false)
    expect(said).toHaveLength(1)
  })

  it('changes where the agent goes to another one herself', async () => {
    pane.heard({ type: 'conversation.show', conversation: 'c1' })
    await signedIn([conversation(), c2])
    desk.store.select('c2')
    expect(pane.wanted).toBe('c2')
    expect(said.at(-1)).toMatchObject({ moved: true, shown: { conversation: 'c2' } })
  })

  it('shows nothing of one that is not hers, and comes back when it is', async () => {
    pane.heard({ type: 'conversation.show', conversation: 'c9' })
    await signedIn([conversation()])
    expect(desk.store.selected).toBeNull()
    expect(said.at(-1)).toMatchObject({ shown: { state: 'unknown', mine: false } })
    const state = conversation({ conversation: 'c9' })
    desk.store.handle({ type: 'conversation.opened', state, timeline: [] })
    expect(desk.store.selected).toBe('c9')
    expect(said.at(-1)).toMatchObject({
      shown: { conversation: 'c9', state: 'active', mine: true },
    })
    desk.store.handle({ type: 'conversation.gone', conversation: 'c9' })
    expect(said.at(-1)).toMatchObject({ moved: false, shown: { state: 'unknown', mine: false } })
  })
})

describe('co-browsing', () => {
  beforeEach(() => pane.heard({ type: 'conversation.show', conversation: 'c1' }))

  it('is asked for where it can be', async () => {
    await signedIn([conversation({ session: null })])
    pane.heard({ type: 'co_browse.request' })
    await settled()
    expect(desk.done).toContain('ask c1')
    expect(codes()).toEqual([])
    pane.heard({ type: 'co_browse.end' })
    await settled()
    expect(codes()).toEqual(['no_session'])
  })

  it('says why not, and what the server says', async () => {
    await signedIn([conversation({ session: null, customer_present: false })])
    pane.heard({ type: 'co_browse.request' })
    await settled()
    expect(desk.done).not.toContain('ask c1')
    desk.store.handle({ type: 'conversation.state', state: conversation({ session: null }) })
    desk.error = 'too_soon'
    pane.heard({ type: 'co_browse.request' })
    await settled()
    expect(codes()).toEqual(['customer_absent', 'too_soon'])
  })

  it('ends', async () => {
    await signedIn([conversation({ session: session() })])
    const shown = said.find(({ type }) => type === 'session.shown')
    expect(shown).toMatchObject({ shown: { conversation: 'c1', state: 'active', reason: null } })
    pane.heard({ type: 'co_browse.end' })
    await settled()
    expect(desk.done.at(-1)).toBe(`end c1 ${session().session}`)
  })
})

describe('what may be known', () => {
  const known = { mine: new Map(), queue: new Map(), others: new Map() }

  it('is what the server has told, and no more', () => {
    const queued = conversation({ state: 'queued', owner: null })
    const other = conversation({ conversation: 'c2', owner: BEN })
    const some = { ...known, queue: new Map([['c1', queued]]), others: new Map([['c2', other]]) }
    expect(subjectOf('c1', some)).toEqual({ kind: 'queued', view: queued })
    expect(subjectOf('c2', some)).toEqual({ kind: 'elsewhere', view: other })
    expect(subjectOf('c3', some)).toEqual({ kind: 'unknown' })
    expect(subjectOf(null, some)).toEqual({ kind: 'none' })
    expect(shownOf('c2', some)).toEqual({ conversation: 'c2', state: 'active', mine: false })
    expect(shownOf('constructor', known)).toMatchObject({ state: 'unknown' })
    expect(sessionOf('c2', some)).toBeNull()
  })

  it('has the reason of an end, and nothing that was said', () => {
    const view = conversation({ session: session({ state: 'ended' }) })
    const timeline = events([
      { type: 'conversation.messaged', by: CUSTOMER, text: 'My card number is' },
      {
        type: 'session.ended',
        session: session().session,
        reason: 'by_customer',
        by: CUSTOMER,
      },
    ])
    const mine = new Map([['c1', { view, timeline, readSeq: 0 }]])
    expect(sessionOf('c1', { ...known, mine })).toEqual({
      conversation: 'c1',
      session: session().session,
      state: 'ended',
      reason: 'by_customer',
    })
  })
})
