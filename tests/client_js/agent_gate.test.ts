import { describe, expect, it } from 'vitest'
import { mayRender } from '../../client_js/src/agent/gate.js'
import type { SessionState } from '../../client_js/src/signaling/messages.js'
import { ANA, BEN, conversation, link, scope, session } from './agent_fixtures.js'

describe('the receiver renders', () => {
  it('what it holds the grant for', () => {
    expect(mayRender(link(), conversation({ session: session() }), ANA)).toBe(true)
  })

  it.each<[SessionState, boolean]>([
    ['waiting', false],
    ['asked', false],
    ['active', true],
    ['away', true],
    ['paused', false],
    ['ended', false],
  ])('in a session that is %s: %s', (state, renders) => {
    const view = conversation({ session: session({ state }) })
    expect(mayRender(link(), view, ANA)).toBe(renders)
  })

  it.each([
    ['unknown conversation', link(), undefined],
    ['no session', link(), conversation()],
    ['another conversation', link({ conversation: 'c2' }), conversation({ session: session() })],
    ['another session', link({ session: 'x0' }), conversation({ session: session() })],
    ['an older grant', link({ grant: 6 }), conversation({ session: session() })],
    ['a newer grant', link({ grant: 8 }), conversation({ session: session() })],
    ['view is off', link(), conversation({ session: session({ scopes: {} }) })],
    [
      'view is only asked',
      link(),
      conversation({
        session: session({
          scopes: { view: scope({ state: 'asked', grant: 7 }) },
        }),
      }),
    ],
    [
      'another scope is granted',
      link(),
      conversation({
        session: session({
          scopes: { control: scope({ state: 'granted', grant: 7 }) },
        }),
      }),
    ],
  ])('nothing: %s', (_why, of, view) => {
    expect(mayRender(of, view, ANA)).toBe(false)
  })

  it('nothing before it knows who it is', () => {
    expect(mayRender(link(), conversation({ session: session() }), null)).toBe(false)
  })

  it('a grant to one person for that person only', () => {
    const scopes = { view: scope({ state: 'granted', grant: 7, to: ANA.id }) }
    const view = conversation({ session: session({ scopes }) })
    expect(mayRender(link(), view, ANA)).toBe(true)
    expect(mayRender(link(), view, BEN)).toBe(false)
  })
})
