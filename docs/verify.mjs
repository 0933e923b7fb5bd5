// Checks an audit export or a consent receipt of Alongside without Alongside: Node.js 20 or later, and
// nothing else. Written from docs/audit.md alone, and shares no code with the server.
//
//     node verify.mjs audit FILE [PUBLIC_KEY]
//     node verify.mjs receipt FILE... [PUBLIC_KEY]
//
// One line for each file: "ok" or what is wrong. Exit code 0 when all are ok.
import { createHash, webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'

const ED25519 = { name: 'Ed25519' }
const bytes = (text) => new TextEncoder().encode(text)
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

async function isSigned(rawKey, signature, message) {
  const key = await webcrypto.subtle.importKey('raw', rawKey, ED25519, false, ['verify'])
  return webcrypto.subtle.verify(ED25519, key, signature, message)
}

/** The 32 bytes of "alongside+ID+BASE64". */
function rawKey(text) {
  const [, id, encoded] = /^alongside\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  const typed = Buffer.from(encoded ?? '', 'base64')
  const told = sha256(bytes('alongside\n'), typed).subarray(0, 4).toString('hex')
  if (typed.length !== 33 || typed[0] !== 1 || told !== id) throw new Error('this is no public key')
  return typed.subarray(1)
}

/** Decodes only what can be written in no other way. */
function base64url(text) {
  const raw = Buffer.from(text, 'base64url')
  if (raw.toString('base64url') !== text) throw new Error('bad base64url')
  return raw
}

/** As RFC 8785 writes it: our records and receipts have no fractions. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.keys(value).sort()
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}

async function checkpoint(note, site, keys) {
  const at = note.indexOf('\n\n')
  const text = note.slice(0, at + 1)
  const [title, rows, head] = text.split('\n')
  const line = /^\u2014 alongside ([A-Za-z0-9+/=]+)\n$/.exec(note.slice(at + 2))
  if (at < 0 || line === null || title !== `alongside audit ${site}`) throw new Error('a bad checkpoint')
  const signed = Buffer.from(line[1], 'base64')
  for (const key of keys) {
    const id = sha256(bytes('alongside\n'), Buffer.from([1]), key).subarray(0, 4)
    if (!id.equals(signed.subarray(0, 4))) continue
    if (await isSigned(key, signed.subarray(4), bytes(text))) {
      return { rows: Number(rows), hash: Buffer.from(head, 'base64').toString('hex') }
    }
  }
  throw new Error('a checkpoint without a signature that counts')
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256' }

/** The text that a customer signs, or by which her page answers for the key of her call window. */
function lines(head, fields) {
  const written = fields.map(([name, value]) => `${name}: ${value === undefined || value === '' ? '-' : value}\n`)
  return bytes(`${head}\n${written.join('')}`)
}

async function isByCustomer(key, signature, text) {
  try {
    const raw = Buffer.from(key, 'hex')
    const imported = await webcrypto.subtle.importKey('raw', raw, P256, false, ['verify'])
    const how = { name: 'ECDSA', hash: 'SHA-256' }
    return await webcrypto.subtle.verify(how, imported, Buffer.from(signature, 'hex'), text)
  } catch {
    return false
  }
}

/** Throws unless the customer's own signature is under what she is said to have allowed. */
async function consent({ statement, key, signature, voucher }) {
  const { act, customer, conversation, session, scopes, request, person, limit, at, nonce } = statement
  const said = { act, customer, conversation, session, scopes: scopes?.join(' '), request, person, limit, at, nonce }
  const vouched = voucher && lines('alongside-voucher/1', Object.entries({ customer, key, at: voucher.at }))
  const good =
    (!voucher || (await isByCustomer(voucher.key, voucher.signature, vouched))) &&
    (await isByCustomer(key, signature, lines('alongside-consent/1', Object.entries(said))))
  if (!good) throw new Error('what the customer is said to have allowed she did not sign')
}

/** Whether it says no more than she signed. `main`: what she was asked for, or gave. */
function says({ statement }, told) {
  const { act, customer, conversation, session, scopes = [], request, person, limit } = statement
  const isMain = told.scope === undefined || scopes[0] === told.scope
  return (
    (told.customer === undefined || customer === told.customer) &&
    (act === 'start' || conversation === told.conversation) &&
    (session === undefined || session === told.session) &&
    (told.scope === undefined || scopes.includes(told.scope)) &&
    (!('request' in told) || !isMain || request === undefined || request === told.request) &&
    (!('limit' in told) || !isMain || limit === told.limit) &&
    (!('person' in told) || person === told.person)
  )
}

async function consentIn(signed, told) {
  if (!says(signed, told)) throw new Error('the customer signed something else')
  await consent(signed)
}

const inRanges = (number, ranges) => ranges.some(([first, last]) => first <= number && number <= last)

async function audit(file, trusted) {
  const [first, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line))
  if (first.format !== 'alongside-audit' || first.version !== 1) throw new Error('no export')
  const keys = trusted ? [rawKey(trusted)] : first.keys.map(rawKey)
  const hashes = ['0'.repeat(64)]
  let covered = -1
  const rows = lines.filter((line) => !('checkpoint' in line))
  const isErased = ({ number }) =>
    rows.slice(number).some(({ record }) => record?.type === 'audit.erased' && inRanges(number, record.erased))
  for (const row of rows) {
    const previous = hashes.at(-1)
    if (row.record === null && !isErased(row)) throw new Error(`row ${hashes.length} is gone, and no row says so`)
    const written = () => sha256(Buffer.from(previous, 'hex'), bytes(canonical(row.record))).toString('hex')
    const hash = row.record === null ? row.hash : written()
    if (row.number !== hashes.length || row.previous_hash !== previous || row.hash !== hash) {
      throw new Error(`row ${hashes.length} is not as it was written`)
    }
    hashes.push(hash)
  }
  for (const { checkpoint: note } of lines.filter((line) => 'checkpoint' in line)) {
    const told = await checkpoint(note, first.site, keys)
    if (hashes[told.rows] !== told.hash) throw new Error(`other rows than the checkpoint of ${told.rows} saw`)
    covered = Math.max(covered, told.rows)
  }
  if (covered !== hashes.length - 1) throw new Error('the end was cut off')
  for (const { record } of rows.filter(({ record }) => record?.signed)) {
    const { conversation, session, scope, request, role, by, type } = record
    const told = { conversation, session, scope, request, customer: role === 'customer' ? by : undefined }
    await consentIn(record.signed, type === 'scope.granted' ? { ...told, limit: record.limit } : told)
  }
}

async function receipt(file, trusted) {
  const { receipt: shown, payload, protected: head, signature, ...more } = JSON.parse(readFileSync(file, 'utf8'))
  const header = JSON.parse(base64url(head))
  if (Object.keys(more).length > 0 || header.alg !== 'EdDSA' || header.typ !== 'consent-receipt+json') {
    throw new Error('no receipt')
  }
  const key = base64url(header.jwk.x)
  if (trusted && !key.equals(rawKey(trusted))) throw new Error('signed by another key')
  const signed = await isSigned(key, base64url(signature), bytes(`${head}.${payload}`))
  if (!signed) throw new Error('the signature is wrong')
  const told = JSON.parse(base64url(payload))
  if (canonical(told) !== canonical(shown)) throw new Error('what it shows is not what was signed')
  const { pii_principal_id: customer, conversation, session } = told
  const of = { customer, conversation, session }
  const roots = new Set()
  for (const { scope, limit, events } of told.consents) {
    for (const { signed } of events.filter((step) => step.event_state === 'dpv:ConsentGiven' && step.signed)) {
      roots.add((signed.voucher ?? signed).key)
      await consentIn(signed, { ...of, scope, limit })
    }
  }
  for (const { entity_id: person, signed } of told.recipients.filter((one) => one.signed)) {
    roots.add((signed.voucher ?? signed).key)
    await consentIn(signed, { ...of, person })
  }
  if (roots.size > 1) throw new Error('signed with different keys')
}

const [kind, ...others] = process.argv.slice(2)
const trusted = others.at(-1)?.startsWith('alongside+') ? others.pop() : undefined
const check = { audit, receipt }[kind]
if (check === undefined || others.length === 0) {
  console.error('node verify.mjs audit|receipt FILE... [PUBLIC_KEY]')
  process.exit(2)
}
for (const file of others) {
  try {
    await check(file, trusted)
    console.log('ok')
  } catch (error) {
    console.log(error.message.replaceAll('\n', ' '))
    process.exitCode = 1
  }
}
