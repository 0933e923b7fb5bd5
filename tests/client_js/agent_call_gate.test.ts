import { describe, expect, it } from 'vitest'
import { flowOf, mayOpen, NO_FLOW } from '../../client_js/src/agent/calling/gate.js'
import type {
  ConversationView,
  MediaLinkView,
  MediaSlot,
  SessionState,
} from '../../client_js/src/signaling/messages.js'
import { ANA, BEN, CUSTOMER, conversation, scope, session } from './agent_fixtures.js'

const ALL: MediaSlot[] = ['voice', 'camera', 'screen', 'sound']
const LINK: MediaLinkView = {
  link: 'm1',
  kind: 'media',
  document: false,
  conversation: 'c1',
  offerer: false,
  peer: CUSTOMER,
  ice_servers: [],
  send: ALL,
  receive: ALL,
}
const CALL = { conversation: 'c1', grant: 9 }
const on = (grant: number) => scope({ state: 'granted', grant })
const VIEW = conversation({
  policy: { ...conversation().policy, scopes: ['voice', 'video', 'screen'], screen_sound: true },
  scopes: { voice: on(9), video: on(10) },
  session: session({ scopes: { view: on(7), screen: on(11) } }),
})

const during = (state: SessionState): ConversationView => ({
  ...VIEW,
  session: session({ state, scopes: { screen: on(11) } }),
})

describe("the console's own gate", () => {
  it('lets through what is granted, and sends nothing but voice and camera', () => {
    expect(flowOf(LINK, VIEW, ANA, CALL)).toEqual({ send: ['voice', 'camera'], receive: ALL })
  })

  it('lets through no more than the server says of the link', () => {
    const link = { ...LINK, send: ['voice'] as const, receive: ['camera'] as const }
    expect(flowOf(link, VIEW, ANA, CALL)).toEqual({ send: ['voice'], receive: ['camera'] })
  })

  it.each<[string, Parameters<typeof flowOf>]>([
    ['of an unknown conversation', [LINK, undefined, ANA, CALL]],
    ['before it knows who it is', [LINK, VIEW, null, CALL]],
    ['of another conversation', [{ ...LINK, conversation: 'c2' }, VIEW, ANA, CALL]],
    ['of one that has ended', [LINK, { ...VIEW, state: 'ended' }, ANA, CALL]],
    ['in a pause', [LINK, during('paused'), ANA, CALL]],
  ])('lets nothing through %s', (_what, of) => {
    expect(flowOf(...of)).toEqual(NO_FLOW)
    expect(mayOpen(flowOf(...of))).toBe(false)
  })

  it.each([
    ['she has not touched the call', null],
    ['she is in a call of another conversation', { conversation: 'c2', grant: 9 }],
    ['her call was an earlier one', { conversation: 'c1', grant: 8 }],
  ])('neither captures nor renders a call: %s', (_why, call) => {
    expect(flowOf(LINK, VIEW, ANA, call)).toEqual({ send: [], receive: ['screen', 'sound'] })
  })

  it.each(['asked', 'off'] as const)('waits while a call is %s', (state) => {
    const view = { ...VIEW, scopes: { voice: scope({ state, grant: 9 }), video: on(10) } }
    expect(flowOf(LINK, view, ANA, CALL).send).toEqual([])
  })

  it('keeps the cameras off in a call by voice', () => {
    const view = { ...VIEW, scopes: { voice: on(9) } }
    expect(flowOf(LINK, view, ANA, CALL)).toEqual({
      send: ['voice'],
      receive: ['voice', 'screen', 'sound'],
    })
  })

  it('leaves the screen to the window that has the page, and the call to this one', () => {
    expect(flowOf(LINK, VIEW, ANA, CALL, true)).toEqual({
      send: ['voice', 'camera'],
      receive: ['voice', 'camera'],
    })
    expect(mayOpen(flowOf(LINK, VIEW, ANA, null, true))).toBe(false)
  })

  it('shows the screen to agents in the session only, and the sound where the policy has it', () => {
    expect(flowOf(LINK, VIEW, BEN, null)).toEqual(NO_FLOW)
    const silent = { ...VIEW, policy: { ...VIEW.policy, screen_sound: false } }
    expect(flowOf(LINK, silent, ANA, null).receive).toEqual(['screen'])
    const hers = session({ scopes: { screen: scope({ state: 'granted', grant: 11, to: BEN.id }) } })
    expect(flowOf(LINK, { ...VIEW, session: hers }, ANA, null)).toEqual(NO_FLOW)
  })

  it.each<[SessionState, boolean]>([
    ['waiting', false],
    ['asked', false],
    ['active', true],
    ['away', true],
    ['ended', false],
  ])('shows the screen in a session that is %s: %s', (state, shows) => {
    expect(flowOf(LINK, during(state), ANA, null).receive.includes('screen')).toBe(shows)
  })
})
