import { describe, expect, it } from 'vitest'
import { parseCallMessage } from '../../client_js/src/rtc/call_messages.js'

const state = {
  type: 'state',
  muted: false,
  camera: true,
  surface: 'window',
  screen: 'live',
  trouble: { microphone: null, camera: 'denied' },
}

describe('a message on the call', () => {
  it.each([
    state,
    { ...state, surface: null, screen: 'off' },
    { ...state, trouble: { microphone: 'busy', camera: null } },
    { type: 'joined', joined: false },
    { type: 'people', agents: [] },
    { type: 'people', agents: ['a1', 'a2'] },
    { type: 'again' },
  ])('is read: %j', (message) => {
    expect(parseCallMessage(JSON.stringify(message))).toEqual(message)
  })

  it('has nothing in it that is not of the contract', () => {
    expect(parseCallMessage(JSON.stringify({ ...state, html: '<b>' }))).toEqual(state)
    const more = { ...state, trouble: { ...state.trouble, screen: 'denied' } }
    expect(parseCallMessage(JSON.stringify(more))).toEqual(state)
    expect(parseCallMessage('{"type":"again","joined":true}')).toEqual({
      type: 'again',
    })
  })

  it.each([
    '',
    'again',
    'null',
    '[]',
    '"again"',
    '{"type":"joined","joined":1}',
    '{"type":"joined"}',
    '{"type":"call"}',
    JSON.stringify({ ...state, muted: 'no' }),
    JSON.stringify({ ...state, camera: undefined }),
    JSON.stringify({ ...state, surface: 'desk' }),
    JSON.stringify({ ...state, screen: 'on' }),
    JSON.stringify({ ...state, trouble: undefined }),
    JSON.stringify({ ...state, trouble: null }),
    JSON.stringify({ ...state, trouble: [] }),
    JSON.stringify({ ...state, trouble: { microphone: null } }),
    JSON.stringify({ ...state, trouble: { microphone: null, camera: '<b>' } }),
    '{"type":"people"}',
    '{"type":"people","agents":"a1"}',
    '{"type":"people","agents":[1]}',
    '{"type":"people","agents":[""]}',
    JSON.stringify({ type: 'people', agents: ['x'.repeat(65)] }),
    JSON.stringify({ type: 'people', agents: Array(33).fill('a1') }),
    `{"type":"again","x":"${'x'.repeat(4_096)}"}`,
    new ArrayBuffer(8),
    null,
  ])('is nothing else', (data) => {
    expect(parseCallMessage(data)).toBeNull()
  })
})
