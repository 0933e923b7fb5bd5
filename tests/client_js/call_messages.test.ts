import { describe, expect, it } from 'vitest'
import { parseCallMessage } from '../../client_js/src/rtc/call_messages.js'

const state = {
  type: 'state',
  muted: false,
  camera: true,
  surface: 'window',
  screen: 'live',
}

describe('a message on the call', () => {
  it.each([
    state,
    { ...state, surface: null, screen: 'off' },
    { type: 'joined', joined: false },
    { type: 'again' },
  ])('is read: %j', (message) => {
    expect(parseCallMessage(JSON.stringify(message))).toEqual(message)
  })

  it('has nothing in it that is not of the contract', () => {
    expect(parseCallMessage(JSON.stringify({ ...state, html: '<b>' }))).toEqual(state)
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
    `{"type":"again","x":"${'x'.repeat(4_096)}"}`,
    new ArrayBuffer(8),
    null,
  ])('is nothing else', (data) => {
    expect(parseCallMessage(data)).toBeNull()
  })
})
