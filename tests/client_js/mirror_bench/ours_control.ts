import { Changes } from '../../../client_js/src/control/apply/changes.js'
import { Hands } from '../../../client_js/src/control/apply/hands.js'
import type { Permission } from '../../../client_js/src/control/permission.js'
import { Reach } from '../../../client_js/src/control/take/reach.js'
import type { Control } from './controls.js'
import { GRANT } from './engines.js'
import { type Link, now } from './link.js'
import type { OurRecorder } from './ours_recorder.js'
import type { OurViewer } from './ours_viewer.js'

const CONTROL_GRANT = 21
const FLOOD_EVERY_MS = 5

class OurControl implements Control {
  /** On the customer's clock; 0 before. */
  revokedAt = 0
  /** Events of the agent's making that the page has heard of before and after. */
  before = 0
  after = 0
  /** On the agent's clock, when she was told; 0 before. */
  toldAt = 0
  #permission: Permission | null = {
    grant: CONTROL_GRANT,
    limit: null,
    region: null,
    submit: false,
    navigation: false,
    tabs: false,
    paste: false,
  }

  take(link: Link): void {
    const { capture } = window.recorder as OurRecorder
    if (!capture) throw new Error('no capture')
    const hands = new Hands({
      window,
      channel: link.channels.input,
      view: GRANT,
      spots: capture.spots,
      judge: (element) => capture.judge(element),
      permission: () => this.#permission,
      ownUi: document.createElement('div'),
      isOwnSite: ({ origin }) => origin === location.origin,
      leavesSite: () => undefined,
      isAsking: () => false,
      navigate: () => null,
      tab: () => null,
      changes: new Changes(window, () => undefined),
    })
    hands.start()
    addEventListener('keydown', ({ isTrusted }) => {
      if (!isTrusted && this.revokedAt > 0) this.after++
      else if (!isTrusted) this.before++
    })
    document.querySelector('#revoke')?.addEventListener('click', () => {
      this.#permission = null
      hands.release()
      this.revokedAt = now()
    })
  }

  reach({ channels: { input } }: Link): void {
    const { view } = window.viewer as OurViewer
    if (!view) throw new Error('no view')
    let seq = 0
    const reach = new Reach({
      view,
      channel: input,
      viewGrant: GRANT,
      next: () => ++seq,
      words: {
        surface: 'Page',
        leave: 'Escape twice leaves',
        refused: (code) => code,
        asked: (code) => code,
        pasteTooLong: 'too long',
        pickers: { list: '', value: '', set: '', clear: '', cancel: '', empty: '' },
      },
      delegate: { leave: () => undefined, page: () => undefined },
    })
    reach.open()
    reach.start({ grant: CONTROL_GRANT, paste: false })
    input.addEventListener('message', ({ data }) => {
      if (JSON.parse(String(data)).code === 'control.no_grant') this.toldAt ||= now()
    })
  }

  /** The agent types without a pause until she is told that control is over; the text field has
   * the focus. */
  flood(): void {
    const field = document.activeElement
    const timer = setInterval(() => {
      const key = { key: 'x', code: 'KeyX', bubbles: true, cancelable: true }
      for (const type of ['keydown', 'keyup']) field?.dispatchEvent(new KeyboardEvent(type, key))
      if (this.toldAt > 0) clearInterval(timer)
    }, FLOOD_EVERY_MS)
  }
}

window.control = new OurControl()
