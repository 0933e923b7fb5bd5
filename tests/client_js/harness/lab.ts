/** What the mirror's browser tests load into both pages: a link by hand, and both ends of a mirror. */

import type { Permission } from '../../../client_js/src/control/permission.js'
import { Capture } from '../../../client_js/src/mirror/capture/capture.js'
import { rememberClosedRoots } from '../../../client_js/src/mirror/capture/closed_roots.js'
import { OPEN_POLICY, type RedactionPolicy } from '../../../client_js/src/mirror/capture/policy.js'
import { rememberScrolls } from '../../../client_js/src/mirror/capture/scrolled.js'
import { secretsOf } from '../../../client_js/src/mirror/capture/secrets.js'
import { openPageChannels, type PageChannels } from '../../../client_js/src/mirror/channels.js'
import { Fragmenter } from '../../../client_js/src/mirror/framing.js'
import { MirrorView } from '../../../client_js/src/mirror/view/view.js'
import type { MirrorWords } from '../../../client_js/src/mirror/view/words.js'
import './crowd.js'
import './ink.js'
import { churn } from './churn.js'
import { AgentControl, CustomerControl } from './control.js'
import { describeMirror, describePage } from './describe.js'
import './reach.js'

const MARK_DEPTH = 100

const WORDS: MirrorWords = {
  title: "Customer's page",
  scroll: 'Scroll',
  look: 'Look around',
  customer: { here: 'here', above: 'above', below: 'below', left: 'left', right: 'right' },
  reasons: { frame: 'Another "site"', blocked: 'Hidden' },
  size: () => '', // the page shall have all of the room
}

interface Sent {
  channel: string
  bytes: Uint8Array
}

class Lab {
  readonly problems: string[] = []
  readonly states: string[] = []
  readonly paces: number[] = []
  readonly viewports: { width: number; height: number }[] = []
  readonly scales: number[] = []
  readonly sent: Sent[] = []
  readonly churn = churn
  readonly describePage = describePage
  readonly describeMirror = describeMirror
  paints = 0
  /** What the view has asked to be sent anew. */
  repairs = 0
  capture: Capture | null = null
  view: MirrorView | null = null
  customer: CustomerControl | null = null
  agent: AgentControl | null = null
  #peer: RTCPeerConnection | null = null
  #channels: PageChannels | null = null
  readonly #fragmenters = new Map<string, Fragmenter>()

  constructor() {
    // As the SDK does, as soon as it is loaded.
    secretsOf(window)
    rememberClosedRoots(window)
    rememberScrolls(window)
  }

  get channels(): PageChannels {
    if (!this.#channels) throw new Error('no link')
    return this.#channels
  }

  async offer(): Promise<string> {
    const peer = this.#open()
    await peer.setLocalDescription(await peer.createOffer())
    return this.#described(peer)
  }

  async answer(sdp: string): Promise<string> {
    const peer = this.#open()
    await peer.setRemoteDescription({ type: 'offer', sdp })
    await peer.setLocalDescription(await peer.createAnswer())
    return this.#described(peer)
  }

  async accept(sdp: string): Promise<void> {
    await this.#peer?.setRemoteDescription({ type: 'answer', sdp })
  }

  async opened(): Promise<void> {
    for (const channel of Object.values(this.channels) as RTCDataChannel[]) {
      if (channel.readyState === 'open') continue
      await new Promise((resolve) => channel.addEventListener('open', resolve, { once: true }))
    }
  }

  /** `excluded`: selector of what is our own UI. */
  startCapture(
    grant: number,
    policy: Partial<RedactionPolicy> = {},
    excluded = '[data-our-own]',
    expected = false,
  ): void {
    for (const channel of Object.values(this.channels) as RTCDataChannel[]) this.#record(channel)
    this.capture = new Capture({
      window,
      exclude: [...document.querySelectorAll(excluded)],
      policy: { ...OPEN_POLICY, ...policy },
      onProblem: (code) => this.problems.push(code),
    })
    this.capture.viewer({ channels: this.channels, grant, expected }).start()
  }

  setPolicy(policy: Partial<RedactionPolicy>): void {
    this.capture?.setPolicy({ ...OPEN_POLICY, ...policy })
  }

  startView(grant: number, assetOrigins: string[] = [], expected = false): void {
    const container = document.querySelector<HTMLElement>('#container')
    if (!container) throw new Error('no container')
    this.view = new MirrorView({
      container,
      mirrorUrl: '/mirror',
      words: WORDS,
      zoom: 'all',
      channels: this.channels,
      grant,
      expected,
      assetOrigins,
      delegate: {
        firstPaint: () => this.paints++,
        stateChanged: (state) => this.states.push(state),
        viewport: (size) => this.viewports.push(size),
        paced: (ms) => this.paces.push(ms),
        scaled: (scale) => this.scales.push(scale),
        problem: (code) => this.problems.push(code),
      },
    })
    this.#countRepairs()
    this.view.start()
  }

  /** The customer's end of remote control; needs `startCapture`. */
  startHands(grant: number, permission: Partial<Permission> = {}): void {
    if (!this.capture) throw new Error('no capture')
    this.customer?.hands.stop()
    this.customer = new CustomerControl(this.capture, this.channels, grant, permission)
  }

  /** The agent's end; needs `startView`. */
  takeControl(): void {
    if (!this.view) throw new Error('no view')
    this.agent = new AgentControl(this.channels, this.view, () => this.mirror)
  }

  /** The mirrored document that is in sight, if there is one. */
  get shown(): Document | null {
    const frame = document.querySelector<HTMLIFrameElement>('iframe[title]:not([title=""])')
    return frame?.contentDocument ?? null
  }

  /** The mirrored document that must be in sight. */
  get mirror(): Document {
    const mirror = this.shown
    if (!mirror) throw new Error('no mirror')
    return mirror
  }

  /** Puts a mark into the page, deeper than anything else in it, and returns it. */
  mark(): string {
    const mark = `settled-${Math.random()}`
    let chain: Node = document.createTextNode(mark)
    for (let depth = 0; depth < MARK_DEPTH; depth++) {
      const outer = document.createElement('span')
      outer.append(chain)
      chain = outer
    }
    // Also where only what is revealed is shown.
    ;(chain as Element).setAttribute('data-alongside', 'reveal')
    document.documentElement.append(chain)
    return mark
  }

  sentBytes(): number {
    return this.sent.reduce((sum, { bytes }) => sum + bytes.length, 0)
  }

  /** Everything sent on a channel, base64, one string per data channel message. */
  sentMessages(channel: string): string[] {
    const parts = this.sent.filter((one) => one.channel === channel)
    return parts.map(({ bytes }) => btoa(Array.from(bytes, toChar).join('')))
  }

  /** As capture would send it, but with any content. */
  sendBatch(grant: number, batch: unknown, snapshot: boolean): void {
    this.sendRaw(grant, new TextEncoder().encode(JSON.stringify(batch)), snapshot)
  }

  sendRaw(grant: number, payload: Uint8Array, snapshot: boolean): void {
    const { mirror } = this.channels
    let fragmenter = this.#fragmenters.get(String(grant))
    if (!fragmenter) {
      fragmenter = new Fragmenter(grant)
      this.#fragmenters.set(String(grant), fragmenter)
    }
    for (const fragment of fragmenter.split(payload, { snapshot, deflated: false }))
      mirror.send(fragment)
  }

  #open(): RTCPeerConnection {
    this.#peer = new RTCPeerConnection({ iceServers: [] })
    this.#channels = openPageChannels(this.#peer)
    return this.#peer
  }

  async #described(peer: RTCPeerConnection): Promise<string> {
    if (peer.iceGatheringState !== 'complete') {
      await new Promise<void>((resolve) => {
        peer.addEventListener('icegatheringstatechange', () => {
          if (peer.iceGatheringState === 'complete') resolve()
        })
      })
    }
    return peer.localDescription?.sdp ?? ''
  }

  #countRepairs(): void {
    const { sync } = this.channels
    const send = sync.send.bind(sync) as (data: string) => void
    sync.send = (data: unknown): void => {
      if (String(data).includes('"repair"')) this.repairs++
      send(String(data))
    }
  }

  #record(channel: RTCDataChannel): void {
    const send = channel.send.bind(channel) as (data: string | ArrayBuffer) => void
    channel.send = (data: unknown): void => {
      const bytes =
        typeof data === 'string'
          ? new TextEncoder().encode(data)
          : new Uint8Array(data as ArrayBuffer)
      this.sent.push({ channel: channel.label, bytes: bytes.slice() })
      send(data as string | ArrayBuffer)
    }
  }
}

function toChar(byte: number): string {
  return String.fromCharCode(byte)
}

declare global {
  interface Window {
    lab: Lab
  }
}

window.lab = new Lab()
