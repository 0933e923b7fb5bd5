import type { RefusalCode } from '../messages.js'

/** Thrown where an input stops having an effect; what it has done until then remains. */
export class Refusal extends Error {
  constructor(readonly code: RefusalCode) {
    super(code)
  }
}

/** The input leads to another site: the customer is asked. */
export class LeavesSite extends Refusal {
  constructor(readonly url: URL) {
    super('control.leaves_site')
  }
}

/** The input makes no sense where it is aimed; no agent's console sends it. */
export class Nonsense extends Error {}
