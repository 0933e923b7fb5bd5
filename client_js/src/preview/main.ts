import { mirrorWords } from '../agent/mirror_words.js'
import { MirrorView } from '../mirror/view/view.js'
import { channelsOf } from './channels.js'
import { HANDOVER, type Handover, type PreviewWord } from './messages.js'

/** The page at `/preview`, in a frame of the customer's page: shows what leaves it for an agent. Who
 * may frame it says its policy. */
function begin({ grant, assetOrigins }: Handover, port: MessagePort): void {
  const say = (word: PreviewWord): void => port.postMessage(word)
  const { search } = window.location
  const container = document.createElement('div')
  container.className = 'room'
  document.body.append(container)
  const view = new MirrorView({
    container,
    mirrorUrl: `/preview/mirror${search}`,
    words: mirrorWords,
    zoom: 'all',
    channels: channelsOf(port),
    grant,
    assetOrigins,
    delegate: {
      firstPaint: () => container.classList.add('painted'),
      stateChanged: (state) => {
        container.dataset.state = state
      },
      problem: (code) => console.warn(`[alongside] ${code}`),
    },
  })
  document.addEventListener('keydown', (event) => {
    if (event.isTrusted && event.key === 'Escape') say('close')
  })
  view.start()
  say('ready')
}

const sheet = new CSSStyleSheet()
sheet.replaceSync(`
  html, body { height: 100%; margin: 0; overflow: hidden; background: #e8eaf0; }
  .room { height: 100%; }
  @media (prefers-color-scheme: dark) { html, body { background: #11131a; color: #c9cede; } }
`)
document.adoptedStyleSheets = [sheet]

function handedOver(event: MessageEvent<Handover>): void {
  const [port] = event.ports
  if (event.source !== window.parent || event.data?.type !== HANDOVER || !port) return
  window.removeEventListener('message', handedOver)
  begin(event.data, port)
}
window.addEventListener('message', handedOver)
