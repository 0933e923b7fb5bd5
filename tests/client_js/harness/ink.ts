/** Ink on both pages of the lab: the customer's page with any number of viewers, and the mirror. */
import type { Tool } from '../../../client_js/src/ink/hand.js'
import { MirrorInk } from '../../../client_js/src/ink/mirror_ink.js'
import { type InkPolicy, PageInk } from '../../../client_js/src/ink/page_ink.js'
import { Capture } from '../../../client_js/src/mirror/capture/capture.js'
import { nameableAround, nameOf } from '../../../client_js/src/mirror/capture/names.js'
import { openPageChannels, type PageChannels } from '../../../client_js/src/mirror/channels.js'

/** A closed root keeps from tests, too, what it keeps from pages: so they are noted here. */
const roots: ShadowRoot[] = []
const attach = Element.prototype.attachShadow
Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, init)
  roots.push(root)
  return root
}

interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** A link of the customer's page to one more viewer. */
interface Link {
  peer: RTCPeerConnection
  channels: PageChannels
  viewer: { stop(): void } | null
}

class InkLab {
  mirror: MirrorInk | null = null
  policy: InkPolicy = { laser: true, pen: true, clear_all: true }
  readonly pointedAt: string[] = []
  readonly #links = new Map<string, Link>()
  #page: PageInk | null = null
  /** For the viewers that are added here. */
  #capture: Capture | null = null

  /** The customer's ink; our own element has to be there before the capture begins. */
  get page(): PageInk {
    if (this.#page) return this.#page
    const host = document.createElement('div')
    host.dataset.ourOwn = ''
    document.documentElement.append(host)
    this.#page = new PageInk({
      host,
      policy: () => this.policy,
      words: { pointsAt: (agent, target) => `${agent} points at: ${target}` },
      onPointedAt: (element, person) => this.pointedAt.push(`${person} ${element.id}`),
    })
    host.attachShadow({ mode: 'closed' }).append(this.#page.element)
    return this.#page
  }

  /** For what the lab captures. */
  startPage(grant: number, person: string, name: string): void {
    const { capture, channels } = window.lab
    if (!capture) throw new Error('no capture')
    this.page.addViewer({ person, name, channels, grant, spots: capture.spots })
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

  /** Offers a link to one more viewer. */
  async offer(person: string): Promise<string> {
    const peer = new RTCPeerConnection({ iceServers: [] })
    this.#links.set(person, { peer, channels: openPageChannels(peer), viewer: null })
    await peer.setLocalDescription(await peer.createOffer())
    await new Promise<void>((resolve) => {
      peer.addEventListener('icecandidate', ({ candidate }) => candidate === null && resolve())
    })
    return peer.localDescription?.sdp ?? ''
  }

  async accept(person: string, sdp: string): Promise<void> {
    await this.#links.get(person)?.peer.setRemoteDescription({ type: 'answer', sdp })
  }

  /** Shares the page with that viewer. */
  share(person: string, grant: number): void {
    const link = this.#links.get(person)
    if (!link) throw new Error('no link')
    const { channels } = link
    const exclude = [...document.querySelectorAll('[data-our-own]')]
    this.#capture ??= new Capture({ window, exclude, onProblem: () => undefined })
    const capture = this.#capture
    capture.viewer({ channels, grant }).start()
    const name = `Agent ${person}`
    link.viewer = this.page.addViewer({ person, name, channels, grant, spots: capture.spots })
  }

  unshare(person: string): void {
    this.#links.get(person)?.viewer?.stop()
  }

  get #root(): ShadowRoot {
    const root = roots.find(({ host }) => host.ariaHidden === 'true' && host.isConnected)
    if (!root) throw new Error('no layer')
    return root
  }

  /** Pointers as they are drawn: name, where in the window, how. */
  get figures(): { name: string; x: number; y: number; classes: string }[] {
    const found = [...this.#root.querySelectorAll<HTMLElement>('.figure:not([hidden])')]
    return found.map((element) => {
      const { left: x, top: y } = element.getBoundingClientRect()
      return { name: element.textContent ?? '', x, y, classes: element.className }
    })
  }

  /** Boxes of the strokes as they are drawn, in the window, without their edges. */
  get strokes(): Box[] {
    return this.#boxes('svg svg path').filter(({ width }) => width > 0)
  }

  /** The parts of the layer in which the strokes can be seen. */
  get clips(): Box[] {
    return [...this.#root.querySelectorAll('svg > svg')].map((element) => {
      const number = (name: string): number => Number.parseFloat(element.getAttribute(name) ?? '')
      return { x: number('x'), y: number('y'), width: number('width'), height: number('height') }
    })
  }

  get visible(): boolean {
    const path = this.#root.querySelector('svg svg path')
    return path?.checkVisibility({ visibilityProperty: true }) ?? false
  }

  get colours(): string[] {
    const paths = [...this.#root.querySelectorAll<SVGElement>('svg svg path')]
    return paths.map(({ style }) => style.getPropertyValue('--colour'))
  }

  /** The middles of the circles around clicks. */
  get rings(): { x: number; y: number }[] {
    return this.#boxes('.ring').map((box) => ({
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
    }))
  }

  get trail(): string {
    return [...this.#root.querySelectorAll('.trail path')]
      .map((path) => path.getAttribute('d'))
      .join('')
  }

  get said(): string {
    return this.page.element.querySelector('[role=status]')?.textContent ?? ''
  }

  /** What the element is called that one would speak of at `#it`. */
  nameIn(html: string): string {
    const page = document.createElement('div')
    page.innerHTML = html
    document.body.append(page)
    const element = nameableAround(page.querySelector('#it') ?? page)
    const name = element ? nameOf(element) : ''
    page.remove()
    return name
  }

  #boxes(selector: string): Box[] {
    return [...this.#root.querySelectorAll(selector)].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect()
      return { x, y, width, height }
    })
  }
}

declare global {
  interface Window {
    ink: InkLab
  }
}

window.ink = new InkLab()
