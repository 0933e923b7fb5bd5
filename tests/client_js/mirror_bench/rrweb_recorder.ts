import { record } from 'rrweb'
import type { Recorder } from './engines.js'
import type { Link } from './link.js'
import { sendText } from './text_channel.js'

export class RrwebRecorder implements Recorder {
  readonly mirror = record.mirror
  #stop: (() => void) | undefined

  start(link: Link): void {
    this.startAll([link])
  }

  /** A page has one recorder: a second one takes the changes away from the first. */
  startAll(links: readonly Link[]): void {
    this.#stop = record({
      emit: (event) => {
        const text = JSON.stringify(event)
        for (const { channels } of links) sendText(channels.mirror, text)
      },
    })
  }

  stop(): void {
    this.#stop?.()
  }
}

window.recorder = new RrwebRecorder()
