import { record } from 'rrweb'
import type { Recorder } from './engines.js'
import type { Link } from './link.js'
import { sendText } from './text_channel.js'

export class RrwebRecorder implements Recorder {
  readonly mirror = record.mirror
  #stop: (() => void) | undefined

  start(link: Link): void {
    const { mirror } = link.channels
    this.#stop = record({ emit: (event) => sendText(mirror, JSON.stringify(event)) })
  }

  stop(): void {
    this.#stop?.()
  }
}

window.recorder = new RrwebRecorder()
