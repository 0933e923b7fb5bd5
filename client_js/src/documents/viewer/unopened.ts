import type { Refusal } from '../examine.js'

/** Why a document cannot be shown. */
export class Unopened extends Error {
  constructor(readonly why: Refusal) {
    super(why)
  }
}

/** What is thrown by whatever decodes is about the file. */
export function whyOf(error: unknown): Refusal {
  return error instanceof Unopened ? error.why : 'damaged'
}
