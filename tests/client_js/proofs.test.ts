import { beforeEach, describe, expect, it } from 'vitest'
import type {
  ConversationView,
  PageLinkView,
  ScopeView,
  ServerMessage,
  Signature,
  Signed,
  Statement,
} from '../../client_js/src/signaling/messages.js'
import { Believing } from '../../client_js/src/signing/believing.js'
import { Proofs } from '../../client_js/src/signing/proofs.js'
import { SigningKey } from '../../client_js/src/signing/signing_key.js'
import { offerText, relayKeyText } from '../../client_js/src/signing/statement.js'
import { conversation, link as pageLink, ready, scope } from './agent_fixtures.js'

const ANA = { id: 'ana', role: 'agent', name: 'Ana' } as const
const CUSTOMER = conversation().customer
let key: SigningKey

beforeEach(() => {
  key = new SigningKey()
})

async function sign(more: Partial<Statement> = {}, by = key): Promise<Signed> {
  const statement: Statement = {
    act: 'allow',
    customer: CUSTOMER.id,
    conversation: 'c1',
    session: 'x1',
    scopes: ['view'],
    request: 'r1',
    person: 'ana',
    limit: null,
    at: 1,
    nonce: '0'.repeat(32),
    ...more,
  }
  return (await by.sign(statement)) as Signed
}

function granted(signed: Signed | null, more: Partial<ScopeView> = {}): ScopeView {
  return scope({ state: 'granted', grant: 1, by: CUSTOMER, asker: ANA, to: 'ana', signed, ...more })
}

/** A session in which these are granted, or what is in the conversation itself. */
function inSession(scopes: Record<string, ScopeView>, calls: Record<string, ScopeView> = {}) {
  const session = {
    session: 'x1',
    state: 'active',
    started_by: ANA,
    participants: [],
    scopes,
    pages: [],
    deadline: null,
    outside: false,
    knocks: [],
  } as const
  return conversation({ session, scopes: calls })
}

async function believed(view: ConversationView, proofs = new Proofs()): Promise<ConversationView> {
  const message = { type: 'conversation.state', state: view } as const
  await proofs.judge(message)
  return (proofs.message(message) as typeof message).state
}

async function names(scopes: Record<string, ScopeView>, proofs?: Proofs): Promise<string[]> {
  return Object.keys((await believed(inSession(scopes), proofs)).session?.scopes ?? {})
}

describe('what an agent believes', () => {
  it('is what the customer has signed', async () => {
    expect(await names({ view: granted(await sign()) })).toEqual(['view'])
    const ask = await sign({ act: 'ask', session: null, person: null, scopes: ['video', 'voice'] })
    const call = granted(ask, { by: ANA, asker: CUSTOMER })
    const view = await believed(inSession({}, { voice: call, video: call }))
    expect(Object.keys(view.scopes)).toEqual(['voice', 'video'])
  })

  it('is that somebody asks, signed or not', async () => {
    expect(await names({ view: scope({ state: 'asked', request: 'r1', by: ANA }) })).toEqual([
      'view',
    ])
  })

  it('is what came with the view', async () => {
    const start: Partial<Statement> = {
      act: 'start',
      conversation: null,
      session: null,
      request: null,
      person: null,
      scopes: ['view', 'control'],
    }
    const signed = await sign(start)
    const own = { asker: null, to: null }
    const both = { view: granted(signed, own), control: granted(signed, { ...own, grant: 2 }) }
    expect(await names(both)).toEqual(['view', 'control'])
    const viewOnly = await sign({ ...start, scopes: ['view'] })
    const more = { view: granted(viewOnly, own), control: granted(viewOnly, { ...own, grant: 2 }) }
    expect(await names(more)).toEqual(['view'])
  })

  it.each<[string, Partial<Statement>]>([
    ['another customer', { customer: 'eve' }],
    ['another conversation', { conversation: 'c2' }],
    ['no conversation', { conversation: null }],
    ['another session', { session: 'x2' }],
    ['no session', { session: null }],
    ['another scope', { scopes: ['control'] }],
    ['nothing', { scopes: [] }],
    ['another agent', { person: 'ben' }],
    ['a limit', { limit: 'typing' }],
    ['something unasked', { act: 'start' }],
    ['who may join', { act: 'admit' }],
    ['a call', { act: 'ask' }],
  ])('is not what she signed about %s', async (_, more) => {
    expect(await names({ view: granted(await sign(more)) })).toEqual([])
  })

  it('is nothing that is not signed, or falsely', async () => {
    expect(await names({ view: granted(null) })).toEqual([])
    const signed = await sign()
    const other = await sign({}, new SigningKey())
    for (const wrong of [
      { ...signed, signature: other.signature },
      { ...signed, key: other.key },
      { ...signed, statement: { ...signed.statement, at: 2 } },
      { ...signed, key: 'zz' },
    ]) {
      expect(await names({ view: granted(wrong) })).toEqual([])
    }
  })

  it('is no control without the limit that she put on it, nor more than she gave', async () => {
    const limited = await sign({ scopes: ['control'], limit: 'typing' })
    const given = await sign({ act: 'give', scopes: ['control'], request: null })
    const view = granted(await sign())
    const control = (signed: Signed, more: Partial<ScopeView>) =>
      names({ view, control: granted(signed, { grant: 2, ...more }) })
    expect(await control(limited, { limit: 'typing' })).toEqual(['view', 'control'])
    expect(await control(limited, { limit: null })).toEqual(['view'])
    expect(await control(given, { asker: null, to: 'ana' })).toEqual(['view', 'control'])
    expect(await control(given, { asker: null, to: 'ben' })).toEqual(['view'])
    expect(await control(given, { asker: null, to: null })).toEqual(['view'])
  })

  it('is of the key that was hers first, for as long as the window lives', async () => {
    const proofs = new Proofs()
    expect(await names({ view: granted(await sign()) }, proofs)).toEqual(['view'])
    const other = new SigningKey()
    expect(await names({ view: granted(await sign({}, other)) }, proofs)).toEqual([])
    const dock = new SigningKey()
    const ask = { act: 'ask', session: null, person: null, scopes: ['voice'] } as const
    const inCall = async (voucher: Signed['voucher']) => {
      dock.voucher = voucher ?? null
      const voice = granted(await sign(ask, dock), { by: ANA, asker: CUSTOMER })
      return Object.keys((await believed(inSession({}, { voice }), proofs)).scopes)
    }
    const own = (await dock.publicKey()) as string
    expect(await inCall(await key.vouch(CUSTOMER.id, own, 1))).toEqual(['voice'])
    expect(await inCall(await other.vouch(CUSTOMER.id, own, 1))).toEqual([])
    expect(await inCall(await key.vouch('eve', own, 1))).toEqual([])
    expect(await inCall(null)).toEqual([])
  })
})

describe('a connection', () => {
  const SDP = 'v=0\r\na=fingerprint:sha-256 AA:BB\r\nm=x\r\na=fingerprint:sha-256 AA:BB\r\n'
  let intercepted: string[]
  let proofs: Proofs

  beforeEach(() => {
    intercepted = []
    proofs = new Proofs((conversation) => intercepted.push(conversation))
  })

  async function told(message: ServerMessage): Promise<ServerMessage | null> {
    await proofs.judge(message)
    return proofs.message(message)
  }

  async function linked(more: Partial<PageLinkView> = {}): Promise<string | null> {
    const link = pageLink({ peer: CUSTOMER, offerer: false, ...more })
    const found = await told({ type: 'link.opened', link })
    return found?.type === 'link.opened' && found.link.kind === 'page' ? found.link.peer_key : null
  }

  async function offer(signed: Signature | null, sdp = SDP): Promise<boolean> {
    const description = { type: 'offer', sdp }
    return (
      (await told({ type: 'signal.description', link: 'l1', attempt: 2, description, signed })) !==
      null
    )
  }

  const hers = (sdp = SDP, by = key, attempt = 2, link = 'l1', customer = CUSTOMER.id) =>
    by.under(offerText(customer, link, attempt, sdp))

  it('is hers where she signed its fingerprints', async () => {
    await linked({ link: 'l1' })
    expect(await offer(await hers())).toBe(true)
    expect(intercepted).toEqual([])
  })

  it.each<[string, () => Promise<Signature | null>]>([
    ['nothing was signed', async () => null],
    ['others were', () => hers(SDP.replaceAll('AA', 'CC'))],
    ['fewer were', () => hers(`${SDP}a=fingerprint:sha-256 CC:DD\r\n`)],
    ['those of another attempt were', () => hers(SDP, key, 1)],
    ['those of another link were', () => hers(SDP, key, 2, 'l2')],
    ['those of another customer were', () => hers(SDP, key, 2, 'l1', 'eve')],
  ])('is nobody’s where %s', async (_, signature) => {
    await linked({ link: 'l1' })
    expect(await offer(await signature())).toBe(false)
    expect(intercepted).toEqual(['c1'])
  })

  it('is nobody’s of a link that was never told, and is looked at when that was closed', async () => {
    expect(await offer(await hers())).toBe(false)
    await linked({ link: 'l1' })
    await told({ type: 'link.closed', link: 'l1' })
    expect(await offer(null)).toBe(false)
    expect(intercepted).toEqual(['c1'])
  })

  it('is of the key with which she allowed it', async () => {
    await believed(inSession({ view: granted(await sign()) }), proofs)
    await linked({ link: 'l1' })
    expect(await offer(await hers(SDP, new SigningKey()))).toBe(false)
    expect(await offer(await hers())).toBe(true)
  })

  it('goes through the server only with a key that she signed', async () => {
    const peer_key = '04cc'
    const signature = await key.under(relayKeyText(CUSTOMER.id, peer_key))
    const false_ = await new SigningKey().under(relayKeyText(CUSTOMER.id, peer_key))
    expect(await linked({ peer_key, peer_key_signed: signature })).toBe(peer_key)
    expect(await linked({ peer_key, peer_key_signed: null })).toBeNull()
    expect(await linked({ peer_key: '04dd', peer_key_signed: signature })).toBeNull()
    // A true signature of somebody else's key.
    expect(await linked({ peer_key, peer_key_signed: false_ })).toBeNull()
  })

  it('is known again when the window connects anew', async () => {
    const link = pageLink({ link: 'l1', peer: CUSTOMER, offerer: false, peer_key: '04cc' })
    const message = ready({ links: [link] })
    await proofs.judge(message)
    expect(proofs.ready(message).links[0]).toMatchObject({ peer_key: null })
    expect(await offer(await hers())).toBe(true)
    expect(await offer(null)).toBe(false)
  })
})

describe('the delegate behind it', () => {
  let heard: string[]
  let believing: Believing

  beforeEach(() => {
    heard = []
    const tell = (message: ServerMessage) => {
      const view = message.type === 'conversation.state' ? message.state : null
      heard.push([message.type, ...Object.keys(view?.session?.scopes ?? {})].join(' '))
    }
    believing = new Believing({
      socketReady: ({ conversations }) =>
        heard.push(
          `ready ${conversations.map(({ state }) => Object.keys(state.session?.scopes ?? {}))}`,
        ),
      socketMessage: tell,
      socketFrame: () => heard.push('frame'),
      socketStateChanged: (state) => heard.push(state),
    })
  })

  const settled = () => new Promise((resolve) => setTimeout(resolve, 20))
  const gone = { type: 'conversation.gone', conversation: 'c9', by: null, reason: null } as never

  it('hears at once what needs no looking at', () => {
    believing.socketMessage(gone)
    believing.socketStateChanged('open')
    expect(heard).toEqual(['conversation.gone', 'open'])
  })

  it('hears all in the order in which it came', async () => {
    const state = inSession({ view: granted(await sign()) })
    believing.socketReady(
      ready({ conversations: [{ type: 'conversation.opened', state, timeline: [] }] }),
    )
    believing.socketFrame(new ArrayBuffer(1))
    believing.socketMessage({
      type: 'conversation.state',
      state: inSession({ view: granted(null) }),
    })
    believing.socketMessage(gone)
    believing.socketStateChanged('retrying')
    expect(heard).toEqual([])
    await settled()
    const all = ['ready view', 'frame', 'conversation.state', 'conversation.gone', 'retrying']
    expect(heard).toEqual(all)
    // Known by now.
    believing.socketMessage({ type: 'conversation.state', state })
    expect(heard.at(-1)).toBe('conversation.state view')
  })

  it('hears on after something went wrong in it', async () => {
    const broken = new Believing({
      socketReady: () => {
        throw new Error('on purpose')
      },
      socketMessage: ({ type }) => heard.push(type),
      socketStateChanged: () => undefined,
    })
    const state = inSession({ view: granted(await sign()) })
    broken.socketReady(
      ready({ conversations: [{ type: 'conversation.opened', state, timeline: [] }] }),
    )
    broken.socketMessage(gone)
    await settled()
    expect(heard).toEqual(['conversation.gone'])
  })
})
