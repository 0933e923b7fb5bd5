import { Inviting, type InvitingOptions } from './inviting.js'

export { panel } from './ui.js'

/** Entry of `inviting.js`, which `lazy_parts.ts` loads. */
export function begin(options: InvitingOptions): Inviting {
  return new Inviting(options)
}
