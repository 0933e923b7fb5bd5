import type { Statement } from '../signaling/messages.js'

/** What is signed, as text: broker/statement.py has the same in Python, and says why. */

const CONSENT = 'alongside-consent/1'
const VOUCHER = 'alongside-voucher/1'

/** The bytes that a customer signs. */
export function statementText(said: Statement): Uint8Array<ArrayBuffer> {
  return lines(CONSENT, [
    ['act', said.act],
    ['customer', said.customer],
    ['conversation', said.conversation],
    ['session', said.session],
    ['scopes', said.scopes?.join(' ')],
    ['request', said.request],
    ['person', said.person],
    ['limit', said.limit],
    ['at', said.at],
    ['nonce', said.nonce],
  ])
}

/** The bytes by which a page's key answers for the dock's `key`. */
export function voucherText(customer: string, key: string, at: number): Uint8Array<ArrayBuffer> {
  return lines(VOUCHER, [
    ['customer', customer],
    ['key', key],
    ['at', at],
  ])
}

function lines(
  head: string,
  fields: readonly (readonly [string, string | number | null | undefined])[],
): Uint8Array<ArrayBuffer> {
  const text = fields.map(
    ([name, value]) => `${name}: ${value == null || value === '' ? '-' : value}\n`,
  )
  return new TextEncoder().encode(`${head}\n${text.join('')}`)
}
