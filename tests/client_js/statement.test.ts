import { expect, test } from 'vitest'
import type { ConversationView, Signed, Voucher } from '../../client_js/src/signaling/messages.js'
import { saying, type Told } from '../../client_js/src/signing/saying.js'
import { newPair, SigningKey } from '../../client_js/src/signing/signing_key.js'
import { statementText, voucherText } from '../../client_js/src/signing/statement.js'
import { isSigned, rootOf } from '../../client_js/src/signing/verify.js'
import examples from '../helpers/statements.json'
import { askedSession, conversation, session } from './customer_fixtures.js'

interface Examples {
  consents: { text: string; signed: Signed }[]
  voucher: { customer: string; key: string; text: string; voucher: Voucher }
}

/** The same as in tests/broker/test_statement.py. */
const EXAMPLES = examples as Examples

const plain = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

test.each(EXAMPLES.consents)('reads the example $signed.statement.act', async (example) => {
  const { text, signed } = example
  expect(plain(statementText(signed.statement))).toBe(text)
  expect(await isSigned(signed)).toBe(true)
  const other = { ...signed, statement: { ...signed.statement, at: 5 } }
  expect(await isSigned(other)).toBe(false)
  expect(await isSigned({ ...signed, signature: '0'.repeat(128) })).toBe(false)
  expect(await isSigned({ ...signed, key: '04' })).toBe(false)
})

test('a dock is vouched for by its page', async () => {
  const { customer, key, text, voucher } = EXAMPLES.voucher
  expect(plain(voucherText(customer, key, voucher.at))).toBe(text)
  const inDock = EXAMPLES.consents.find(({ signed }) => signed.voucher)?.signed as Signed
  expect(rootOf(inDock)).toBe(voucher.key)
  expect(await isSigned({ ...inDock, voucher: { ...voucher, at: voucher.at + 1 } })).toBe(false)
})

test('a key of this browser signs what is checked, and cannot be read out', async () => {
  const pair = await newPair()
  const key = new SigningKey(async () => pair)
  const statement = EXAMPLES.consents[0]?.signed.statement as Signed['statement']
  const signed = (await key.sign(statement)) as Signed
  expect(await isSigned(signed)).toBe(true)
  expect(pair.privateKey.extractable).toBe(false)
  const dock = new SigningKey()
  const own = (await dock.publicKey()) as string
  dock.voucher = await key.vouch(statement.customer, own, 6.7)
  const inDock = (await dock.sign(statement)) as Signed
  expect(await isSigned(inDock)).toBe(true)
  expect(dock.voucher?.at).toBe(7)
  expect(await isSigned({ ...inDock, voucher: null })).toBe(true)
  expect(rootOf(inDock)).toBe(signed.key)
})

test('where a browser cannot sign, nothing is signed', async () => {
  const key = new SigningKey(() => Promise.reject(new TypeError('no subtle')))
  expect(await key.publicKey()).toBeNull()
  expect(await key.sign({ act: 'start', customer: 'c', at: 1, nonce: '0' })).toBeNull()
  expect(await key.vouch('c', '04', 1)).toBeNull()
})

function told(view: ConversationView | null, controlIncluded = false): Told {
  return { customer: 'me', view, controlIncluded, now: 1234.6 }
}

const said = (...given: Parameters<typeof saying>) => {
  const found = saying(...given)
  return found && { ...found, nonce: found.nonce.length }
}

test('says what she shares of her own accord', () => {
  const start = { type: 'session.start', conversation: null } as const
  const more = { act: 'start', customer: 'me', at: 1235, nonce: 32 }
  expect(said(start, told(null))).toEqual({ ...more, scopes: ['view'] })
  expect(said(start, told(null, true))).toEqual({ ...more, scopes: ['view', 'control'] })
})

test('says whose question she answers, and in which session', () => {
  const view = conversation({ session: askedSession('r1', 1030) })
  const allow = { type: 'scope.allow', conversation: 'c1', request: 'r1' } as const
  expect(said(allow, told(view))).toMatchObject({
    act: 'allow',
    conversation: 'c1',
    session: 's1',
    scopes: ['view'],
    request: 'r1',
    person: 'ag',
    limit: null,
  })
  expect(said(allow, told(view, true))?.scopes).toEqual(['view', 'control'])
  expect(said({ ...allow, request: 'r2' }, told(view))).toBeNull()
  expect(said(allow, told(null))).toBeNull()
})

test('says what she calls for, gives, and whom she lets in', () => {
  const of = { conversation: 'c1' }
  expect(
    said({ type: 'scope.ask', ...of, scope: 'video', request: 'q' }, told(null)),
  ).toMatchObject({ act: 'ask', scopes: ['video', 'voice'], request: 'q' })
  expect(
    said({ type: 'scope.give', ...of, session: 's1', scope: 'control', to: 'ag' }, told(null)),
  ).toMatchObject({ act: 'give', session: 's1', scopes: ['control'], person: 'ag' })
  const person = { id: 'gina', role: 'guest', name: 'Gina' } as const
  const knock = { person, request: 'k', deadline: 9, transfer: false }
  const view = conversation({ session: session({ knocks: [knock] }) })
  const admit = { type: 'participant.admit', ...of, request: 'k' } as const
  expect(said(admit, told(view))).toMatchObject({ act: 'admit', session: 's1', person: 'gina' })
  expect(said({ ...admit, request: 'other' }, told(view))).toBeNull()
})

test('says nothing where she says yes to nothing', () => {
  expect(said({ type: 'scope.deny', conversation: 'c1', request: 'r1' }, told(null))).toBeNull()
  expect(said({ type: 'ping' }, told(null))).toBeNull()
})
