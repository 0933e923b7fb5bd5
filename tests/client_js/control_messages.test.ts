import { describe, expect, it } from 'vitest'
import {
  type InputMessage,
  parseInput,
  parseInputAnswer,
  parsePageInfo,
  writeInput,
} from '../../client_js/src/control/messages.js'

const SPOT = { page: 1, node: 40, x: 0.5, y: 0.25 }
const MESSAGES: InputMessage[] = [
  {
    ...{ type: 'pointer', phase: 'down', spot: SPOT, button: 0, buttons: 1, clicks: 1, keys: 0 },
    ...{ caret: [41, 3], grant: 9, seq: 1 },
  },
  { type: 'wheel', spot: SPOT, dx: 0, dy: 120.5, keys: 2, grant: 9, seq: 2 },
  { type: 'key', phase: 'down', key: 'a', code: 'KeyA', keys: 0, repeat: false, grant: 9, seq: 3 },
  { type: 'text', text: 'é', grant: 9, seq: 4 },
  { type: 'paste', text: 'pasted', grant: 9, seq: 5 },
  { type: 'choose', target: { page: 1, node: 7 }, options: [8, 9], grant: 9, seq: 6 },
  { type: 'value', target: { page: 1, node: 7 }, value: '2026-12-24', grant: 9, seq: 7 },
  { type: 'navigate', to: 'back', grant: 9, seq: 8 },
  { type: 'navigate', to: 'address', address: '/cart', grant: 9, seq: 9 },
  { type: 'tab', act: 'open', address: '/cart', grant: 9, seq: 10 },
  { type: 'tab', act: 'close', tab: 'endpoint-1', grant: 9, seq: 11 },
  { type: 'mark', grant: 9, seq: 12 },
]

describe('input messages', () => {
  it.each(MESSAGES)('travel unchanged: $type $seq', (message) => {
    expect(parseInput(writeInput(message))).toEqual(message)
  })

  it.each([
    ['no text', 7],
    ['no JSON', '{'],
    ['no object', '[1]'],
    ['null', 'null'],
    ['an unknown type', '{"type":"evaluate","grant":9,"seq":1,"text":"1"}'],
    ['no grant', '{"type":"text","seq":1,"text":"a"}'],
    ['a broken grant', '{"type":"text","grant":1.5,"seq":1,"text":"a"}'],
    ['no number', '{"type":"text","grant":9,"text":"a"}'],
    [
      'huge coordinates',
      '{"type":"wheel","grant":9,"seq":1,"spot":[1,2,1e9,0],"dx":0,"dy":0,"keys":0}',
    ],
    [
      'a huge wheel',
      '{"type":"wheel","grant":9,"seq":1,"spot":[1,2,0,0],"dx":0,"dy":1e99,"keys":0}',
    ],
    ['a negative node', '{"type":"choose","grant":9,"seq":1,"target":[1,-2],"options":[]}'],
    [
      'an unknown phase',
      '{"type":"key","grant":9,"seq":1,"phase":"press","key":"a","code":"KeyA","keys":0,"repeat":false}',
    ],
    [
      'too long a paste',
      JSON.stringify({ type: 'paste', grant: 9, seq: 1, text: 'a'.repeat(10_001) }),
    ],
    [
      'too long an address',
      JSON.stringify({
        type: 'navigate',
        to: 'address',
        grant: 9,
        seq: 1,
        address: 'a'.repeat(2_049),
      }),
    ],
    [
      'too much of all',
      JSON.stringify({ type: 'text', grant: 9, seq: 1, text: 'a', more: 'a'.repeat(16_384) }),
    ],
  ])('are none: %s', (_why, data) => {
    expect(parseInput(data)).toBeNull()
  })

  it('are answered under the same view only', () => {
    const answer = '{"type":"refused","grant":7,"seq":5,"code":"control.submit"}'
    const { code } = parseInputAnswer(answer, 7) ?? {}
    expect(code).toBe('control.submit')
    expect(parseInputAnswer(answer, 8)).toBeNull()
    expect(parseInputAnswer(answer.replace('control.', ''), 7)).toBeNull()
  })
})

describe('where the customer is', () => {
  const where = {
    ...{ address: 'https://shop.example/<b>', title: '\u202e<i>', back: true, forward: false },
  }
  const said = { type: 'page', grant: 7, ...where }

  it('is text, whatever is in it', () => {
    expect(parsePageInfo(JSON.stringify(said), 7)).toEqual(where)
  })

  it.each([
    ['another grant', { grant: 8 }],
    ['another type', { type: 'refused' }],
    ['no address', { address: null }],
    ['a title that is none', { title: ['x'] }],
    ['too long an address', { address: 'x'.repeat(2_049) }],
    ['too long a title', { title: 'x'.repeat(201) }],
    ['no way back', { back: undefined }],
  ])('is not taken from %s', (_, wrong) => {
    expect(parsePageInfo(JSON.stringify({ ...said, ...wrong }), 7)).toBeNull()
  })
})
