import type { Signature } from '../signaling/messages.js'
import type { RequestWithoutId } from '../signaling/requests.js'
import { saying, type Told } from './saying.js'
import type { SigningKey } from './signing_key.js'
import { offerText, relayKeyText } from './statement.js'

/** Puts the customer's signature under what she says yes to, and under what tells the other side that a
 * connection is hers. What cannot be signed goes as it is, and is refused where it arrives. */
export class Signer {
  constructor(
    readonly key: Pick<SigningKey, 'publicKey' | 'sign' | 'under'>,
    private readonly told: () => Told,
  ) {}

  /** To be called when she has clicked: what she was told by then is what she says yes to. Null for
   * what needs no signature. */
  sign(message: RequestWithoutId): Promise<RequestWithoutId> | null {
    if (message.type === 'signal.description') {
      const { link, attempt, description } = message
      if (description.type !== 'offer') return null
      const text = offerText(this.told().customer, link, attempt, description.sdp)
      return this.key.under(text).then((signed) => ({ ...message, signed }))
    }
    const statement = saying(message, this.told())
    return statement && this.key.sign(statement).then((signed) => ({ ...message, signed }))
  }

  /** Of this page's key for the sealed relay. */
  relayKey(key: string): Promise<Signature | null> {
    return this.key.under(relayKeyText(this.told().customer, key))
  }
}
