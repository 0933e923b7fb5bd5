import { describe, expect, it } from 'vitest'
import { Attempts } from '../../client_js/src/agent/attempts.js'
import { DOOR, Door } from '../../client_js/src/agent/door.js'
import { sessionLink, wishOf } from '../../client_js/src/agent/pop_out.js'
import type { ServerMessage } from '../../client_js/src/signaling/messages.js'
import { type RequestWithoutId, SignalingError } from '../../client_js/src/signaling/socket.js'
import { conversation, events, session } from './agent_fixtures.js'

function doorOf(refusal: string | null = null) {
  const sent: RequestWithoutId[] = []
  const socket = {
    request: async <T extends RequestWithoutId>(message: T) => {
      sent.push(message)
      if (refusal !== null) throw new SignalingError(refusal, 'no')
      return {} as never
    },
  }
  const attempts = new Attempts(socket, () => undefined)
  const door = new Door('c1', 'x1', attempts, () => undefined)
  const request = () => (door.at?.state === 'asking' ? door.at.request : '')
  return { door, sent, attempts, request }
}

function refused(request: string, reason: 'denied' | 'withdrawn'): ServerMessage {
  const person = { id: 'ben', role: 'agent', name: 'Ben' } as const
  const bare = { type: 'participant.refused', session: 'x1', person, request, reason } as const
  return events([{ ...bare, not_before: 0 }])[0] as ServerMessage
}

describe('the door of a session', () => {
  it('asks, and is over as soon as the agent is in', async () => {
    const { door, sent } = doorOf()
    expect(door.at).toEqual({ state: 'ready' })
    await door.ask()
    expect(door.at?.state).toBe('asking')
    expect(sent[0]).toMatchObject({ type: 'participant.ask', conversation: 'c1', session: 'x1' })
    const other = conversation({ conversation: 'c2', session: session() })
    expect(door.handle({ type: 'conversation.opened', state: other, timeline: [] })).toBe(false)
    const state = conversation({ session: session() })
    expect(door.handle({ type: 'conversation.opened', state, timeline: [] })).toBe(true)
    expect(door.at).toBeNull()
  })

  it('tells a no, and of its own question only', async () => {
    const { door, request } = doorOf()
    await door.ask()
    door.handle(refused('another', 'denied'))
    expect(door.at?.state).toBe('asking')
    door.handle(refused(request(), 'denied'))
    expect(door.at).toEqual({ state: 'refused', reason: 'denied' })
    await door.ask()
    expect(door.at?.state).toBe('asking')
  })

  it('takes a question back', async () => {
    const { door, sent, request } = doorOf()
    await door.ask()
    const asked = request()
    await door.withdraw()
    expect(sent[1]).toMatchObject({ type: 'participant.refuse', request: asked })
    door.handle(refused(asked, 'withdrawn'))
    expect(door.at).toEqual({ state: 'ready' })
  })

  it('shows what the server refuses, and can be tried again', async () => {
    const { door, attempts } = doorOf('not_found')
    await door.ask()
    expect(door.at).toEqual({ state: 'ready' })
    expect(attempts.errorAt(DOOR)).toBe('not_found')
    door.leave()
    expect(attempts.errorAt(DOOR)).toBeNull()
  })

  it('is what a session link leads to', () => {
    const { search } = new URL(sessionLink('https://b.example', 'c&1', 'x=1'))
    expect(wishOf(search)).toEqual({ conversation: 'c&1', session: 'x=1', alone: false })
    expect(wishOf('?session=x1')).toMatchObject({ conversation: null, session: null })
  })
})
