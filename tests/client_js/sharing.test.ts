import { beforeEach, describe, expect, it } from 'vitest'
import { ConsentLedger } from '../../client_js/src/customer/consent_ledger.js'
import { Sharing } from '../../client_js/src/customer/sharing.js'
import { OPEN_POLICY } from '../../client_js/src/mirror/capture/policy.js'
import type { PageChannels } from '../../client_js/src/mirror/channels.js'
import {
  conversation,
  customer,
  event,
  MemoryStorage,
  pageLink,
  session,
} from './customer_fixtures.js'
import { FakePeer, withFakePeers } from './fake_peer.js'

withFakePeers()

let happened: string[]
let ledger: ConsentLedger
let sharing: Sharing
let hidden: Element[]

const channels = {} as PageChannels
const grant = event('scope.granted', 5, {
  signed: null,
  session: 's1',
  scope: 'view',
  grant: 1,
  by: customer,
  to: null,
  request: null,
  until: null,
  limit: null,
  survives_load: false,
  dock_deadline: null,
})

beforeEach(() => {
  happened = []
  hidden = []
  ledger = new ConsentLedger(new MemoryStorage())
  sharing = new Sharing({
    socket: { request: <R>() => Promise.resolve({} as R) },
    ledger,
    viewNeedsPress: () => false,
    capture: ({ grant: number }) => ({
      start: () => void happened.push(`capture ${number} started`),
      stop: () => void happened.push('capture stopped'),
      hidden: () => hidden,
      path: null,
      setPolicy: ({ mode }) => void happened.push(`capture ${number} is ${mode}`),
    }),
    changed: () => undefined,
    stranger: ({ peer }) => void happened.push(`${peer.name} is a stranger`),
  })
  FakePeer.onClose = () => happened.push('connection closed')
})

/** She shares, and Ana comes. */
function consent(): void {
  ledger.share(null)
  ledger.apply(grant)
  ledger.reconcile(conversation({ seq: 5, session: session({}) }))
  sharing.enforce()
}

describe('without consent', () => {
  it('no connection is made, whatever the server says', () => {
    sharing.links.handle({ type: 'link.opened', link: pageLink() })
    sharing.links.sync([pageLink(), pageLink({ link: 'l2', grant: 2 })])
    sharing.links.handle({ type: 'signal.restart', link: 'l1' })
    const description = { type: 'offer', sdp: '' }
    sharing.links.handle({
      type: 'signal.description',
      link: 'l1',
      attempt: 1,
      description,
      signed: null,
    })
    expect(FakePeer.all).toEqual([])
  })

  it('nothing is captured, even if a connection stood', () => {
    sharing.linkOpen(pageLink(), channels)
    expect(happened).toEqual([])
  })

  it.each([
    ['grant', { grant: 2 }],
    ['session', { session: 's2' }],
    ['conversation', { conversation: 'c2' }],
  ])('for that very %s, nothing', (_, more) => {
    consent()
    sharing.links.sync([pageLink(more)])
    sharing.linkOpen(pageLink(more), channels)
    expect(FakePeer.all).toEqual([])
    expect(happened).toEqual([])
  })
})

describe('with consent', () => {
  it('a link that came before the consent is opened', () => {
    sharing.links.handle({ type: 'link.opened', link: pageLink() })
    consent()
    expect(FakePeer.all).toHaveLength(1)
  })

  it('the page is captured under the number of the grant, for whom it shows', () => {
    consent()
    sharing.linkOpen(pageLink({ grant: 1 }), channels)
    expect(happened).toEqual(['capture 1 started'])
    expect(sharing.viewers).toEqual(['ag'])
  })

  it('what may be seen can change while it is captured', () => {
    sharing.setPolicy({ ...OPEN_POLICY, mode: 'private' })
    consent()
    sharing.linkOpen(pageLink(), channels)
    sharing.setPolicy({ ...OPEN_POLICY, mode: 'private' })
    expect(happened).toEqual(['capture 1 started', 'capture 1 is private'])
  })

  it('what is hidden from two is hidden once, and nothing where nobody sees', () => {
    hidden = [{} as Element]
    consent()
    expect([...sharing.hidden()]).toEqual([])
    sharing.linkOpen(pageLink(), channels)
    sharing.linkOpen(pageLink({ link: 'l2' }), channels)
    expect([...sharing.hidden()]).toEqual(hidden)
  })

  it('a replaced connection gets a new capture', () => {
    consent()
    sharing.linkOpen(pageLink(), channels)
    sharing.linkClosed('l1')
    sharing.linkOpen(pageLink(), channels)
    expect(happened).toEqual(['capture 1 started', 'capture stopped', 'capture 1 started'])
  })
})

describe('to whom she did not let in', () => {
  const eve = { id: 'eve', role: 'agent', name: 'Eve' } as const

  it('no connection is made, and nothing captured; she and the server are told', () => {
    consent()
    sharing.links.handle({ type: 'link.opened', link: pageLink({ peer: eve }) })
    sharing.linkOpen(pageLink({ peer: eve }), channels)
    expect(FakePeer.all).toEqual([])
    expect(happened).toEqual(['Eve is a stranger'])
  })

  it('who is in is not disturbed', () => {
    consent()
    sharing.links.sync([pageLink(), pageLink({ link: 'l2', peer: eve })])
    sharing.linkOpen(pageLink(), channels)
    expect(FakePeer.all).toHaveLength(1)
    expect(happened).toEqual(['Eve is a stranger', 'capture 1 started'])
  })
})

describe('the cut', () => {
  beforeEach(() => {
    consent()
    sharing.links.sync([pageLink()])
    sharing.linkOpen(pageLink(), channels)
    happened.length = 0
  })

  it('stops the capture first and then closes the connection, at once', () => {
    ledger.clear()
    sharing.enforce()
    expect(happened).toEqual(['capture stopped', 'connection closed'])
    expect(sharing.viewers).toEqual([])
  })

  it('is final: the server cannot have the link reopened', () => {
    ledger.clear()
    sharing.enforce()
    const made = FakePeer.all.length
    sharing.links.sync([pageLink()])
    sharing.links.handle({ type: 'link.opened', link: pageLink() })
    sharing.links.handle({ type: 'signal.restart', link: 'l1' })
    expect(FakePeer.all).toHaveLength(made)
  })

  it('also follows what the server says has ended', () => {
    const session = grant.session ?? ''
    ledger.apply(event('session.ended', 6, { session, reason: 'by_agent', by: null }))
    sharing.enforce()
    expect(happened).toEqual(['capture stopped', 'connection closed'])
  })
})
