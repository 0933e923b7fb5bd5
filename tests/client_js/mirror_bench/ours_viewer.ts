import { MirrorView } from '../../../client_js/src/mirror/view/view.js'
import { GRANT, type Viewer, watchDocument } from './engines.js'
import { type Link, now } from './link.js'

class OurViewer implements Viewer {
  paintedAt = 0

  start(link: Link, container: HTMLElement): void {
    new MirrorView({
      container,
      mirrorUrl: '/mirror',
      title: 'Mirror',
      channels: link.channels,
      grant: GRANT,
      delegate: {
        firstPaint: () => {
          this.paintedAt = now()
        },
        stateChanged: () => undefined,
        viewport: () => undefined,
        problem: (code) => console.error(code),
      },
    }).start()
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
