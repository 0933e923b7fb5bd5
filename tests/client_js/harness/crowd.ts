/** Several viewers of one page, each over a link of its own; all views in one page of the console. */

import { Capture } from '../../../client_js/src/mirror/capture/capture.js'
import { NodeTable } from '../../../client_js/src/mirror/capture/nodes.js'
import { OPEN_POLICY, type RedactionPolicy } from '../../../client_js/src/mirror/capture/policy.js'
import type { Viewer } from '../../../client_js/src/mirror/capture/viewer.js'
import { openPageChannels, type PageChannels } from '../../../client_js/src/mirror/channels.js'
import { MirrorView } from '../../../client_js/src/mirror/view/view.js'
import { describeMirror } from './describe.js'

class Seat {
  readonly peer = new RTCPeerConnection({ iceServers: [] })
  readonly channels = openPageChannels(this.peer)
  /** Bytes sent to this viewer, by channel. */
  readonly sent: Record<string, number> = {}
  /** What was sent of assets, as text. */
  readonly assets: string[] = []
  /** What was sent of the page. */
  readonly mirrored: Uint8Array[] = []
  readonly problems: string[] = []
  readonly states: string[] = []
  viewer: Viewer | null = null
  view: MirrorView | null = null
  box: HTMLElement | null = null
  paints = 0
  repairs = 0
  /** Snapshots that it has asked for because something was wrong. */
  resyncs = 0
  /** Acknowledgements that are kept back; null: none is. */
  #stalled: string[] | null = null

  constructor() {
    for (const channel of Object.values(this.channels) as RTCDataChannel[]) this.#watch(channel)
  }

  async describe(kind: 'offer' | 'answer'): Promise<string> {
    const { peer } = this
    const made = kind === 'offer' ? await peer.createOffer() : await peer.createAnswer()
    await peer.setLocalDescription(made)
    while (peer.iceGatheringState !== 'complete') {
      await new Promise((resolve) => peer.addEventListener('icegatheringstatechange', resolve))
    }
    return peer.localDescription?.sdp ?? ''
  }

  async opened(): Promise<void> {
    for (const channel of Object.values(this.channels) as RTCDataChannel[]) {
      if (channel.readyState === 'open') continue
      await new Promise((resolve) => channel.addEventListener('open', resolve, { once: true }))
    }
  }

  stall(stalled: boolean): void {
    const kept = this.#stalled ?? []
    this.#stalled = stalled ? [] : null
    for (const message of kept) this.channels.sync.send(message)
  }

  get shown(): Document | null {
    return (
      this.box?.querySelector<HTMLIFrameElement>('iframe:not(.coming)')?.contentDocument ?? null
    )
  }

  /** What was sent of the page, base64, one string per message of the channel. */
  mirroredMessages(): string[] {
    return this.mirrored.map((bytes) => btoa(Array.from(bytes, toChar).join('')))
  }

  #watch(channel: RTCDataChannel): void {
    const send = channel.send.bind(channel) as (data: unknown) => void
    channel.send = (data: unknown): void => {
      const text = typeof data === 'string' ? data : ''
      if (text.includes('"repair"')) this.repairs++
      if (text.includes('"resync"') && !text.includes('"start"')) this.resyncs++
      if (this.#stalled && text.includes('"ack"')) {
        this.#stalled.push(text)
        return
      }
      const size = typeof data === 'string' ? data.length : (data as ArrayBuffer).byteLength
      if (channel.label === 'assets' && typeof data !== 'string')
        this.assets.push(new TextDecoder('latin1').decode(data as ArrayBuffer))
      if (channel.label === 'mirror')
        this.mirrored.push(new Uint8Array(data as ArrayBuffer).slice())
      this.sent[channel.label] = (this.sent[channel.label] ?? 0) + size
      send(data)
    }
  }
}

class Crowd {
  readonly seats: Seat[] = []
  capture: Capture | null = null
  readonly problems: string[] = []
  /** How many nodes of the page have been read for the first time. */
  nodesRead = 0

  constructor() {
    this.#count()
  }

  seat(number: number): Seat {
    this.seats[number] ??= new Seat()
    return this.seats[number]
  }

  offer(number: number): Promise<string> {
    return this.seat(number).describe('offer')
  }

  async answer(number: number, sdp: string): Promise<string> {
    await this.seat(number).peer.setRemoteDescription({ type: 'offer', sdp })
    return this.seat(number).describe('answer')
  }

  async accept(number: number, sdp: string): Promise<void> {
    await this.seat(number).peer.setRemoteDescription({ type: 'answer', sdp })
    await this.seat(number).opened()
  }

  /** The customer's end. `expected`: it does not have to ask. */
  join(number: number, expected = false): void {
    if (!this.capture || this.capture.isOver) {
      const onProblem = (code: string): unknown => this.problems.push(code)
      const exclude = [...document.querySelectorAll('[data-our-own]')]
      this.capture = new Capture({ window, exclude, policy: OPEN_POLICY, onProblem })
    }
    const seat = this.seat(number)
    seat.viewer = this.capture.viewer({ channels: seat.channels, grant: 7 + number, expected })
    seat.viewer.start()
  }

  setPolicy(policy: Partial<RedactionPolicy>): void {
    this.capture?.setPolicy({ ...OPEN_POLICY, ...policy })
  }

  leave(number: number): void {
    this.seat(number).viewer?.stop()
    this.seat(number).viewer = null
  }

  /** The agent's end. */
  async view(number: number): Promise<void> {
    const seat = this.seat(number)
    await seat.opened()
    seat.box = document.createElement('div')
    seat.box.style.height = '20vh'
    document.body.append(seat.box)
    seat.view = new MirrorView({
      container: seat.box,
      mirrorUrl: '/mirror',
      words: {
        title: `View ${number}`,
        scroll: '',
        look: '',
        customer: { here: '', above: '', below: '', left: '', right: '' },
        reasons: {},
        size: () => '',
      },
      zoom: 'all',
      channels: seat.channels as PageChannels,
      grant: 7 + number,
      delegate: {
        firstPaint: () => seat.paints++,
        stateChanged: (state) => seat.states.push(state),
        problem: (code) => seat.problems.push(code),
      },
    })
    seat.view.start()
  }

  /** Do these viewers see what is in this description of the page? */
  agree(numbers: number[], page: string): boolean {
    return numbers.every((number) => {
      const { shown } = this.seat(number)
      return shown?.documentElement != null && describeMirror(shown) === page
    })
  }

  describe(number: number): string {
    const { shown } = this.seat(number)
    return shown?.documentElement ? describeMirror(shown) : ''
  }

  #count(): void {
    const { add } = NodeTable.prototype
    const counted = (): unknown => this.nodesRead++
    NodeTable.prototype.add = function (...given) {
      counted()
      return add.apply(this, given)
    }
  }
}

function toChar(byte: number): string {
  return String.fromCharCode(byte)
}

declare global {
  interface Window {
    crowd: Crowd
  }
}

window.crowd = new Crowd()
