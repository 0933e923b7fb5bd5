import { expect, test } from 'vitest'
import { fromDock, fromPage, readHeld } from '../../client_js/src/dock/messages.js'

const STATE = {
  type: 'dock.state',
  connected: true,
  held: { voice: 3 },
  voice: 'on',
  video: 'off',
  screen: 'asking',
  document: 'off',
  muted: false,
  camera: false,
  onHold: false,
}
const TICKET = {
  type: 'dock.ticket',
  ticket: 'abc',
  voucher: { key: '04aa', at: 5, signature: 'bb' },
  mode: 'window',
  held: {},
  wants: null,
  language: 'de',
}

test.each([{ type: 'dock.here', protocol: 1, key: '04aa' }, STATE, { type: 'dock.closed' }])(
  'reads what a dock says: $type',
  (message) => {
    expect(fromDock(message)).toEqual(message)
    expect(fromPage(message)).toBeNull()
  },
)

test.each([
  TICKET,
  { ...TICKET, ticket: null, mode: 'frame', held: { voice: 1, video: 2, screen: 3 } },
  { ...TICKET, wants: { act: 'accept', scope: 'screen', request: 'r1' } },
  { type: 'dock.want', want: { act: 'call', scope: 'video' } },
  { type: 'dock.want', want: { act: 'hang_up' } },
  { type: 'dock.want', want: { act: 'stop_screen' } },
  { type: 'dock.want', want: { act: 'document' } },
  { type: 'dock.want', want: { act: 'close_document' } },
  { type: 'dock.want', want: { act: 'mute', muted: true } },
  { type: 'dock.want', want: { act: 'hold', held: true } },
  { type: 'dock.heard', language: 'de' },
  { type: 'dock.close' },
])('reads what a page says: %o', (message) => {
  expect(fromPage(message)).toEqual(message)
  expect(fromDock(message)).toBeNull()
})

test.each([
  null,
  'dock.here',
  [],
  { type: 'dock.here' },
  { type: 'dock.here', protocol: 2 },
  { type: 'dock.here', protocol: 1, key: 4 },
  { type: 'dock.here', protocol: 1, key: 'x'.repeat(5000) },
  { ...TICKET, voucher: 'abc' },
  { ...TICKET, voucher: { key: '04aa', at: '5', signature: 'bb' } },
  { ...TICKET, voucher: { key: '04aa', at: 5 } },
  { ...STATE, voice: 'loud' },
  { ...STATE, document: undefined },
  { ...STATE, held: { control: 1 } },
  { ...STATE, held: { voice: '1' } },
  { ...STATE, held: null },
  { ...STATE, muted: 1 },
  { ...STATE, onHold: undefined },
  { ...STATE, connected: undefined },
])('drops what no dock says: %o', (message) => {
  expect(fromDock(message)).toBeNull()
})

test('a page from before there were languages says none', () => {
  expect(fromPage({ type: 'dock.heard' })).toEqual({ type: 'dock.heard', language: null })
  const { language, voucher, ...old } = TICKET
  expect(fromPage(old)).toEqual({ ...old, voucher: null, language: null })
  expect([language, voucher.at]).toEqual(['de', 5])
})

test.each([
  undefined,
  { type: 'dock.state' },
  { ...TICKET, ticket: 5 },
  { ...TICKET, ticket: '' },
  { ...TICKET, ticket: 'x'.repeat(5000) },
  { ...TICKET, mode: 'tab' },
  { ...TICKET, held: { voice: 1.5 } },
  { ...TICKET, wants: { act: 'accept', scope: 'view', request: 'r1' } },
  { ...TICKET, wants: { act: 'accept', scope: 'voice' } },
  { ...TICKET, wants: undefined },
  { ...TICKET, language: {} },
  { type: 'dock.heard', language: 'x'.repeat(5000) },
  { type: 'dock.heard', language: 7 },
  { type: 'dock.want', want: null },
  { type: 'dock.want', want: { act: 'call', scope: 'screen' } },
  { type: 'dock.want', want: { act: 'mute' } },
  { type: 'dock.want', want: { act: 'hold', held: 'yes' } },
  { type: 'dock.want', want: { act: 'record' } },
])('drops what no page says: %o', (message) => {
  expect(fromPage(message)).toBeNull()
})

test('hands on nothing but what it knows', () => {
  expect(fromPage({ ...TICKET, more: 1 })).toEqual(TICKET)
  expect(fromDock({ ...STATE, more: 1 })).toEqual(STATE)
})

test('what was stored is read as strictly', () => {
  expect(readHeld({ voice: 4 })).toEqual({ voice: 4 })
  expect(readHeld(null)).toBeNull()
  expect(readHeld({ voice: 4, view: 1 })).toBeNull()
})
