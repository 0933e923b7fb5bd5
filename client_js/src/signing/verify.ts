import { fromHex } from '../hex.js'
import type {
  ConversationView,
  Scope,
  ScopeView,
  Signature,
  Signed,
} from '../signaling/messages.js'
import { SIGNATURE } from './signing_key.js'
import { statementText, voucherText } from './statement.js'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }

/** The key that it comes down to: of the customer's page. */
export function rootOf({ key, voucher }: Signature): string {
  return voucher?.key ?? key
}

/** Whether the signature is that of its key, and the key, of a dock, one that her page answers for.
 * Never rejects. */
export function isSigned(signed: Signed): Promise<boolean> {
  const { statement } = signed
  return isUnder(signed, statement.customer, statementText(statement))
}

/** Likewise, of what is no statement. */
export async function isUnder(
  { key, signature, voucher }: Signature,
  customer: string,
  text: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (voucher) {
    const vouched = voucherText(customer, key, voucher.at)
    if (!(await isOf(voucher.key, voucher.signature, vouched))) return false
  }
  return isOf(key, signature, text)
}

async function isOf(
  key: string,
  signature: string,
  text: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    const { subtle } = crypto
    const imported = await subtle.importKey('raw', fromHex(key), CURVE, false, ['verify'])
    return await subtle.verify(SIGNATURE, imported, fromHex(signature), text)
  } catch {
    return false
  }
}

/** Whether what is signed is what the server says that she said yes to. */
export function says(
  { statement: said }: Signed,
  view: Pick<ConversationView, 'customer' | 'conversation'>,
  session: string | null,
  scope: Scope,
  found: ScopeView,
): boolean {
  const scopes = said.scopes ?? []
  if (said.customer !== view.customer.id || !scopes.includes(scope)) return false
  if (said.act === 'start') return found.asker === null && session !== null
  if (said.conversation !== view.conversation) return false
  if (said.act === 'ask') return session === null
  if ((said.session ?? null) !== session) return false
  const isMain = scopes[0] === scope
  if (said.act === 'give') return isMain && said.person === found.to
  if (said.act !== 'allow') return false
  const asker = found.asker?.id ?? null
  return !isMain || (said.person === asker && (said.limit ?? null) === found.limit)
}
