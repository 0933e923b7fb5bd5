import type { RefusalCode } from '../messages.js'

/** What the agent's side of remote control says. */
export interface ReachWords {
  /** Name of the page while it is in control. */
  surface: string
  /** How to get out of it by keyboard. */
  leave: string
  refused(code: RefusalCode): string
  /** The customer is being asked. */
  asked(code: RefusalCode): string
  pasteTooLong: string
  pickers: PickerWords
}

export interface PickerWords {
  /** Names of pickers for what has no name in the page. */
  list: string
  value: string
  set: string
  clear: string
  cancel: string
  empty: string
}
