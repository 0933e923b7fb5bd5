import { describe, expect, it } from 'vitest'
import { fromHost, fromPane, isHello } from '../../client_js/src/embed/messages.js'

const GARBAGE: readonly unknown[] = [
  ...[undefined, null, true, 0, Number.NaN, '', 'agent.sign_out', [], {}, () => 0],
  ...[{ type: null }, { type: 'x' }, { type: ['agent.sign_out'] }, { type: '__proto__' }],
]

/** Nothing that an id, a code or a kind could be. */
const NO_TEXT: readonly unknown[] = [
  ...[undefined, true, 1, [], {}, '', ' ', 'a b', 'a\n', '<b>', 'ä', '\u0000', 'x'.repeat(200)],
  { toString: () => 'conversation_1' },
]

describe('what comes from the page around', () => {
  it('is read as it was meant', () => {
    for (const message of [
      { type: 'agent.sign_in', code: 'AZaz09_-' },
      { type: 'agent.sign_in', code: `eyJ-.${'x'.repeat(2000)}._w` },
      { type: 'agent.sign_out' },
      { type: 'conversation.show', conversation: 'conversation_1' },
      { type: 'conversation.show', conversation: null },
      { type: 'co_browse.request' },
      { type: 'co_browse.end' },
      { type: 'language.speak', language: 'pt-BR' },
    ]) {
      expect(fromHost(message)).toEqual(message)
    }
  })

  it('is nothing where any field is wrong', () => {
    for (const data of GARBAGE) expect(fromHost(data)).toBeNull()
    for (const wrong of [...NO_TEXT, null]) {
      expect(fromHost({ type: 'agent.sign_in', code: wrong })).toBeNull()
      expect(fromHost({ type: 'language.speak', language: wrong })).toBeNull()
    }
    for (const wrong of [
      'a.b',
      'a..c',
      'a.b.',
      'a.b.c.d',
      'a.b.c\n',
      `a.b.${'x'.repeat(16_384)}`,
    ]) {
      expect(fromHost({ type: 'agent.sign_in', code: wrong })).toBeNull()
    }
    for (const wrong of NO_TEXT) {
      expect(fromHost({ type: 'conversation.show', conversation: wrong })).toBeNull()
    }
  })

  it('brings nothing along that was not asked for', () => {
    const more = { html: '<b>', conversation: 'c', __proto__: { code: 'x' } }
    expect(fromHost({ ...more, type: 'co_browse.end' })).toEqual({ type: 'co_browse.end' })
  })

  it('greets in this version only', () => {
    expect(isHello({ type: 'embed.hello', protocol: 1 })).toBe(true)
    for (const data of [
      ...GARBAGE,
      { type: 'embed.hello' },
      { type: 'embed.hello', protocol: 2 },
    ]) {
      expect(isHello(data)).toBe(false)
    }
  })
})

describe('what comes from the pane', () => {
  const talk = { conversation: 'conversation_1', state: 'active', mine: true }
  const session = {
    conversation: 'conversation_1',
    session: 'session_1',
    state: 'ended',
    reason: 'by_agent',
  }

  it('is read as it was meant', () => {
    for (const message of [
      { type: 'pane.ready', protocol: 1 },
      { type: 'agent.sign_in_needed', reason: 'loaded' },
      { type: 'agent.signed_in', agent: 'agent_1' },
      { type: 'agent.signed_out', reason: 'asked' },
      { type: 'conversation.shown', moved: false, shown: null },
      { type: 'conversation.shown', moved: true, shown: talk },
      { type: 'session.shown', shown: session },
      { type: 'session.shown', shown: { ...session, state: 'active', reason: null } },
      { type: 'pane.refused', code: 'bad_sign_in_code', message: 'No.' },
    ]) {
      expect(fromPane(message)).toEqual(message)
    }
  })

  it('is nothing where any field is wrong', () => {
    for (const data of GARBAGE) expect(fromPane(data)).toBeNull()
    for (const wrong of [...NO_TEXT, null, 'nobody']) {
      expect(fromPane({ type: 'agent.sign_in_needed', reason: wrong })).toBeNull()
      expect(fromPane({ type: 'agent.signed_out', reason: wrong })).toBeNull()
      for (const shown of [wrong ?? {}, { ...talk, state: wrong }]) {
        expect(fromPane({ type: 'conversation.shown', moved: false, shown })).toBeNull()
      }
      const shown = { ...session, state: wrong }
      expect(fromPane({ type: 'session.shown', shown })).toBeNull()
    }
    for (const wrong of [undefined, null, 0, 2, 'true', '1', {}]) {
      expect(fromPane({ type: 'pane.ready', protocol: wrong })).toBeNull()
      expect(fromPane({ type: 'conversation.shown', moved: wrong, shown: talk })).toBeNull()
      const shown = { ...talk, mine: wrong }
      expect(fromPane({ type: 'conversation.shown', moved: false, shown })).toBeNull()
    }
    for (const wrong of NO_TEXT) {
      expect(fromPane({ type: 'agent.signed_in', agent: wrong })).toBeNull()
      expect(fromPane({ type: 'pane.refused', code: wrong, message: '' })).toBeNull()
      for (const key of ['conversation', 'session', 'reason']) {
        const shown = { ...session, [key]: wrong }
        expect(fromPane({ type: 'session.shown', shown })).toBeNull()
      }
    }
    const message = 'x'.repeat(501)
    expect(fromPane({ type: 'pane.refused', code: 'x', message })).toBeNull()
  })

  it('brings no names and no words along', () => {
    const shown = { ...talk, name: 'Ada', text: 'My card number is' }
    expect(fromPane({ type: 'conversation.shown', moved: false, shown })).toEqual({
      type: 'conversation.shown',
      moved: false,
      shown: talk,
    })
  })
})
