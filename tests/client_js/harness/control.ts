/** Remote control between the two pages of the lab: hands on the one side, raw messages on the other. */

import { Changes } from '../../../client_js/src/control/apply/changes.js'
import { Hands } from '../../../client_js/src/control/apply/hands.js'
import type { Navigate, TabAct } from '../../../client_js/src/control/apply/travel.js'
import type { Permission } from '../../../client_js/src/control/permission.js'
import type { Capture } from '../../../client_js/src/mirror/capture/capture.js'
import { closedRoot } from '../../../client_js/src/mirror/capture/closed_roots.js'
import type { PageChannels } from '../../../client_js/src/mirror/channels.js'
import type { MirrorPage } from '../../../client_js/src/mirror/view/page.js'
import type { MirrorView } from '../../../client_js/src/mirror/view/view.js'

export const CONTROL_GRANT = 21

const PERMISSION: Permission = {
  grant: CONTROL_GRANT,
  limit: null,
  region: null,
  submit: false,
  navigation: false,
  tabs: false,
  paste: false,
}

/** The customer's end. */
export class CustomerControl {
  permission: Permission | null
  readonly left: string[] = []
  readonly navigations: Navigate[] = []
  readonly tabs: TabAct[] = []
  changed = 0
  isAsking = true
  readonly list = new Changes(window, () => this.changed++)
  readonly hands: Hands

  constructor(capture: Capture, channels: PageChannels, view: number, given: Partial<Permission>) {
    this.permission = { ...PERMISSION, ...given }
    this.hands = new Hands({
      window,
      channel: channels.input,
      view,
      spots: capture.spots,
      judge: (element) => capture.judge(element),
      permission: () => this.permission,
      ownUi: document.querySelector('[data-our-own]') ?? document.createElement('div'),
      isOwnSite: ({ origin }) => origin === window.location.origin,
      leavesSite: ({ href }) => this.left.push(href),
      isAsking: () => this.isAsking,
      navigate: (input) => this.#note(this.navigations, input),
      tab: (act) => this.#note(this.tabs, act),
      changes: this.list,
    })
    this.hands.start()
  }

  #note<T>(list: T[], one: T): null {
    list.push(one)
    return null
  }

  allow(given: Partial<Permission> & { within?: string }): void {
    const { within, ...rest } = given
    const region = within ? document.querySelector(within) : null
    this.permission = { ...PERMISSION, region, ...rest }
  }

  get changes(): { id: number; kind: string; label: string; before: string; after: string }[] {
    return [...this.list.list]
  }
}

/** The agent's end. Elements are named by selectors; ` >>> ` goes into a shadow root or a frame. */
export class AgentControl {
  readonly answers: { type: string; seq: number; code: string }[] = []
  readonly #waiting = new Map<number, () => void>()
  seq = 0
  grant = CONTROL_GRANT

  constructor(
    private readonly channels: PageChannels,
    private readonly view: MirrorView,
    private readonly mirror: () => Document,
  ) {
    channels.input.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(data as string)
      if (answer.type === 'done') this.#waiting.get(answer.seq)?.()
      else this.answers.push(answer)
    })
  }

  /** Resolves when everything that was sent has been dealt with; needs a live grant. Marks are input
   * too, of which there may have been too much. */
  dealt(): Promise<void> {
    return new Promise((resolve) => {
      const ask = (): void => {
        this.#waiting.set(this.send({ type: 'mark' }), done)
      }
      const timer = setInterval(ask, 500)
      const done = (): void => {
        clearInterval(timer)
        resolve()
      }
      ask()
    })
  }

  element(path: string): Element {
    let root: Document | ShadowRoot = this.mirror()
    let found: Element | null = null
    for (const selector of path.split(' >>> ')) {
      if (found) {
        const inner: Document | ShadowRoot | null =
          (found as HTMLIFrameElement).contentDocument ?? found.shadowRoot ?? closedRoot(found)
        if (!inner) throw new Error(`nothing in ${path}`)
        root = inner
      }
      found = root.querySelector(selector)
      if (!found) throw new Error(`no ${selector} in the mirror`)
    }
    return found as Element
  }

  /** The reference `[page, node]`. */
  ref(path: string): [number, number] {
    return this.refOf(this.element(path))
  }

  refOf(node: Node): [number, number] {
    const { page } = this.view.spots as unknown as { page: MirrorPage }
    const id = page.idOf(node)
    if (id === undefined) throw new Error('no id')
    return [page.generation, id]
  }

  spot(path: string, x = 0.5, y = 0.5): [number, number, number, number] {
    return [...this.ref(path), x, y]
  }

  /** As it comes; grant and number are filled in. Returns the number. */
  send(message: object): number {
    const seq = ++this.seq
    this.channels.input.send(JSON.stringify({ grant: this.grant, seq, ...message }))
    return seq
  }

  raw(text: string): void {
    this.channels.input.send(text)
  }

  pointer(phase: string, spot: unknown, more: object = {}): number {
    const buttons = phase === 'down' ? 1 : 0
    const rest = { button: 0, buttons, clicks: 1, keys: 0 }
    return this.send({ type: 'pointer', phase, spot, ...rest, ...more })
  }

  click(path: string, more: object = {}): void {
    const spot = this.spot(path)
    this.pointer('down', spot, more)
    this.pointer('up', spot, { ...more, buttons: 0 })
  }

  hover(path: string): void {
    this.pointer('move', this.spot(path), { clicks: 0 })
  }

  key(key: string, keys = 0): void {
    const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key === ' ' ? 'Space' : key
    for (const phase of ['down', 'up']) {
      this.send({ type: 'key', phase, key, code, keys, repeat: false })
    }
  }

  type(text: string): void {
    for (const key of text) this.key(key)
  }

  /** Presses at the first, and drags over the others. */
  drag(...spots: unknown[]): void {
    this.pointer('down', spots[0])
    for (const spot of spots) this.pointer('move', spot, { buttons: 1 })
    this.pointer('up', spots.at(-1))
  }

  wheel(path: string, dy: number, dx = 0): void {
    this.send({ type: 'wheel', spot: this.spot(path), dx, dy, keys: 0 })
  }
}
