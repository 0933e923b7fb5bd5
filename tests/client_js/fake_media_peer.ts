import { afterEach, beforeEach } from 'vitest'
import { FakeChannel } from './fake_peer.js'

type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

/** A section, as far as a media link uses it. */
class FakeTransceiver {
  mid: string | null = null
  currentDirection: Direction | null = null
  readonly sender = {
    track: null as unknown,
    replaceTrack: async (track: unknown) => {
      this.sender.track = track
    },
    setStreams: () => undefined,
    parameters: { encodings: [{}] as { maxBitrate?: number }[] },
    getParameters: () => structuredClone(this.sender.parameters),
    setParameters: async (parameters: { encodings: { maxBitrate?: number }[] }) => {
      this.sender.parameters = parameters
    },
  }
  readonly receiver: { track: { kind: string } }

  constructor(
    kind: string,
    public direction: Direction,
  ) {
    this.receiver = { track: { kind } }
  }
}

/** As much of RTCPeerConnection as a media link uses. The answer of the other end permits all, or
 * nothing where its SDP is `inactive`. */
export class FakeMediaPeer {
  static all: FakeMediaPeer[] = []
  /** Of offers that come from the other end. */
  static sections = ['audio', 'video', 'video', 'audio']

  readonly channel = new FakeChannel('call')
  readonly transceivers: FakeTransceiver[] = []
  servers: unknown
  rollbacks = 0
  connectionState = 'new'
  localDescription: { type: string; sdp: string } | null = null
  remoteDescription: { type: string; sdp: string } | null = null
  onicecandidate: unknown = null
  onicecandidateerror: ((event: { url: string; errorCode: number }) => void) | null = null
  onconnectionstatechange: (() => void) | null = null

  constructor({ iceServers }: { iceServers: unknown }) {
    this.servers = iceServers
    FakeMediaPeer.all.push(this)
  }

  static get last(): FakeMediaPeer {
    const last = FakeMediaPeer.all.at(-1)
    if (last === undefined) throw new Error('no connection was made')
    return last
  }

  get directions(): Direction[] {
    return this.transceivers.map(({ direction }) => direction)
  }

  createDataChannel(): FakeChannel {
    return this.channel
  }

  addTransceiver(kind: string, { direction }: { direction: Direction }): FakeTransceiver {
    const made = new FakeTransceiver(kind, direction)
    this.transceivers.push(made)
    return made
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers
  }

  getConfiguration(): RTCConfiguration {
    return { bundlePolicy: 'max-bundle' }
  }

  setConfiguration({ iceServers }: { iceServers: unknown }): void {
    this.servers = iceServers
  }

  async createOffer(): Promise<{ type: string; sdp: string }> {
    return { type: 'offer', sdp: 'ours' }
  }

  async createAnswer(): Promise<{ type: string; sdp: string }> {
    return { type: 'answer', sdp: 'ours' }
  }

  async setLocalDescription(description: { type: string; sdp: string }): Promise<void> {
    if (description.type === 'rollback') {
      this.rollbacks++
      return
    }
    this.localDescription = description
    this.#number()
    if (description.type === 'answer') this.#settle()
  }

  async setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    this.remoteDescription = description
    if (description.type === 'answer') this.#settle(description.sdp === 'inactive')
    else if (this.transceivers.length === 0) {
      for (const kind of FakeMediaPeer.sections)
        this.addTransceiver(kind, { direction: 'recvonly' })
      this.#number()
    }
  }

  close(): void {
    this.connectionState = 'closed'
  }

  connect(): void {
    this.channel.become('open')
  }

  become(state: string): void {
    this.connectionState = state
    this.onconnectionstatechange?.()
  }

  #number(): void {
    for (const [at, one] of this.transceivers.entries()) one.mid = String(at)
  }

  #settle(nothing = false): void {
    for (const one of this.transceivers) one.currentDirection = nothing ? 'inactive' : one.direction
  }
}

/** Puts the fake in the place of the browser's class, for the tests of one file. */
export function withFakeMediaPeers(): void {
  beforeEach(() => {
    FakeMediaPeer.all = []
    FakeMediaPeer.sections = ['audio', 'video', 'video', 'audio']
    Object.assign(globalThis, { RTCPeerConnection: FakeMediaPeer, MediaStream: class {} })
  })
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'RTCPeerConnection')
    Reflect.deleteProperty(globalThis, 'MediaStream')
  })
}
