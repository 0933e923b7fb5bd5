import { inflate } from '../deflate.js'
import type { MessageFlags } from '../framing.js'
import { MAX_BATCH_BYTES } from '../limits.js'
import { read } from './fault.js'

/** A message of the channel `mirror` that waits to be applied. */
export interface Batch {
  readonly snapshot: boolean
  /** All bytes received when it was whole: what may be acknowledged when it is done. */
  readonly received: number
  /** Null: it cannot be read. */
  readonly operations: unknown[] | null
  /** How many of them are done. */
  done: number
}

interface Message {
  payload: Uint8Array
  flags: MessageFlags
  received: number
}

/** Turns messages into batches, in their order, whether they have to be inflated or not. */
export class Inbox {
  readonly #messages: Message[] = []
  readonly #batches: Batch[] = []
  #working = false
  #closed = false

  /** `arrived` is called when there is another batch. */
  constructor(private readonly arrived: () => void) {}

  get first(): Batch | undefined {
    return this.#batches[0]
  }

  /** Is nothing on its way to being applied? */
  get isEmpty(): boolean {
    return this.#messages.length === 0 && this.#batches.length === 0
  }

  push(payload: Uint8Array, flags: MessageFlags, received: number): void {
    // A snapshot makes all before it superfluous.
    if (flags.snapshot) this.#drop()
    this.#messages.push({ payload, flags, received })
    if (!this.#working) void this.#work()
  }

  /** The first batch is done. */
  shift(): Batch | undefined {
    return this.#batches.shift()
  }

  close(): void {
    this.#closed = true
    this.#drop()
  }

  #drop(): void {
    this.#messages.length = 0
    this.#batches.length = 0
  }

  async #work(): Promise<void> {
    this.#working = true
    for (let message = this.#messages[0]; message; message = this.#messages[0]) {
      const { payload, flags, received } = message
      const operations = flags.deflated ? parse(await inflated(payload)) : parse(payload)
      if (this.#closed) return
      if (this.#messages[0] !== message) continue // a snapshot has come meanwhile
      this.#messages.shift()
      this.#batches.push({ snapshot: flags.snapshot, received, operations, done: 0 })
      this.arrived()
    }
    this.#working = false
  }
}

async function inflated(payload: Uint8Array): Promise<Uint8Array | null> {
  return await inflate(payload as Uint8Array<ArrayBuffer>, MAX_BATCH_BYTES).catch(() => null)
}

function parse(bytes: Uint8Array | null): unknown[] | null {
  try {
    return bytes && read.list(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return null
  }
}
