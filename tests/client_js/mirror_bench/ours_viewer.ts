import { MirrorView } from '../../../client_js/src/mirror/view/view.js'
import type { MirrorWords } from '../../../client_js/src/mirror/view/words.js'
import { GRANT, type Viewer, watchDocument } from './engines.js'
import { type Link, now } from './link.js'

const WORDS: MirrorWords = {
  title: 'Mirror',
  scroll: 'Scroll',
  look: 'Look around',
  customer: { here: 'here', above: 'above', below: 'below', left: 'left', right: 'right' },
  reasons: { frame: 'Another "site"', blocked: 'Hidden' },
  size: () => '', // the page shall have all of the room
}

export class OurViewer implements Viewer {
  paintedAt = 0
  view: MirrorView | null = null

  start(link: Link, container: HTMLElement): void {
    this.view = new MirrorView({
      container,
      mirrorUrl: '/mirror',
      words: WORDS,
      zoom: 'all',
      channels: link.channels,
      grant: GRANT,
      delegate: {
        firstPaint: () => {
          this.paintedAt = now()
        },
        stateChanged: () => undefined,
        viewport: () => undefined,
        scaled: () => undefined,
        problem: (code) => console.error(code),
      },
    })
    this.view.start()
  }

  get document(): Document | null {
    const frame = document.querySelector<HTMLIFrameElement>('iframe[title="Mirror"]')
    return frame?.contentDocument ?? null
  }

  watch(seen: (text: string) => void): void {
    if (this.document) watchDocument(this.document, seen)
  }
}

window.viewer = new OurViewer()
