import type { Viewer } from './engines.js'
import type { Link } from './link.js'
import { receiveText } from './text_channel.js'

type Message = (string | number | boolean)[]

const SET_NODE_DATA = 14
const TEXT = 2

/** Its player is no npm package: this one only reads what arrives. */
class OpenReplayViewer implements Viewer {
  readonly document = null
  readonly paintedAt = 0
  #seen: ((text: string) => void) | null = null

  start(link: Link): void {
    receiveText(link.channels.mirror, (text) => {
      for (const message of JSON.parse(text) as Message[]) {
        if (message[0] === SET_NODE_DATA) this.#seen?.(String(message[TEXT]))
      }
    })
  }

  watch(seen: (text: string) => void): void {
    this.#seen = seen
  }
}

window.viewer = new OpenReplayViewer()
