import type { PageChannel, PageChannels } from '../../mirror/channels.js'
import type { PreviewLabel } from '../../preview/messages.js'

type Listener = (event: MessageEvent<unknown>) => void

/** A channel whose other end is in this page: what is sent on it goes to `sent`. */
class LoopChannel implements PageChannel {
  binaryType: BinaryType = 'arraybuffer'
  readonly readyState = 'open'
  readonly bufferedAmount = 0
  readonly #listeners = new Set<Listener>()

  constructor(private readonly sent: (data: string | ArrayBuffer) => void) {}

  send(data: string | ArrayBuffer): void {
    this.sent(data)
  }

  addEventListener(_type: 'message', listener: Listener): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'message', listener: Listener): void {
    this.#listeners.delete(listener)
  }

  receive(data: string): void {
    for (const listener of this.#listeners) listener(new MessageEvent('message', { data }))
  }
}

/**
 * Channels for a capture whose only viewer is in this page, and asks for nothing: what is sent goes
 * to `tell`, and is acknowledged as soon as it has gone.
 */
export function loopChannels(
  grant: number,
  tell: (label: PreviewLabel, data: string | ArrayBuffer) => void,
): PageChannels {
  const sync = new LoopChannel((data) => tell('sync', data))
  const silent = (): PageChannel => new LoopChannel(() => {})
  const lane = (channel: 'mirror' | 'assets'): PageChannel => {
    let bytes = 0
    return new LoopChannel((data) => {
      bytes += typeof data === 'string' ? data.length : data.byteLength
      tell(channel, data)
      // Afterwards: what sends still counts what it has sent.
      const ack = JSON.stringify({ type: 'ack', grant, channel, bytes })
      queueMicrotask(() => sync.receive(ack))
    })
  }
  return {
    mirror: lane('mirror'),
    assets: lane('assets'),
    pointer: silent(),
    ink: silent(),
    input: silent(),
    sync,
  }
}
