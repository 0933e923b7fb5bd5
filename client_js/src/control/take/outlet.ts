import type { PageChannel } from '../../mirror/channels.js'
import { type Input, writeInput } from '../messages.js'

/** More than this waiting in the channel: what is sent now arrives late. */
const SLOW_BYTES = 1_024

/** Where the agent's input goes, under one grant for control. */
export class Outlet {
  /** `next` numbers what is sent: 1, 2, 3, ... under one grant, whatever the link. */
  constructor(
    private readonly channel: Pick<PageChannel, 'send' | 'readyState' | 'bufferedAmount'>,
    private readonly grant: number,
    private readonly next: () => number,
  ) {}

  /** Whether the path is slow: leave out what the next message says again. */
  get isSlow(): boolean {
    return this.channel.bufferedAmount > SLOW_BYTES
  }

  send(input: Input): void {
    if (this.channel.readyState !== 'open') return
    this.channel.send(writeInput({ ...input, grant: this.grant, seq: this.next() }))
  }
}
