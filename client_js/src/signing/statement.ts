import type { Statement } from '../signaling/messages.js'

/** What is signed, as text: broker/statement.py has the same in Python, and says why. */

const CONSENT = 'alongside-consent/1'
const VOUCHER = 'alongside-voucher/1'
const OFFER = 'alongside-offer/1'
const RELAY_KEY = 'alongside-relay-key/1'

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

/** The bytes that are signed with an offer, by which the other side knows that it is hers. */
export function offerText(
  customer: string,
  link: string,
  attempt: number,
  sdp: string,
): Uint8Array<ArrayBuffer> {
  return lines(OFFER, [
    ['customer', customer],
    ['link', link],
    ['attempt', attempt],
    ['fingerprints', fingerprintsOf(sdp)],
  ])
}

/** The bytes that are signed with a page's `key` for the sealed relay. */
export function relayKeyText(customer: string, key: string): Uint8Array<ArrayBuffer> {
  return lines(RELAY_KEY, [
    ['customer', customer],
    ['key', key],
  ])
}

/** All of a session description (RFC 8122), each once: to whom DTLS connects. */
function fingerprintsOf(sdp: string): string {
  const found = [...sdp.matchAll(/^a=fingerprint:(.+)$/gm)].map(([, text]) => (text ?? '').trim())
  return [...new Set(found)].join(' ')
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
