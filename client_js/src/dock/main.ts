import { css } from 'lit'
import { Camera } from '../devices/camera.js'
import { Microphone } from '../devices/microphone.js'
import { ScreenCapture } from '../devices/screen_capture.js'
import { OwnPage } from '../i18n/own_page.js'
import { MediaLinks } from '../rtc/media_links.js'
import { tokens } from '../ui/tokens.js'
import { DockWindow } from './dock_window.js'
import { readFacts } from './facts.js'
import { DockElement } from './ui/dock_element.js'

const page = css`
  html,
  body {
    height: 100%;
    margin: 0;
    background: var(--surface);
  }
  alongside-dock {
    height: 100%;
  }
`

for (const { styleSheet } of [tokens, page]) {
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet)
}

const ownPage = new OwnPage('dock')
await ownPage.begin(new URLSearchParams(location.search).get('language'))
const element = new DockElement()
element.facts = readFacts(document)
element.room = new DockWindow({
  own: window,
  facts: element.facts,
  devices: {
    microphone: (delegate) => new Microphone(delegate),
    camera: (delegate) => new Camera(delegate),
    capture: (delegate) => new ScreenCapture(delegate),
  },
  links: (socket, delegate) => new MediaLinks(socket, delegate),
  changed: () => element.changed(),
  speak: (language) => ownPage.follow(language),
})
document.body.append(element)
element.room.start()
