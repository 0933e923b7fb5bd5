/** Messages in fragments: docs/mirror.md, "Fragments". */

export const FRAGMENT_BYTES = 16_384
export const HEADER_BYTES = 12
const PAYLOAD_BYTES = FRAGMENT_BYTES - HEADER_BYTES
const VERSION = 2

const FIRST = 1
const LAST = 2
const SNAPSHOT = 4
const DEFLATED = 8

/** What is said of a message beside its content. */
export interface MessageFlags {
  snapshot: boolean
  deflated: boolean
}

export const PLAIN: MessageFlags = { snapshot: false, deflated: false }

/** Cuts the messages of one channel into fragments, numbered through. */
export class Fragmenter {
  #sequence = 0

  constructor(private readonly grant: number) {}

  split(payload: Uint8Array, { snapshot, deflated }: MessageFlags = PLAIN): ArrayBuffer[] {
    const fragments: ArrayBuffer[] = []
    const common = (snapshot ? SNAPSHOT : 0) | (deflated ? DEFLATED : 0)
    let start = 0
    do {
      const part = payload.subarray(start, start + PAYLOAD_BYTES)
      const last = start + part.length >= payload.length
      const flags = (start === 0 ? FIRST : 0) | (last ? LAST : 0) | common
      fragments.push(this.#fragment(flags, part))
      start += part.length
    } while (start < payload.length)
    return fragments
  }

  #fragment(flags: number, part: Uint8Array): ArrayBuffer {
    const buffer = new ArrayBuffer(HEADER_BYTES + part.length)
    const view = new DataView(buffer)
    view.setUint8(0, VERSION)
    view.setUint8(1, flags)
    view.setUint32(4, this.grant)
    view.setUint32(8, this.#sequence)
    this.#sequence = (this.#sequence + 1) >>> 0
    new Uint8Array(buffer, HEADER_BYTES).set(part)
    return buffer
  }
}

export type Assembled =
  | { kind: 'foreign' } // under another grant
  | { kind: 'skipped' } // after a fault, before the next snapshot
  | { kind: 'part' }
  | { kind: 'message'; payload: Uint8Array; flags: MessageFlags }
  | { kind: 'fault'; reason: 'gap' | 'bad-message' }

/**
 * Puts the fragments of one channel together again. After a fault, found here or told with
 * `fail()`, everything is skipped until the first fragment of a snapshot; on a channel that has no
 * snapshots (`rejoins: 'first'`), until the next first fragment.
 */
export class Assembler {
  #expected: number | null = null
  #parts: Uint8Array[] = []
  #length = 0
  #flags = PLAIN
  #state: 'between' | 'inside' | 'lost' = 'between'

  constructor(
    private readonly grant: number,
    private readonly maxBytes: number,
    private readonly rejoins: 'snapshot' | 'first' = 'snapshot',
  ) {}

  push(data: unknown): Assembled {
    if (!(data instanceof ArrayBuffer) || data.byteLength < HEADER_BYTES) return this.#fault()
    const view = new DataView(data)
    if (view.getUint8(0) !== VERSION) return this.#fault()
    if (view.getUint32(4) !== this.grant) return { kind: 'foreign' }
    const flags = view.getUint8(1)
    const sequence = view.getUint32(8)
    const joins = (flags & FIRST) !== 0 && (this.rejoins === 'first' || (flags & SNAPSHOT) !== 0)
    if (joins) this.#reset()
    else if (this.#state === 'lost') return { kind: 'skipped' }
    else if (this.#expected !== null && sequence !== this.#expected) return this.#fault('gap')
    this.#expected = (sequence + 1) >>> 0
    return this.#take(flags, new Uint8Array(data, HEADER_BYTES))
  }

  /** The message was whole, but its content was not good. */
  fail(): void {
    this.#reset()
    this.#state = 'lost'
  }

  #take(flags: number, part: Uint8Array): Assembled {
    const first = (flags & FIRST) !== 0
    if (first !== (this.#state === 'between')) return this.#fault()
    if (first) {
      this.#flags = { snapshot: (flags & SNAPSHOT) !== 0, deflated: (flags & DEFLATED) !== 0 }
    }
    this.#state = 'inside'
    this.#parts.push(part)
    this.#length += part.length
    if (this.#length > this.maxBytes) return this.#fault()
    if ((flags & LAST) === 0) return { kind: 'part' }
    const message = { payload: this.#join(), flags: this.#flags }
    this.#reset()
    return { kind: 'message', ...message }
  }

  #join(): Uint8Array {
    const whole = new Uint8Array(this.#length)
    let offset = 0
    for (const part of this.#parts) {
      whole.set(part, offset)
      offset += part.length
    }
    return whole
  }

  #fault(reason: 'gap' | 'bad-message' = 'bad-message'): Assembled {
    this.fail()
    return { kind: 'fault', reason }
  }

  #reset(): void {
    this.#parts = []
    this.#length = 0
    this.#state = 'between'
  }
}
