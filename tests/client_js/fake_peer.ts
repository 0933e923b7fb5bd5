import { afterEach, beforeEach } from 'vitest'

/** A data channel that opens when the test says so. */
export class FakeChannel extends EventTarget {
  readyState = 'connecting'
  binaryType = 'blob'
  readonly label: string
  readonly bufferedAmount = 0
  readonly sent: unknown[] = []

  constructor(label: string) {
    super()
    this.label = label
  }

  send(data: unknown): void {
    this.sent.push(data)
  }

  hear(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }

  become(readyState: 'open' | 'closed'): void {
    this.readyState = readyState
    this.dispatchEvent(new Event(readyState === 'open' ? 'open' : 'close'))
  }
}

/** As much of RTCPeerConnection as a page link uses; Node has none. */
export class FakePeer {
  static all: FakePeer[] = []
  static onClose: (() => void) | null = null

  readonly channels: FakeChannel[] = []
  readonly candidates: RTCIceCandidateInit[] = []
  connectionState = 'new'
  localDescription: { type: string; sdp: string } | null = null
  remoteDescription: { type: string; sdp: string } | null = null
  onicecandidate: ((event: { candidate: RTCIceCandidateInit | null }) => void) | null = null
  onconnectionstatechange: (() => void) | null = null

  onicecandidateerror: ((event: { url: string; errorCode: number }) => void) | null = null
  configuration: RTCConfiguration = {}

  constructor() {
    FakePeer.all.push(this)
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration
  }

  static get last(): FakePeer {
    const last = FakePeer.all.at(-1)
    if (last === undefined) throw new Error('no connection was made')
    return last
  }

  createDataChannel(label: string): FakeChannel {
    const channel = new FakeChannel(label)
    this.channels.push(channel)
    return channel
  }

  async createOffer(): Promise<{ type: string; sdp: string }> {
    return { type: 'offer', sdp: `offer ${FakePeer.all.indexOf(this)}` }
  }

  async createAnswer(): Promise<{ type: string; sdp: string }> {
    return { type: 'answer', sdp: `answer ${FakePeer.all.indexOf(this)}` }
  }

  async setLocalDescription(description: { type: string; sdp: string }): Promise<void> {
    this.localDescription = description
  }

  async setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    if (description.sdp === 'broken') throw new Error('InvalidAccessError')
    this.remoteDescription = description
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.remoteDescription === null) throw new Error('InvalidStateError')
    this.candidates.push(candidate)
  }

  close(): void {
    if (this.connectionState === 'closed') return
    this.connectionState = 'closed'
    FakePeer.onClose?.()
  }

  /** All channels open. */
  connect(): void {
    this.connectionState = 'connected'
    for (const channel of this.channels) channel.become('open')
  }

  channel(label: string): FakeChannel {
    const found = this.channels.find((one) => one.label === label)
    if (found === undefined) throw new Error(`no channel ${label}`)
    return found
  }

  fail(): void {
    this.connectionState = 'failed'
    this.onconnectionstatechange?.()
  }
}

/** Puts the fake in the place of the browser's class, for the tests of one file. */
export function withFakePeers(): void {
  beforeEach(() => {
    FakePeer.all = []
    FakePeer.onClose = null
    Object.assign(globalThis, { RTCPeerConnection: FakePeer })
  })
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'RTCPeerConnection')
  })
}
