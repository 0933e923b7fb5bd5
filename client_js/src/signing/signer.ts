import type { RequestWithoutId } from '../signaling/requests.js'
import { saying, type Told } from './saying.js'
import type { SigningKey } from './signing_key.js'

/** Puts the customer's signature under what she says yes to. Null for what needs none; what cannot be
 * signed goes as it is, and the server refuses it. */
export class Signer {
  constructor(
    readonly key: Pick<SigningKey, 'publicKey' | 'sign'>,
    private readonly told: () => Told,
  ) {}

  /** To be called when she has clicked: what she was told by then is what she says yes to. */
  sign(message: RequestWithoutId): Promise<RequestWithoutId> | null {
    const statement = saying(message, this.told())
    return statement && this.key.sign(statement).then((signed) => ({ ...message, signed }))
  }
}
