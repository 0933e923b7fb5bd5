import { Calling, type CallingOptions } from './calling.js'

/** Entry of `calling.js`, which `lazy_parts.ts` loads. */
export function begin(options: CallingOptions): Calling {
  return new Calling(options)
}
