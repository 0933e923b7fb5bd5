import { Replayer } from 'rrweb'
import { frame, type Viewer, watchDocument } from './engines.js'
import { type Link, now } from './link.js'
import { receiveText } from './text_channel.js'

type Event = Exclude<Parameters<Replayer['addEvent']>[0], string>

/** Its live mode as documented, or with everything "in the past", which plays at once. */
export class RrwebViewer implements Viewer {
  paintedAt = 0
  #replayer: Replayer | null = null

  constructor(readonly mode: 'live' | 'immediate') {}

  start(link: Link, root: HTMLElement): void {
    const options = { root, liveMode: true, mouseTail: false }
    const immediate = { useVirtualDom: false, pauseAnimation: false }
    const isImmediate = this.mode === 'immediate'
    const replayer = new Replayer([], isImmediate ? { ...options, ...immediate } : options)
    this.#replayer = replayer
    replayer.on('fullsnapshot-rebuilded', async () => {
      await frame()
      this.paintedAt ||= now()
    })
    let isFirst = true
    receiveText(link.channels.mirror, (text) => {
      const event = JSON.parse(text) as Event
      if (isFirst) replayer.startLive(isImmediate ? Date.now() + 1e12 : event.timestamp)
      isFirst = false
      replayer.addEvent(event)
    })
  }

  get document(): Document | null {
    return this.#replayer?.iframe.contentDocument ?? null
  }

  idOf(node: Node): number {
    return this.#replayer?.getMirror().getId(node) ?? 0
  }

  watch(seen: (text: string) => void): void {
    if (this.document) watchDocument(this.document, seen)
  }
}

window.viewer = new RrwebViewer(window.rrwebMode ?? 'immediate')
