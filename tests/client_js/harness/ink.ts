/** Ink on both pages of the lab: the customer's page with any number of viewers, and the mirror. */
import { MirrorInk, type Tool } from '../../../client_js/src/ink/mirror_ink.js'
import { type InkPolicy, PageInk } from '../../../client_js/src/ink/page_ink.js'
import { Capture } from '../../../client_js/src/mirror/capture/capture.js'
import { OPEN_POLICY } from '../../../client_js/src/mirror/capture/policy.js'
import { openPageChannels, type PageChannels } from '../../../client_js/src/mirror/channels.js'

/** For what is in a closed root: a closed root keeps from tests, too, what it keeps from pages. */
const roots: ShadowRoot[] = []
const attach = Element.prototype.attachShadow

class InkLab {
  page: PageInk | null = null
  mirror: MirrorInk | null = null
  policy: InkPolicy = { laser: true, pen: true, clear_all: true }
  readonly pointedAt: string[] = []
  #host: HTMLElement | null = null

  /** Our own element in the page; before the capture begins. */
  get host(): HTMLElement {
    if (!this.#host) {
      this.#host = document.createElement('div')
      this.#host.dataset.ourOwn = ''
      const root = this.#host.attachShadow({ mode: 'closed' })
      document.documentElement.append(this.#host)
      this.page = new PageInk({
        host: this.#host,
        policy: () => this.policy,
        words: { pointsAt: (agent, target) => `${agent} points at: ${target}` },
        onPointedAt: (element, person) => this.pointedAt.push(`${person} ${element.id}`),
      })
      root.append(this.page.element)
    }
    return this.#host
  }

  /** The customer's side, for what `lab` captures. */
  startPage(grant: number, person: string, name: string): void {
    const { capture, channels } = window.lab
    if (!capture) throw new Error('no capture')
    const { host } = this
    if (!host.isConnected) document.documentElement.append(host)
    this.page?.addViewer({ person, name, channels, grant, spots: capture.spots })
  }

  startMirror(grant: number, me: string): void {
    const { view, channels } = window.lab
    if (!view) throw new Error('no view')
    this.mirror = new MirrorInk({
      view,
      channels,
      grant,
      me,
      words: { customer: 'Customer', marker: { laser: 'Laser', pen: 'Pen' } },
      nameOf: (person) => `Agent ${person}`,
    })
    this.mirror.start()
  }

  tool(tool: Tool): void {
    if (this.mirror) this.mirror.tool = tool
  }

  get #root(): ShadowRoot {
    const root = roots.find(({ host }) => host.ariaHidden === 'true')
    if (!root) throw new Error('no layer')
    return root
  }

  /** What is drawn of pointers: name, where in the window, how. */
  get figures(): { name: string; x: number; y: number; classes: string }[] {
    const found = [...this.#root.querySelectorAll<HTMLElement>('.figure:not([hidden])')]
    return found.map((element) => {
      const { left: x, top: y } = element.getBoundingClientRect()
      return { name: element.textContent ?? '', x, y, classes: element.className }
    })
  }

  /** Boxes of the strokes that are drawn, in the window. */
  get strokes(): { x: number; y: number; width: number; height: number }[] {
    const paths = [...this.#root.querySelectorAll('svg svg path')]
    const boxes = paths.map((path) => path.getBoundingClientRect())
    return boxes
      .filter(({ width }) => width > 0)
      .map(({ x, y, width, height }) => ({ x, y, width, height }))
  }

  get rings(): { x: number; y: number }[] {
    const found = [...this.#root.querySelectorAll('.ring')]
    return found.map((ring) => {
      const { x, y, width, height } = ring.getBoundingClientRect()
      return { x: x + width / 2, y: y + height / 2 }
    })
  }

  get said(): string {
    return this.page?.element.querySelector('[role=status]')?.textContent ?? ''
  }
}

Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, init)
  roots.push(root)
  return root
}

declare global {
  interface Window {
    ink: InkLab
  }
}

window.ink = new InkLab()

export type { PageChannels }
export { Capture, OPEN_POLICY, openPageChannels }
