import { MAX_DEFINITIONS } from '../limits.js'
import type { Attributes } from '../operations.js'

/**
 * The tags and attributes that the view has been told, by number: most elements of a page look like
 * one that has been written out before. Both sides count, so no number is ever sent with one.
 */
export class Definitions {
  readonly #numbers = new Map<string, number>()
  #count = 0

  /** The number of this head, undefined when it has to be written out, which defines it; and how
   * long it is then. */
  find(tag: string, attributes: Attributes): { number: number | undefined; length: number } {
    const key = tag + JSON.stringify(attributes)
    const number = this.#numbers.get(key)
    if (number !== undefined) return { number, length: 0 }
    if (this.#count < MAX_DEFINITIONS) this.#numbers.set(key, this.#count++)
    return { number, length: key.length }
  }

  clear(): void {
    this.#numbers.clear()
    this.#count = 0
  }
}
