import type { PageChannel, PageChannels } from '../../mirror/channels.js'
import type { PreviewLabel } from '../../preview/messages.js'

export type TapListener = (label: PreviewLabel, data: string | ArrayBuffer) => void

/** Lets somebody on this page listen to what leaves it for one viewer: the very bytes. */
export class Tap {
  /** To be sent on instead of those given. */
  readonly channels: PageChannels
  #listener: TapListener | null = null

  constructor(channels: PageChannels) {
    const tapped = (label: PreviewLabel) => this.#tapped(label, channels[label])
    this.channels = {
      ...channels,
      mirror: tapped('mirror'),
      assets: tapped('assets'),
      sync: tapped('sync'),
    }
  }

  /** Null: nobody listens any more. */
  listen(listener: TapListener | null): void {
    this.#listener = listener
  }

  #tapped(label: PreviewLabel, channel: PageChannel): PageChannel {
    return {
      get binaryType() {
        return channel.binaryType
      },
      set binaryType(type) {
        channel.binaryType = type
      },
      get readyState() {
        return channel.readyState
      },
      get bufferedAmount() {
        return channel.bufferedAmount
      },
      send: (data: string | ArrayBuffer) => {
        channel.send(data as ArrayBuffer)
        this.#listener?.(label, data)
      },
      addEventListener: (type, listener) => channel.addEventListener(type, listener),
      removeEventListener: (type, listener) => channel.removeEventListener(type, listener),
    }
  }
}
