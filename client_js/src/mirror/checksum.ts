/** FNV-1a (draft-eastlake-fnv), 32 bits, over UTF-16 units: docs/mirror.md, "Checksums". */
export class Checksum {
  #sum = 0x811c9dc5

  add(text: string): this {
    let sum = this.#sum
    for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193)
    this.#sum = sum
    return this
  }

  get value(): number {
    return this.#sum >>> 0
  }
}

/** Attributes that are part of a checksum: the same on both sides, whatever becomes of others. */
export const SUMMED_ATTRIBUTES = ['class', 'id'] as const
