import { DEFLATE_FROM_BYTES, deflate } from '../deflate.js'
import type { Operation } from '../operations.js'

export interface Payload {
  readonly bytes: Uint8Array
  readonly deflated: boolean
}

/** A batch as it travels: written out and deflated once, for however many viewers. */
export class Packed {
  /** About how many bytes it is before it is deflated. */
  readonly size: number
  #operations: readonly Operation[] | null = null
  #bytes: Uint8Array<ArrayBuffer> | null = null
  #payload: Payload | Promise<Payload> | null = null

  /** With a `size` it is written out only when it is needed. */
  constructor(operations: readonly Operation[], size?: number) {
    if (size === undefined) this.#bytes = written(operations)
    else this.#operations = operations
    this.size = size ?? this.#bytes?.length ?? 0
  }

  /** At once where there is nothing to deflate, or that is done. */
  get payload(): Payload | Promise<Payload> {
    this.#payload ??= this.#pack(this.#bytes ?? written(this.#operations ?? []))
    this.#bytes = null
    this.#operations = null
    return this.#payload
  }

  #pack(bytes: Uint8Array<ArrayBuffer>): Payload | Promise<Payload> {
    if (bytes.length < DEFLATE_FROM_BYTES) return { bytes, deflated: false }
    return deflate(bytes).then((short) => {
      const payload = { bytes: short ?? bytes, deflated: short !== null }
      this.#payload = payload
      return payload
    })
  }
}

function written(operations: readonly Operation[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(operations))
}
