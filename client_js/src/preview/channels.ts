import type { PageChannel, PageChannels } from '../mirror/channels.js'
import type { Sent } from './messages.js'

/** A channel on which nothing is ever sent: what a viewer would ask for is the agent's to ask. */
class DeafChannel implements PageChannel {
  binaryType: BinaryType = 'arraybuffer'
  readonly readyState = 'open'
  readonly bufferedAmount = 0
  readonly #listeners = new Set<(event: MessageEvent<unknown>) => void>()

  send(): void {}

  addEventListener(_type: 'message', listener: (event: MessageEvent<unknown>) => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'message', listener: (event: MessageEvent<unknown>) => void): void {
    this.#listeners.delete(listener)
  }

  receive(data: unknown): void {
    const event = new MessageEvent('message', { data })
    for (const listener of this.#listeners) listener(event)
  }
}

/** Channels on which what comes through `port` arrives as if from the customer's page. */
export function channelsOf(port: MessagePort): PageChannels {
  const labels = ['mirror', 'assets', 'pointer', 'ink', 'input', 'sync'] as const
  const channels = Object.fromEntries(labels.map((label) => [label, new DeafChannel()]))
  port.onmessage = ({ data }: MessageEvent<Sent>) => {
    const { label, data: sent } = data ?? {}
    if (label === 'mirror' || label === 'assets' || label === 'sync') channels[label]?.receive(sent)
  }
  return channels as unknown as PageChannels
}
