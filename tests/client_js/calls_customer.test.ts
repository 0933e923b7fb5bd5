import { describe, expect, it } from 'vitest'
import { hasCalls, isScreenOn } from '../../client_js/src/customer/call_scopes.js'
import { callWords } from '../../client_js/src/customer/calling/call_words.js'
import { callSignal } from '../../client_js/src/customer/calling/signal.js'
import { type CallFacts, callState } from '../../client_js/src/customer/calling/state.js'
import { callText } from '../../client_js/src/customer/calling/telling.js'
import { Signals } from '../../client_js/src/customer/signals.js'
import { lines } from '../../client_js/src/customer/telling.js'
import type { DockState } from '../../client_js/src/dock/messages.js'
import type {
  AnyEvent,
  ConversationView,
  Person,
  Reason,
  Scope,
  ScopeView,
} from '../../client_js/src/signaling/messages.js'
import { agent, conversation, customer, event, session } from './customer_fixtures.js'

const OFF = {
  request: null,
  deadline: null,
  grant: null,
  to: null,
  asker: null,
  until: null,
  limit: null,
}

function granted(grant: number, to: string | null = agent.id): ScopeView {
  return { signed: null, ...OFF, state: 'granted', by: customer, grant, to }
}

function asked(by: Person): ScopeView {
  return { signed: null, ...OFF, state: 'asked', by, request: 'r1', deadline: 1030 }
}

function talking(more: Partial<ConversationView> = {}): ConversationView {
  const { policy } = conversation({})
  const scopes = ['view', 'voice', 'video', 'screen'] as const
  return conversation({ policy: { ...policy, scopes }, ...more })
}

function facts(more: Partial<CallFacts> = {}): CallFacts {
  return {
    conversation: talking(),
    timeline: [],
    isConnected: true,
    isPaused: false,
    dock: null,
    isOpening: false,
    ...more,
  }
}

function dock(more: Partial<DockState> = {}): DockState {
  const off = { voice: 'on', video: 'off', screen: 'off', document: 'off' } as const
  const rest = { connected: true, held: {}, muted: false, camera: false, onHold: false }
  return { type: 'dock.state', ...rest, ...off, ...more }
}

describe('what she may begin', () => {
  const may = (more: Partial<CallFacts>) => {
    const { voice, video } = callState(facts(more)).may
    return { voice, video }
  }

  it('is what the policy lets, in an active conversation', () => {
    expect(may({})).toEqual({ voice: true, video: true })
    expect(may({ conversation: talking({ state: 'queued' }) })).toEqual({
      voice: false,
      video: false,
    })
    expect(may({ conversation: null })).toEqual({ voice: false, video: false })
    expect(may({ isConnected: false })).toEqual({ voice: false, video: false })
    const { policy } = talking()
    const silent = talking({ policy: { ...policy, calls_by_customer: false } })
    expect(may({ conversation: silent })).toEqual({ voice: false, video: false })
    const voiceOnly = talking({ policy: { ...policy, scopes: ['voice'] } })
    expect(may({ conversation: voiceOnly })).toEqual({ voice: true, video: false })
  })

  it('is video in a call by voice, and nothing while somebody rings', () => {
    const view = talking({ scopes: { voice: granted(1) } })
    expect(may({ conversation: view })).toEqual({ voice: false, video: true })
    const rings = talking({ scopes: { video: asked(agent) } })
    expect(may({ conversation: rings })).toEqual({ voice: false, video: false })
    expect(may({ isOpening: true })).toEqual({ voice: false, video: false })
  })
})

describe('the bar', () => {
  const words = (more: Partial<CallFacts>) => callWords(callState(facts(more)))
  const onCall = talking({ scopes: { voice: granted(1) }, dock: 'connected' })

  it('is silent when there is nothing', () => {
    expect(words({})).toEqual({ call: null, screen: null, document: null })
    const rings = talking({ scopes: { voice: asked(agent) } })
    expect(words({ conversation: rings })).toEqual({ call: null, screen: null, document: null })
  })

  it('tells of her own call', () => {
    expect(words({ isOpening: true }).call?.title).toBe('Opening your call…')
    const calls = talking({ scopes: { voice: asked(customer) } })
    expect(words({ conversation: calls }).call?.title).toBe('Calling…')
    expect(callState(facts({ conversation: calls })).request).toBe('r1')
  })

  it.each([
    [{}, 'Your microphone is on'],
    [{ muted: true }, 'Your microphone is off'],
    [{ camera: true }, 'Your microphone and camera are on'],
    [{ camera: true, muted: true }, 'Your camera is on, your microphone off'],
    [{ voice: 'starting' as const }, 'Connecting…'],
  ])('tells what is on: %o', (more, note) => {
    const { call } = words({ conversation: onCall, dock: dock(more) })
    expect(call).toEqual({ title: 'On a call with Ana', note })
  })

  it('says where the call is when it is not this page’s', () => {
    expect(words({ conversation: onCall }).call?.note).toBe('In another window')
    const lost = talking({ scopes: { voice: granted(1) }, dock: 'lost' })
    expect(words({ conversation: lost, dock: dock() }).call?.note).toBe('Connecting…')
    expect(words({ conversation: onCall, dock: dock(), isPaused: true }).call).toEqual({
      title: 'Your call with Ana is on hold',
      note: 'Nobody hears or sees you',
    })
  })

  it('names who sees the screen, and nobody before anything is seen', () => {
    const shared = (to: string | null) => {
      const scopes = { screen: granted(3, to) }
      return talking({ session: session({ scopes }), dock: 'connected' })
    }
    const on = words({ conversation: shared(agent.id), dock: dock({ screen: 'on' }) })
    expect(on.screen).toEqual({
      title: 'Ana can see your screen',
      note: 'All that is visible on what you picked',
    })
    const starting = words({ conversation: shared(null), dock: dock({ screen: 'starting' }) })
    expect(starting.screen).toEqual({
      title: 'Ana may see your screen',
      note: 'Nothing is seen yet',
    })
    expect(words({ conversation: shared(null) }).screen?.note).toBe('In another window')
    const ended = talking({ session: session({ state: 'ended', scopes: { screen: granted(3) } }) })
    expect(words({ conversation: ended }).screen).toBeNull()
  })
})

describe('the chat log', () => {
  const ask = (scope: Scope, by: Person) =>
    event('scope.asked', 1, {
      signed: null,
      session: null,
      scope,
      request: 'r1',
      by,
      deadline: 1030,
    })
  const grant = (scope: Scope, seq: number, request: string | null = 'r1') =>
    event('scope.granted', seq, {
      signed: null,
      ...{ session: null, scope, grant: seq, by: customer, to: agent.id, request },
      ...{ asker: null, until: null, limit: null, survives_load: false, dock_deadline: null },
    })
  const revoke = (scope: Scope, reason: Reason, by: Person | null = null) =>
    event('scope.revoked', 9, {
      ...{ session: null, scope, reason, grant: 2, request: null, by, not_before: 0 },
    })
  const say = (one: AnyEvent, before: readonly AnyEvent[] = []) => callText(one, [...before, one])

  it('tells who called, and how that went', () => {
    const not_before = 0
    const ofCall = { session: null, scope: 'voice', request: 'r1' } as const
    const denied = (by: Person) => event('scope.denied', 2, { ...ofCall, by, not_before })
    const expired = event('scope.expired', 2, { ...ofCall, grant: null, not_before })
    const withdrawn = (by: Person) => event('scope.withdrawn', 2, { ...ofCall, by, not_before })
    expect(say(ask('voice', agent))).toBe('Ana called')
    expect(say(ask('video', customer))).toBe('You called with video')
    expect(say(denied(customer), [ask('voice', agent)])).toBe('You declined the call')
    expect(say(denied(agent), [ask('voice', customer)])).toBe('Ana did not take the call')
    expect(say(expired, [ask('voice', agent)])).toBe('Missed call from Ana')
    expect(say(expired, [ask('voice', customer)])).toBe('Nobody answered your call')
    expect(say(withdrawn(agent))).toBe('Missed call from Ana')
    expect(say(withdrawn(customer))).toBe('You cancelled the call')
  })

  it('tells of a video call once, though voice comes with it', () => {
    const voice = { ...grant('voice', 2, null), at: 1003 }
    const video = grant('video', 3)
    const log = [ask('video', agent), voice, video]
    expect(callText(voice, log)).toBeNull()
    expect(callText(video, log)).toBe('The video call has started')
    expect(say(grant('voice', 2))).toBe('The call has started')
  })

  it.each([
    ['voice', 'denied_by_device', 'The call ended: this browser may not use your microphone'],
    ['voice', 'no_device', 'The call ended: no microphone was found'],
    ['voice', 'dock_closed', 'The call ended: its window was closed'],
    ['voice', 'conversation_ended', 'The call has ended'],
    ['video', 'call_ended', null],
    ['video', 'no_device', 'No video: no camera was found. The call goes on.'],
    [
      'screen',
      'denied_by_device',
      'Your screen is not shared: you or your browser did not allow it',
    ],
    ['screen', 'no_device', 'Your screen is not shared: this device cannot share it'],
    [
      'screen',
      'surface_forbidden',
      'Your screen is not shared: this website does not let you share what you picked',
    ],
    ['screen', 'dock_closed', 'Your screen is not shared any more: its window was closed'],
    ['screen', 'session_paused', 'Your screen is not shared any more'],
  ] as const)('tells why %s ended: %s', (scope, reason, text) => {
    expect(say(revoke(scope, reason))).toBe(text)
  })

  it('tells who ended it', () => {
    expect(say(revoke('voice', 'by_agent', agent))).toBe('Ana ended the call')
    expect(say(revoke('voice', 'by_customer', customer))).toBe('You ended the call')
    expect(say(revoke('screen', 'by_customer', customer))).toBe('You stopped sharing your screen')
  })

  it('is told of calls by this alone', () => {
    const call = ask('voice', agent)
    expect(lines([call])).toEqual([])
    const text = 'Ana called'
    expect(lines([call], [], { line: callText })).toEqual([
      { kind: 'event', seq: 1, text, at: 1001, noticed: false },
    ])
    const view = event('scope.denied', 2, {
      ...{ session: 's1', scope: 'view', request: 'r', by: customer, not_before: 0 },
    })
    expect(callText(view, [view])).toBeNull()
  })

  it('is enough to load it', () => {
    expect(hasCalls(null, [])).toBe(false)
    expect(hasCalls(conversation({}), [])).toBe(false)
    expect(hasCalls(conversation({}), [ask('voice', agent)])).toBe(true)
    expect(hasCalls(talking(), [])).toBe(true)
    expect(hasCalls(talking({ state: 'queued' }), [])).toBe(false)
  })

  it('reaches the website without a word of who or what', () => {
    const signals = new Signals()
    const heard: unknown[] = []
    for (const name of ['call.started', 'call.ended', 'screen.started', 'screen.ended'] as const) {
      signals.on(name, (value?: unknown) => heard.push([name, value]))
    }
    const all = [grant('voice', 2), grant('video', 3), grant('screen', 4)]
    for (const one of all) callSignal(one, signals)
    callSignal(revoke('voice', 'dock_closed'), signals)
    callSignal(revoke('video', 'call_ended'), signals)
    expect(heard).toEqual([
      ['call.started', undefined],
      ['screen.started', undefined],
      ['call.ended', { reason: 'dock_closed' }],
    ])
  })
})

it('knows when agents see the screen instead of the page', () => {
  expect(isScreenOn(null)).toBe(false)
  expect(isScreenOn(talking({ session: session({}) }))).toBe(false)
  expect(isScreenOn(talking({ session: session({ scopes: { screen: granted(3) } }) }))).toBe(true)
})
